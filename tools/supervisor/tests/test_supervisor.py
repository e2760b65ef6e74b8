"""Start in order, stop in reverse, and leave nothing behind: told with tiny programs."""

import io
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from tools.supervisor.console import Console
from tools.supervisor.health import has_said
from tools.supervisor.parts import Service, Step
from tools.supervisor.supervisor import Supervisor

# Writes "<name> up" when it starts and "<name> down" when it is told to stop.
POLITE = """
import signal, sys, time
name, diary = sys.argv[1:3]
def note(word):
    with open(diary, "a") as file:
        file.write(f"{name} {word}\\n")
def leave(*_):
    note("down")
    sys.exit(0)
signal.signal(signal.SIGTERM, leave)
signal.signal(signal.SIGINT, leave)
note("up")
print("ready", flush=True)
while True:
    time.sleep(60)
"""
STUBBORN = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("pids", os.getpid(), grandchild.pid, flush=True)
time.sleep(60)
"""


class Stage:
    """A supervisor with its plan, its diary and what it printed."""

    def __init__(self, tmp_path):
        self.diary = tmp_path / "diary"
        self.output = io.StringIO()

    def polite(self, name, **options):
        command = [sys.executable, "-c", POLITE, name, str(self.diary)]
        return Service(name, command, is_healthy=has_said("ready"), **options)

    def note(self, text):
        with self.diary.open("a") as file:
            file.write(f"{text}\n")

    def lines(self):
        return self.diary.read_text().splitlines() if self.diary.exists() else []

    def run(self, plan, *, on_ready):
        return Supervisor(plan, console=Console(self.output), on_ready=on_ready).run()


@pytest.fixture
def stage(tmp_path):
    return Stage(tmp_path)


def stop_soon(signal_number=signal.SIGTERM, after=0.0):
    threading.Timer(after, os.kill, args=(os.getpid(), signal_number)).start()


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


@pytest.mark.parametrize("wish", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_parts_start_in_order_and_stop_in_reverse(stage, wish):
    # Given a database, a step, and a shop
    plan = [
        stage.polite("database", stop_signal=signal.SIGINT),
        Step("migrate", action=lambda: stage.note("migrated")),
        stage.polite("shop"),
    ]
    # When it is started and then asked to stop
    code = stage.run(plan, on_ready=lambda: (stage.note("open"), stop_soon(wish)))
    # Then each waited for the one before it, and the database went last
    assert code == 0
    assert stage.lines() == ["database up", "migrated", "shop up", "open", "shop down", "database down"]


def test_a_later_part_waits_until_the_earlier_one_is_healthy(stage, tmp_path):
    # Given a service that takes a while
    ready = tmp_path / "ready"
    slow = Service(
        "slow",
        [
            sys.executable,
            "-c",
            f"import time; time.sleep(.5); open({str(ready)!r}, 'w').close(); time.sleep(60)",
        ],
        is_healthy=lambda child: ready.exists(),
    )
    seen = []
    plan = [slow, Step("next", action=lambda: seen.append(ready.exists()))]
    assert stage.run(plan, on_ready=stop_soon) == 0
    assert seen == [True]


def test_a_death_is_reported_and_stops_the_rest(stage):
    # Given a service that fails once the shop is open
    dying = Service(
        "worker",
        [
            sys.executable,
            "-c",
            "import time; print('ready', flush=True); time.sleep(.4); print('no memory left'); raise SystemExit(7)",
        ],
        is_healthy=has_said("ready"),
    )
    # When it dies
    code = stage.run([stage.polite("database"), dying], on_ready=lambda: stage.note("open"))
    # Then the exit code says so, its last words are told, and the database was stopped in order
    assert code == 1
    assert stage.lines() == ["database up", "open", "database down"]
    assert (
        "worker ended with exit code 7. Its last lines:\n    ready\n    no memory left"
        in stage.output.getvalue()
    )


def test_a_service_that_never_gets_healthy_fails_by_name(stage):
    never = Service("web", [sys.executable, "-c", "import time; print('thinking', flush=True); time.sleep(60)"],
                    is_healthy=lambda child: False, healthy_within=0.9)  # fmt: skip
    code = stage.run([stage.polite("database"), never], on_ready=lambda: stage.note("open"))
    assert code == 1
    assert "web was not ready after 1 seconds.\n    thinking" in stage.output.getvalue()
    assert stage.lines() == ["database up", "database down"]


@pytest.mark.parametrize(
    "step",
    [
        Step("migrate", command=[sys.executable, "-c", "print('no such table'); raise SystemExit(3)"]),
        Step("migrate", action=lambda: 1 / 0),
        Step("migrate", command=["/no/such/program"]),
    ],
    ids=["command", "action", "missing program"],
)
def test_a_failed_step_stops_the_plan(stage, step):
    code = stage.run(
        [stage.polite("database"), step, stage.polite("shop")], on_ready=lambda: stage.note("open")
    )
    assert code == 1
    assert stage.lines() == ["database up", "database down"]
    assert "migrate" in stage.output.getvalue()


def test_a_wish_to_stop_during_a_step_is_granted(stage):
    step = Step("migrate", command=[sys.executable, "-c", "import time; time.sleep(60)"])
    stop_soon(after=0.5)
    begin = time.monotonic()
    code = stage.run(
        [stage.polite("database"), step, stage.polite("shop")], on_ready=lambda: stage.note("open")
    )
    assert code == 0
    assert stage.lines() == ["database up", "database down"]
    assert time.monotonic() - begin < 10


def test_what_does_not_listen_is_killed_with_its_children(stage):
    # Given a service that ignores SIGTERM and has a child of its own
    pids = []

    def on_ready():
        line = next(line for line in stage.output.getvalue().splitlines() if "pids" in line)
        pids.extend(int(word) for word in line.split()[-2:])
        stop_soon()

    stubborn = Service("stubborn", [sys.executable, "-c", STUBBORN], is_healthy=has_said("pids"), grace=0.3)
    # When the plan stops
    assert stage.run([stubborn], on_ready=on_ready) == 0
    # Then both are gone
    wait_until(lambda: not any(is_alive(pid) for pid in pids))
    assert "stubborn did not stop in time and is killed" in stage.output.getvalue()


def test_a_second_ctrl_c_hurries_everything_but_the_database(stage):
    # Given a service that would take a minute to stop, and a polite database
    stubborn = Service("stubborn", [sys.executable, "-c", STUBBORN], is_healthy=has_said("pids"), grace=60)
    plan = [stage.polite("database", may_be_hurried=False), stubborn]

    def on_ready():
        stop_soon(signal.SIGINT)
        stop_soon(signal.SIGINT, after=0.5)

    begin = time.monotonic()
    assert stage.run(plan, on_ready=on_ready) == 0
    assert time.monotonic() - begin < 10
    assert stage.lines() == ["database up", "database down"]


def test_the_terminals_ctrl_c_does_not_reach_the_children_directly(stage):
    # Given a child: it is in a session of its own
    sessions = []
    service = Service("child", [sys.executable, "-c", "import os; print('sid', os.getsid(0), os.getpid(), flush=True); import time; time.sleep(60)"], is_healthy=has_said("sid"))  # fmt: skip

    def on_ready():
        line = next(line for line in stage.output.getvalue().splitlines() if "sid" in line)
        sessions.extend(int(word) for word in line.split()[-2:])
        stop_soon()

    assert stage.run([service], on_ready=on_ready) == 0
    assert sessions[0] == sessions[1] != os.getsid(0)


def test_output_carries_the_name_of_its_program(stage):
    step = Step("migrate", command=[sys.executable, "-c", "print('първи'); print('втори')"])
    stage.run([step], on_ready=stop_soon)
    assert " migrate | първи\n migrate | втори\n" in stage.output.getvalue()


def test_a_step_is_one_thing_only():
    with pytest.raises(ValueError, match="either a command or an action"):
        Step("both", command=["true"], action=lambda: None)
    with pytest.raises(ValueError, match="either a command or an action"):
        Step("neither")


def test_the_stage_itself_leaves_no_process_behind(stage):
    # A check of the checks: everything that a run starts is our child and gone when it returns.
    assert stage.run([stage.polite("one"), stage.polite("two")], on_ready=stop_soon) == 0
    children = subprocess.run(
        ["ps", "--ppid", str(os.getpid()), "-o", "args="], capture_output=True, text=True, check=False
    )
    assert "diary" not in children.stdout
