"""The embedded server: for root and for an ordinary user, after crashes, and with nothing opened to others."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from tools.postgres import Cluster, Lease, PostgresFault
from tools.postgres.places import PROJECT, SOCKET_PATH_LIMIT, account_for_server, places_for

IS_ROOT = os.geteuid() == 0
as_root = pytest.mark.skipif(not IS_ROOT, reason="shows what root gets")
pytestmark = pytest.mark.timeout(120)


@pytest.fixture(scope="module")
def system_dir():
    """Where root's servers and the copied programs go; pytest's own directories are closed to the server's user."""
    path = Path(tempfile.mkdtemp(prefix="vitrina-system-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def ground(tmp_path, system_dir):
    """A project directory that only its owner can enter."""
    project = tmp_path / "home" / "shop"
    project.mkdir(parents=True)
    project.parent.chmod(0o700)
    return {"project": project, "system_dir": system_dir}


@pytest.fixture
def cluster(ground):
    made = Cluster("trial", **ground)
    yield made
    made.stop()


def query(url, statement, *parameters):
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement, parameters)
        return cursor.fetchone() if cursor.description else None


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_it_comes_up_with_its_databases_and_folds_cyrillic_whatever_the_locale(cluster, monkeypatch):
    # Given a shell without a locale
    monkeypatch.setenv("LC_ALL", "C")
    # When the server starts
    server = cluster.start()
    # Then both databases are there, in UTF-8, and case folding knows Cyrillic
    assert query(server.url, "SELECT current_database(), lower('ЗЕЛЕН'), 'Зелен' ILIKE 'зЕЛ%%'") == (
        "vitrina",
        "зелен",
        True,
    )
    assert query(server.broker_url, "SELECT current_database(), current_setting('TimeZone')") == (
        "broker",
        "UTC",
    )
    # And it listens on its socket only
    assert query(server.url, "SELECT current_setting('listen_addresses')") == ("",)


def test_only_a_throw_away_server_trades_safety_for_speed(ground):
    settings = "SELECT current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes')"
    demo, trial = Cluster("demo", **ground), Cluster("trial", **ground)
    try:
        # Two servers of one checkout run side by side
        demo_server, trial_server = demo.start(), trial.start()
        assert query(demo_server.url, settings) == ("on", "on", "on")
        assert query(trial_server.url, settings) == ("off", "off", "off")
    finally:
        demo.stop()
        trial.stop()


def test_data_survives_a_stop_and_a_killed_server(ground):
    cluster = Cluster("demo", **ground)
    try:
        server = cluster.start()
        query(server.url, "CREATE TABLE note (text text)")
        query(server.url, "INSERT INTO note VALUES ('first')")
        # When the server is stopped, and its pid file is forged to name a living stranger
        cluster.stop()
        assert cluster.pid() is None
        forged = cluster.places.data / "postmaster.pid"
        forged.write_text(f"{os.getpid()}\n{cluster.places.data}\n")
        # Then it starts again with its data
        server = cluster.start()
        query(server.url, "INSERT INTO note VALUES ('second')")
        # When it is killed outright
        pid = cluster.pid()
        os.kill(pid, signal.SIGKILL)
        # Then the next start clears up and finds everything that was committed
        server = cluster.start()
        assert cluster.pid() != pid
        assert query(server.url, "SELECT string_agg(text, ' ' ORDER BY text) FROM note") == ("first second",)
    finally:
        cluster.stop()


def test_a_running_server_is_adopted(cluster, ground):
    # Given a server whose owner was killed
    cluster.start()
    pid = cluster.pid()
    # When another process asks for it
    other = Cluster("trial", **ground)
    other.start()
    # Then it gets the same one, and may stop it
    assert other.pid() == pid
    other.stop()
    assert cluster.pid() is None
    # Stopping twice is no fault
    cluster.stop()


def test_an_interrupted_first_start_begins_anew(cluster):
    # Given what a killed initdb leaves behind
    unfinished = cluster.places.home / "unfinished"
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")
    # Then the first start works nevertheless
    assert query(cluster.start().url, "SELECT 1") == (1,)
    assert not unfinished.exists()


def test_data_of_another_version_is_refused_with_the_way_out(cluster):
    cluster.places.data.mkdir()
    (cluster.places.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(PostgresFault, match=r"PostgreSQL 17: `make reset`"):
        cluster.start()


def test_a_server_that_does_not_start_tells_its_last_words(cluster):
    cluster.start()
    cluster.stop()
    with (cluster.places.data / "postgresql.conf").open("a") as configuration:
        configuration.write("no_such_setting = 1\n")
    with pytest.raises(PostgresFault, match="no_such_setting"):
        cluster.start()


def test_the_last_lease_stops_the_server(ground):
    first, second = Lease(Cluster("trial", **ground)), Lease(Cluster("trial", **ground))
    asked = []
    first.acquire(when_first=lambda server: asked.append("first"))
    second.acquire(when_first=lambda server: asked.append("second"))
    pid = first.cluster.pid()
    # Only the first had the server to itself
    assert asked == ["first"]
    first.release()
    assert second.cluster.pid() == pid
    second.release()
    assert second.cluster.pid() is None
    # And the next one starts it again
    with first as server:
        assert query(server.url, "SELECT 1") == (1,)


def test_its_directories_are_its_owners_alone(cluster):
    cluster.start()
    owner = account_for_server().uid
    for path in (cluster.places.home, cluster.places.data, cluster.places.socket_dir):
        assert (mode(path), path.stat().st_uid) == (0o700, owner)
    socket = next(path for path in cluster.places.socket_dir.iterdir() if path.is_socket())
    assert mode(socket) == 0o700


@pytest.mark.skipif(IS_ROOT, reason="root's files lie elsewhere")
def test_an_ordinary_users_files_stay_in_the_project(cluster, ground):
    assert cluster.places.home == ground["project"] / "var" / "postgres" / "trial"


@as_root
def test_as_root_no_directory_is_opened_to_others(ground):
    # Given a clone that only root can enter
    closed = [ground["project"], *ground["project"].parents[:3]]
    before = [mode(path) for path in closed]
    cluster = Cluster("trial", **ground)
    # When the server runs
    server = cluster.start()
    try:
        # Then its processes are not root's, and the clone is as closed as before
        process = Path(f"/proc/{cluster.pid()}")
        assert process.stat().st_uid == account_for_server().uid != 0
        assert [mode(path) for path in closed] == before
        assert not (ground["project"] / "var").exists()
        # And a stranger on the machine cannot connect
        stranger = subprocess.run(
            [cluster.programs / "psql", server.url, "-c", "SELECT 1"],
            capture_output=True,
            text=True,
            check=False,
            env={"PATH": "/usr/bin"},
            **as_user("nobody"),
        )
        assert stranger.returncode != 0
        assert "Permission denied" in stranger.stderr
    finally:
        cluster.remove()
    assert not cluster.places.home.exists()


@as_root
def test_the_programs_are_copied_once_and_read_only_for_the_server(ground):
    first = Cluster("one", **ground).programs / "postgres"
    written = first.stat().st_mtime_ns, first.stat().st_ino
    second = Cluster("two", **ground).programs / "postgres"
    assert (second.stat().st_mtime_ns, second.stat().st_ino) == written
    assert (first.stat().st_uid, mode(first)) == (0, 0o755)


def as_user(name):
    entry = pwd.getpwnam(name)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": [], "cwd": "/"}


def runs_for_nobody(python, environment):
    try:
        subprocess.run(
            [python, "-c", "import tools.postgres"],
            env=environment,
            check=True,
            capture_output=True,
            **as_user("nobody"),
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


@as_root
def test_an_ordinary_user_gets_a_server_below_the_project():
    # Given an ordinary user who can read the code and run a Python of this version
    path = os.pathsep.join([str(PROJECT), str(Path(psycopg.__file__).parents[1])])
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    python = next((p for p in (sys.executable, "/usr/bin/python3") if runs_for_nobody(p, environment)), None)
    if python is None:
        pytest.skip("checkout and Python are closed to other users, so none can be borrowed to show it")
    home = Path(tempfile.mkdtemp(prefix="vitrina-nobody-"))
    os.chown(home, pwd.getpwnam("nobody").pw_uid, -1)
    story = f"""
from pathlib import Path
from tools.postgres import Cluster
cluster = Cluster("trial", project=Path({str(home)!r}))
import psycopg
with psycopg.connect(cluster.start().url) as connection:
    print(connection.execute("SELECT lower('ЧАЙ')").fetchone()[0], cluster.places.home)
cluster.stop()
"""
    try:
        result = subprocess.run(
            [python, "-c", story],
            env=environment | {"PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            encoding="utf-8",
            check=False,
            **as_user("nobody"),
        )
    finally:
        shutil.rmtree(home)
    assert result.stderr == ""
    assert result.stdout == f"чай {home}/var/postgres/trial\n"


def test_a_socket_path_that_would_be_too_long_is_moved(monkeypatch, tmp_path):
    # Given a project far down, and a user whose files lie in the project
    account = account_for_server()
    monkeypatch.setattr(
        "tools.postgres.places.account_for_server", lambda: type(account)("me", os.geteuid(), os.getegid())
    )
    monkeypatch.setenv("XDG_RUNTIME_DIR", "")
    deep = tmp_path / ("x" * 100) / "shop"
    deep.mkdir(parents=True)
    places = places_for("trial", project=deep)
    try:
        # Then the socket lies in a short directory of the same user's alone, the same at every call
        assert len(str(places.socket_dir)) < SOCKET_PATH_LIMIT - 20
        assert (mode(places.socket_dir), places.socket_dir.stat().st_uid) == (0o700, os.geteuid())
        assert places_for("trial", project=deep).socket_dir == places.socket_dir
        # And somebody else's directory, or a link, at that place is refused
        places.socket_dir.rmdir()
        places.socket_dir.symlink_to(tmp_path)
        with pytest.raises(PostgresFault, match="belongs to somebody else"):
            places_for("trial", project=deep)
        places.socket_dir.unlink()
        places.socket_dir.mkdir()
        if IS_ROOT:
            os.chown(places.socket_dir, pwd.getpwnam("nobody").pw_uid, -1)
            with pytest.raises(PostgresFault, match="belongs to somebody else"):
                places_for("trial", project=deep)
    finally:
        places.socket_dir.rmdir()


@pytest.mark.parametrize("name", ["", "../other", "a b"])
def test_a_name_that_is_no_name_is_refused(ground, name):
    with pytest.raises(PostgresFault, match="no name for a server"):
        Cluster(name, **ground)


def test_the_command_runs_a_program_with_the_address_and_passes_its_exit_code_on(tmp_path):
    # Given the command line as the Makefile uses it
    story = (
        "import os, sys, psycopg; print(psycopg.connect(os.environ['DATABASE_URL']).info.dbname); sys.exit(5)"
    )
    name = f"command_{os.getpid()}"
    command = [sys.executable, "-m", "tools.postgres"]
    result = subprocess.run(
        [*command, "run", "--name", name, "--", sys.executable, "-c", story],
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    try:
        assert (result.returncode, result.stdout, result.stderr) == (5, "vitrina\n", "")
        # Then nobody uses the server any more, so it is down
        status = subprocess.run(
            [*command, "status", "--name", name], cwd=PROJECT, capture_output=True, text=True, check=False
        )
        assert (status.returncode, status.stdout) == (3, f"{name}: not running\n")
    finally:
        subprocess.run([*command, "reset", "--name", name], cwd=PROJECT, check=True)


def test_starting_it_again_is_quick(cluster):
    cluster.start()
    cluster.stop()
    begin = time.monotonic()
    cluster.start()
    assert time.monotonic() - begin < 10
