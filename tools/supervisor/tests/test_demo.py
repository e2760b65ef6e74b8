"""The demo's plan, its secrets, its ports and what a killed run leaves behind."""

import os
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools.supervisor import commands
from tools.supervisor.demo import Demo
from tools.supervisor.leftovers import MARK, end_leftovers, marked_processes
from tools.supervisor.parts import Service
from tools.supervisor.ports import PortFault, Ports, is_free
from tools.supervisor.secrets_file import MAKERS, demo_secrets
from tools.testing.redis_server import free_port

TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def demo_on_a_given_server(port=8000, project=Path("/srv/shop")):
    return Demo(
        ports=Ports(port),
        secrets={name: f"secret of {name}" for name in MAKERS} | {"DEMO_STAFF_TOTP_SECRET": TOTP_SECRET},
        cluster=None,
        given_database_url="postgresql://shop@db.example/shop",
        project=project,
    )


def test_every_port_follows_from_one():
    ports = Ports(9100)
    assert (ports.web, ports.stripe, ports.smtp, ports.mail, ports.vies) == (9100, 9101, 9102, 9103, 9104)


@pytest.mark.parametrize("port", [0, 80, 65533])
def test_a_port_without_room_for_the_others_is_refused(port):
    with pytest.raises(PortFault, match="between 1024 and 65531"):
        Ports(port)


def test_a_busy_port_is_named_with_the_way_out():
    # Given somebody who listens on the port of the mail viewer
    with socket.create_server(("127.0.0.1", 0)) as other:
        busy = other.getsockname()[1]
        ports = Ports(busy - 3)
        # When the demo wants to start, it is told which one and how to choose others
        with pytest.raises(PortFault) as refused:
            ports.require_free()
    assert f"{busy} (mail viewer)" in str(refused.value)
    assert f"make demo PORT={busy - 3 + 100}" in str(refused.value)


def test_a_port_is_free_again_right_after_its_last_connection():
    port = free_port()
    with socket.create_server(("127.0.0.1", port)) as server:
        client = socket.create_connection(("127.0.0.1", port))
        accepted, _ = server.accept()
        assert not is_free(port)
        # The server's side closes first and lingers
        accepted.close()
        client.close()
    assert is_free(port)


def test_secrets_are_made_once_and_kept_private(tmp_path):
    path = tmp_path / "var" / "demo.env"
    first = demo_secrets(path)
    # Then they differ from each other, have the form that Stripe's have, and only the owner reads the file
    assert len(set(first.values())) == len(MAKERS)
    assert first["STRIPE_SECRET_KEY"].startswith("sk_test_")
    assert first["STRIPE_WEBHOOK_SECRETS"].startswith("whsec_")
    assert len(first["SECRET_KEY"]) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    # And the second run finds the same
    assert demo_secrets(path) == first
    # Another checkout has others
    assert demo_secrets(tmp_path / "other.env")["SECRET_KEY"] != first["SECRET_KEY"]


def test_a_secret_that_came_later_is_added_to_an_old_file(tmp_path):
    path = tmp_path / "demo.env"
    path.write_text("SECRET_KEY=old\n")
    path.chmod(0o644)
    found = demo_secrets(path)
    assert found["SECRET_KEY"] == "old"
    assert found["DEMO_STAFF_PASSWORD"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert demo_secrets(path) == found


def test_the_plan_starts_the_shop_last_and_visits_it():
    names = [part.name for part in demo_on_a_given_server().plan()]
    assert names == ["database", "setup", "stripe", "mail", "vies", "worker", "web", "visit"]


def test_no_secret_stands_on_a_command_line():
    # Everybody on the machine can read other people's command lines
    demo = demo_on_a_given_server()
    for part in demo.plan():
        words = " ".join(part.command or [])
        assert not any(secret in words for secret in demo.secrets.values())


def test_the_demos_own_settings_win_over_the_callers(monkeypatch):
    # Given somebody whose shell carries a live key and a mail account
    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_live_of_somebody")
    monkeypatch.setenv("SECRET_KEY_FILE", "/run/secrets/key")
    monkeypatch.setenv("EMAIL_HOST", "smtp.example")
    monkeypatch.setenv("LANG", "bg_BG.UTF-8")
    monkeypatch.delenv("REDIS_URL", raising=False)
    environment = demo_on_a_given_server(port=8200).environment()
    # Then the demo uses its own, and the rest of the environment is passed on
    assert environment["STRIPE_SECRET_KEY"] == "secret of STRIPE_SECRET_KEY"
    assert "SECRET_KEY_FILE" not in environment
    assert environment["EMAIL_HOST"] == "127.0.0.1"
    assert environment["EMAIL_PORT"] == "8202"
    assert environment["STRIPE_API_BASE"] == "http://127.0.0.1:8201"
    assert environment["SITE_URL"] == "http://localhost:8200"
    assert environment["LANG"] == "bg_BG.UTF-8"
    assert environment["CELERY_BROKER_URL"] == "sqla+postgresql+psycopg://shop@db.example/shop_broker"


def test_redis_takes_the_queue_where_there_is_one(monkeypatch):
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:6379/0")
    monkeypatch.delenv("CELERY_BROKER_URL", raising=False)
    demo = demo_on_a_given_server()
    assert "CELERY_BROKER_URL" not in demo.environment()
    assert "database" not in [part.name for part in demo.plan()]


def test_every_service_that_stays_has_a_health_question_of_its_own():
    default = Service("x", ["true"]).is_healthy
    services = [part for part in demo_on_a_given_server().plan() if isinstance(part, Service)]
    assert [service.name for service in services] == ["stripe", "mail", "vies", "worker", "web"]
    assert all(service.is_healthy is not default for service in services)


def test_the_welcome_names_addresses_logins_and_cards():
    text = demo_on_a_given_server(port=8200).welcome()
    for expected in (
        "http://localhost:8200/ ",
        "http://localhost:8200/admin/",
        "http://localhost:8203/",
        "manager@vitrina.example    secret of DEMO_STAFF_PASSWORD",
        "marketer@vitrina.example   secret of DEMO_STAFF_PASSWORD",
        "clerk@vitrina.example      secret of DEMO_STAFF_PASSWORD",
        "set up an app with the key JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
        "otpauth://totp/staff?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Vitrina%20demo",
        "4242 4242 4242 4242",
        "make reset",
    ):
        assert expected in text


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc to find other processes")
def test_programs_of_a_killed_run_are_ended_and_strangers_are_left_alone(tmp_path):
    # Given one program of this checkout's killed demo, and one of another checkout's
    def sleeper(value):
        return subprocess.Popen(
            [sys.executable, "-c", "import time; time.sleep(60)"], env=os.environ | {MARK: value}
        )

    ours, theirs = sleeper(str(tmp_path)), sleeper(f"{tmp_path}-other")
    try:
        deadline = time.monotonic() + 10
        while ours.pid not in marked_processes(str(tmp_path)) and time.monotonic() < deadline:
            time.sleep(0.02)
        # When the next run clears up
        assert end_leftovers(str(tmp_path), grace=2) == 1
        # Then only ours is gone
        assert ours.wait(timeout=5) == -15
        assert theirs.poll() is None
    finally:
        theirs.kill()
        theirs.wait()


def test_two_demos_of_one_checkout_are_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(commands, "LOCK", tmp_path / "demo.lock")
    with commands.only_demo(8000):
        assert commands.is_running()
        with (
            pytest.raises(commands.Refused, match=rf"process {os.getpid()}, http://localhost:8000/"),
            commands.only_demo(8100),
        ):
            pytest.fail("a second demo got in")
    assert not commands.is_running()


def test_a_database_of_the_users_own_is_never_emptied(monkeypatch, tmp_path):
    monkeypatch.setattr(commands, "LOCK", tmp_path / "demo.lock")
    monkeypatch.setattr(commands, "demo_for", lambda port: demo_on_a_given_server(port, project=tmp_path))
    upload = tmp_path / "media" / "chair.jpg"
    upload.parent.mkdir()
    upload.touch()
    with pytest.raises(commands.Refused, match="database of yours"):
        commands.reset(8000)
    assert upload.exists()
