# syntax=docker/dockerfile:1
FROM python:3.13-slim AS base

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PYTHONPATH=/app:/app/site \
    DJANGO_SETTINGS_MODULE=config.settings.production

WORKDIR /app

COPY requirements.txt .
RUN pip install --require-hashes --requirement requirements.txt

COPY . .

# Translations are compiled with polib, static files collected with settings that hold no real secret: none of them ends
# in the image, and nothing is connected to.
RUN python -m tools.setup.translations \
    && SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
       ALLOWED_HOSTS=build.invalid \
       SITE_URL=https://build.invalid \
       DATABASE_URL=postgresql://build.invalid/build \
       REDIS_URL=redis://build.invalid \
       python manage.py collectstatic --noinput --verbosity 0 \
    && useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin shop \
    && mkdir -p media var \
    && chown -R shop:shop media var

USER shop
EXPOSE 8000
VOLUME ["/app/media", "/app/var"]

HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen(urllib.request.Request('http://127.0.0.1:8000/healthz'), timeout=4)"]

CMD ["gunicorn", "--config", "gunicorn.conf.py", "config.wsgi"]
