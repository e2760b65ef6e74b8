"""The demo: what runs, in which order and with which settings."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from config.env import broker_url, database_config
from tools.postgres import Cluster
from tools.supervisor.database import embedded_parts, ensure_broker_database
from tools.supervisor.health import answers_http, has_said
from tools.supervisor.leftovers import MARK
from tools.supervisor.parts import Part, Service, Step
from tools.supervisor.ports import Ports
from tools.supervisor.secrets_file import demo_secrets
from tools.supervisor.totp import address, code_at, seconds_left

PROJECT = Path(__file__).resolve().parents[2]
SERVER_NAME = "demo"
# Sweeps come round twice a minute, listing rows follow every publication; Celery's warning for root is about pickled messages, and ours are JSON.
UNINTERESTING = (
    # Work that went well: it would push addresses and log-ins out of sight. What fails is shown.
    r"Task [\w.]+\[[\w-]+\] (received|succeeded)|Sending due task|^$|SecurityWarning"
    r"|superuser privileges|absolutely not recommended|specify a different user|^User information|_security_error"
)


@dataclass(frozen=True)
class Demo:
    """One checkout's demo on five ports."""

    ports: Ports
    secrets: Mapping[str, str]
    cluster: Cluster | None
    given_database_url: str = ""
    project: Path = PROJECT

    @property
    def var(self) -> Path:
        return self.project / "var"

    @property
    def site_url(self) -> str:
        return f"http://localhost:{self.ports.web}"

    @property
    def database_url(self) -> str:
        return self.given_database_url if self.cluster is None else self.cluster.url()

    @property
    def broker_database(self) -> str:
        if self.cluster is not None:
            return "broker"
        return f"{database_config(self.given_database_url)['NAME']}_broker"

    def environment(self) -> dict[str, str]:
        """Return the environment of every program of the demo; what is set here wins over the caller's."""
        own = {
            **self.secrets,
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "PYTHONPATH": f"{self.project}{os.pathsep}{self.project / 'site'}",
            "PYTHONUNBUFFERED": "1",
            "PORT": str(self.ports.web),
            "SITE_URL": self.site_url,
            "DATABASE_URL": self.database_url,
            "STRIPE_API_BASE": f"http://127.0.0.1:{self.ports.stripe}",
            "VIES_API_BASE": f"http://127.0.0.1:{self.ports.vies}/rest-api",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self.ports.smtp),
            "EMAIL_HOST_USER": "",
            "EMAIL_HOST_PASSWORD": "",
            "EMAIL_USE_TLS": "",
            "WEB_BIND": f"127.0.0.1:{self.ports.web}",
            "WEB_CONCURRENCY": "2",
        }
        if not os.environ.get("REDIS_URL"):
            own["CELERY_BROKER_URL"] = broker_url(self.database_url, database=self.broker_database)
        inherited = {
            name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in own
        }
        return inherited | own

    def plan(self) -> list[Part]:
        """Return everything in the order of its start; it stops the other way round, the database last."""
        environment = self.environment()
        marked = environment | {MARK: str(self.project)}
        python = sys.executable
        parts: list[Part] = []
        if self.cluster is not None:
            parts += embedded_parts(self.cluster)
        elif "CELERY_BROKER_URL" in environment:
            url, name = self.database_url, self.broker_database
            parts.append(Step("database", action=lambda: ensure_broker_database(url, name)))
        parts += [
            Step(
                "setup",
                command=[python, "-m", "tools.supervisor.prepare"],
                # Wagtail tells of every page that it publishes.
                environment=marked | {"LOG_LEVEL": "WARNING"},
            ),
            self._stripe(python, marked),
            self._mail(python, marked),
            self._vies(python, marked),
            self._worker(python, marked),
            self._web(python, marked),
            # Without this the first visitor would wait for the pictures, and a broken home page would show late.
            Step(
                "visit",
                command=[python, "-m", "tools.supervisor.visit", *self._home_pages()],
                environment=marked,
            ),
        ]
        return parts

    def _stripe(self, python: str, environment: dict[str, str]) -> Service:
        own = {
            "STRIPE_EMULATOR_PORT": str(self.ports.stripe),
            "STRIPE_EMULATOR_WEBHOOK_URL": f"http://127.0.0.1:{self.ports.web}/payments/stripe/webhook/",
            "STRIPE_EMULATOR_WEBHOOK_SECRET": self.secrets["STRIPE_WEBHOOK_SECRETS"],
            "STRIPE_EMULATOR_STATE_FILE": str(self.var / "stripe.json"),
        }
        return Service(
            "stripe",
            [python, "-m", "tools.stripe_emulator"],
            environment=environment | own,
            is_healthy=has_said(f":{self.ports.stripe}/"),
        )

    def _mail(self, python: str, environment: dict[str, str]) -> Service:
        ports = ["--smtp-port", str(self.ports.smtp), "--http-port", str(self.ports.mail)]
        return Service(
            "mail",
            [python, "-m", "tools.mail_sink", *ports, "--maildir", str(self.var / "mail")],
            environment=environment,
            is_healthy=answers_http(self.ports.mail, "/"),
        )

    def _vies(self, python: str, environment: dict[str, str]) -> Service:
        return Service(
            "vies",
            [python, "-m", "tools.vies", "--port", str(self.ports.vies)],
            environment=environment,
            is_healthy=answers_http(self.ports.vies, "/"),
        )

    def _worker(self, python: str, environment: dict[str, str]) -> Service:
        timetable = ["--beat", "--schedule", str(self.var / "celerybeat-schedule")]
        quiet = ["--loglevel", "INFO", "--without-gossip", "--without-mingle", "--without-heartbeat"]
        return Service(
            "worker",
            [
                python,
                "-m",
                "celery",
                "--quiet",
                "-A",
                "config",
                "worker",
                "--concurrency",
                "1",
                *timetable,
                *quiet,
            ],
            environment=environment,
            is_healthy=has_said(" ready."),
            grace=20,
            hide=UNINTERESTING,
        )

    def _web(self, python: str, environment: dict[str, str]) -> Service:
        return Service(
            "web",
            [python, "-m", "gunicorn", "--config", "gunicorn.conf.py", "config.wsgi"],
            environment=environment,
            is_healthy=answers_http(self.ports.web, "/healthz"),
            grace=20,
        )

    def _home_pages(self) -> list[str]:
        return [f"http://127.0.0.1:{self.ports.web}{path}" for path in ("/", "/en/")]

    def factor(self) -> list[str]:
        """Return what stands in for the staff's phones: the code of now, and what an app of one's own is set up with."""
        secret, now = self.secrets["DEMO_STAFF_TOTP_SECRET"], time.time()
        return [
            f"  Second factor {code_at(secret, now)} for the next {seconds_left(now)} seconds; `make code` tells the next,",
            f"                or set up an app with the key {secret}",
            f"                {address(secret, 'staff', 'Vitrina demo')}",
        ]

    def welcome(self) -> str:
        """Return what somebody needs to know who has just started the demo."""
        password = self.secrets["DEMO_STAFF_PASSWORD"]
        admin = os.environ.get("ADMIN_PATH") or "admin"
        return "\n".join(
            [
                "The shop is open.",
                "",
                f"  Shop          {self.site_url}/       (English: {self.site_url}/en/)",
                f"  Staff         {self.site_url}/{admin.strip('/')}/",
                f"  Mail          http://localhost:{self.ports.mail}/",
                f"  Card page     http://localhost:{self.ports.stripe}/       (payments, refunds; no real money)",
                "",
                f"  Logins        manager@vitrina.example    {password}",
                f"                marketer@vitrina.example   {password}",
                f"                clerk@vitrina.example      {password}",
                f"                ana@example.com            {password}   (a customer: no second factor)",
                "",
                *self.factor(),
                "",
                "  Test cards    4242 4242 4242 4242   pays",
                "                4000 0000 0000 0002   is declined",
                "                4000 0025 0000 3155   asks for a 3-D Secure confirmation",
                "                any date to come, any CVC",
                "",
                "  VAT numbers   DE999991005           is valid in the demo's VIES",
                "                DE999992008           is not",
                "                DE999993011           cannot be checked now (more in tools/vies/README.md)",
                "",
                "  Ctrl-C stops everything; the data stays. `make reset` empties it.",
            ]
        )


def demo_for(port: int) -> Demo:
    """Return the demo on PORT and the four ports after it, with DATABASE_URL's server or the embedded one."""
    given = os.environ.get("DATABASE_URL", "")
    return Demo(
        ports=Ports(port),
        secrets=demo_secrets(PROJECT / "var" / "demo.env"),
        cluster=None if given else Cluster(SERVER_NAME),
        given_database_url=given,
    )
