"""Gunicorn: `gunicorn --config gunicorn.conf.py config.wsgi`. Everything that differs between machines is environment."""

import gc
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# site/ is no package (it would shadow the standard library's), so it has to be on the path.
for folder in (HERE, HERE / "site"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

from gunicorn.glogging import Logger  # noqa: E402

from core.logs import scrub  # noqa: E402


class AccessLogger(Logger):
    """Writes method, path, status, size and time: no address, no browser, no query string, no signed link."""

    def atoms(self, resp, req, environ, request_time):
        """Return gunicorn's values with the path blanked where it is as good as a password."""
        atoms = super().atoms(resp, req, environ, request_time)
        atoms["U"] = scrub(atoms["U"] or "-")
        return atoms

    def access(self, resp, req, environ, request_time):
        """Leave out the health checks: they come every few seconds and tell nothing."""
        if environ.get("PATH_INFO") != "/healthz":
            super().access(resp, req, environ, request_time)


wsgi_app = "config.wsgi"
bind = os.environ.get("WEB_BIND") or "0.0.0.0:8000"
workers = int(os.environ.get("WEB_CONCURRENCY") or "2")
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS") or "4")
timeout = 30
graceful_timeout = 15
# Longer than the idle time of the usual proxies, so that it is never us who hang up first.
keepalive = 75
# A safety net against memory that grows; a start costs seconds, so it must not come every minute on a busy day.
max_requests = 20_000
max_requests_jitter = 2_000
# Workers tell the master that they live through a file; on a disk that is slow they would be taken for dead.
memory = Path("/dev/shm")  # noqa: S108 - gunicorn makes a file of its own there
worker_tmp_dir = str(memory) if os.access(memory, os.W_OK) else None
# TRUSTED_PROXIES is Django's business; gunicorn passes X-Forwarded-For on and believes none of it.
forwarded_allow_ips = ""
logger_class = AccessLogger
accesslog = "-"
access_log_format = "%(m)s %(U)s %(s)s %(B)s bytes %(M)s ms [%({x-correlation-id}o)s]"
errorlog = "-"
# The control socket would lie in the home directory, shared by every gunicorn of this user.
control_socket_disable = True


def post_worker_init(worker):
    """Let the garbage collector leave alone what a worker loaded, and look less often at what a page makes and drops.

    Django holds some hundred thousand objects for good; looking through them took up to a tenth of every request.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
