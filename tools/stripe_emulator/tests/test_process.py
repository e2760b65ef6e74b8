"""The process: refusing what is dangerous, listening on loopback only, keeping its state."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import stripe

from tools.stripe_emulator.client import Control
from tools.stripe_emulator.config import RefusedToStart, read_settings
from tools.stripe_emulator.testing import running_emulator

from .conftest import client_for, session_params

ROOT = Path(__file__).parents[3]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def test_settings_come_from_arguments_then_environment():
    environ = {
        "STRIPE_EMULATOR_PORT": "9001",
        "STRIPE_EMULATOR_WEBHOOK_URL": "http://127.0.0.1:9000/w/",
        "STRIPE_EMULATOR_WEBHOOK_SECRET": "whsec_env",
        "STRIPE_EMULATOR_STATE_FILE": "var/stripe.json",
    }
    from_environment = read_settings([], environ)
    assert (from_environment.port, from_environment.webhook_secret) == (9001, "whsec_env")
    assert from_environment.state_file == Path("var/stripe.json")
    given = read_settings(["--port", "9002", "--webhook-url", "http://127.0.0.1:1/"], environ)
    assert (given.port, given.webhook_url) == (9002, "http://127.0.0.1:1/")
    assert read_settings([], {}).port == 8001


@pytest.mark.parametrize(
    "argv, environ, text",
    [
        ([], {"STRIPE_SECRET_KEY": "sk_live_x"}, "STRIPE_SECRET_KEY is a live key"),
        ([], {"STRIPE_API_KEY": "rk_live_x"}, "STRIPE_API_KEY is a live key"),
        (["--webhook-url", "http://127.0.0.1/"], {}, "needs a signing secret"),
        ([], {"STRIPE_EMULATOR_PORT": "many"}, "not a number"),
        (["--port", "70000"], {}, "not a TCP port"),
    ],
)
def test_dangerous_or_useless_settings_are_refused(argv, environ, text):
    with pytest.raises(RefusedToStart, match=text):
        read_settings(argv, environ)


def test_a_live_key_in_a_file_is_refused_too(tmp_path):
    path = tmp_path / "key"
    path.write_text("sk_live_x\n")
    with pytest.raises(RefusedToStart, match="live key"):
        read_settings([], {"STRIPE_SECRET_KEY_FILE": str(path)})


def test_state_outlives_the_process(tmp_path):
    path = tmp_path / "deep" / "state.json"
    with running_emulator(state_file=path) as first:
        api = client_for(first.url)
        created = api.v1.checkout.sessions.create(params=session_params(), options={"idempotency_key": "k"})
        first.control.complete_session(created.id)
        first.control.advance_clock(3600)
        then = first.control.now()
        port = int(first.url.rsplit(":", 1)[1])
    assert list(path.parent.iterdir()) == [path]
    with running_emulator(state_file=path, port=port) as second:
        api = client_for(second.url)
        done = api.v1.checkout.sessions.retrieve(created.id)
        assert (done.status, done.payment_status) == ("complete", "paid")
        assert (
            api.v1.refunds.create(params={"payment_intent": done.payment_intent, "amount": 500}).amount == 500
        )
        replayed = api.v1.checkout.sessions.create(params=session_params(), options={"idempotency_key": "k"})
        assert replayed.id == created.id
        assert second.control.now() >= then
        taken = [signed.type for signed in second.control.take_pending()]
        assert taken[-3:] == ["checkout.session.completed", "refund.created", "charge.refunded"]


def test_a_state_file_of_another_version_is_not_touched(tmp_path):
    path = tmp_path / "state.json"
    path.write_text(json.dumps({"format": 99}))
    with pytest.raises(ValueError, match="another version"), running_emulator(state_file=path):
        pass
    assert json.loads(path.read_text()) == {"format": 99}


def start(port, **environ):
    inherited = {
        key: value for key, value in os.environ.items() if not key.startswith(("STRIPE_", "DJANGO_"))
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tools.stripe_emulator", "--port", str(port)],
        cwd=ROOT,
        env={**inherited, **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_command_serves_on_loopback_only_and_stops_on_sigterm(tmp_path):
    port = free_port()
    state = tmp_path / "state.json"
    process = start(port, STRIPE_EMULATOR_STATE_FILE=str(state))
    try:
        end = time.monotonic() + 20
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/_emu/health", timeout=2) as answer:
                    assert json.load(answer)["status"] == "ok"
                break
            except OSError:
                assert time.monotonic() < end
                time.sleep(0.05)
        listening = Path(f"/proc/{process.pid}/net/tcp").read_text()
        assert f"0100007F:{port:04X} 00000000:0000 0A" in listening
        assert f"00000000:{port:04X} 00000000:0000 0A" not in listening
        created = client_for(f"http://127.0.0.1:{port}").v1.checkout.sessions.create(params=session_params())
        assert Control(f"http://127.0.0.1:{port}").complete_session(created.id).status == 303
        assert created.id in state.read_text()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.communicate()


def test_the_command_refuses_to_start_beside_a_live_key():
    process = start(free_port(), STRIPE_SECRET_KEY="sk_live_x")
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 2
    assert "STRIPE_SECRET_KEY is a live key" in errors
    assert "sk_live_x" not in errors


def test_stripe_python_reaches_it_by_the_address_alone(emulator):
    assert stripe.StripeClient("sk_test_x", base_addresses={"api": emulator.url}).v1.events.list().data == []
