"""One PostgreSQL server: set up, start, adopt, stop."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from tools.postgres.binaries import bin_dir
from tools.postgres.places import PORT, PROJECT, SYSTEM_DIR, Places, PostgresFault, places_for

SUPERUSER = "postgres"
TEMPLATE = "vitrina_template"
SHOP_DATABASE = "vitrina"
BROKER_DATABASE = "broker"
START_SECONDS = 60
STOP_SECONDS = 40

COMMON_SETTINGS = {
    "listen_addresses": "''",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "150",
    "shared_buffers": "64MB",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "log_destination": "'stderr'",
    "logging_collector": "off",
    "log_checkpoints": "off",
    # Errors of a statement are told to whoever sent it.
    "log_min_messages": "log",
    # A refused statement is told without its text and its row: both may hold a customer's data.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# A test run may lose its data with the machine; it may not wait for the disk.
THROW_AWAY_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "200",
}


@dataclass(frozen=True)
class Server:
    """A server that accepts connections."""

    cluster: Cluster
    url: str
    broker_url: str

    def stop(self) -> None:
        """Stop the server; does nothing when it is down already."""
        self.cluster.stop()


class Cluster:
    """The files and the process of the server called `name`."""

    # "Fast" shutdown: open transactions are rolled back instead of waited for.
    STOP_SIGNAL = signal.SIGINT

    def __init__(
        self,
        name: str,
        *,
        durable: bool | None = None,
        project: Path = PROJECT,
        system_dir: Path = SYSTEM_DIR,
    ) -> None:
        self.name = name
        self.durable = (name == "demo") if durable is None else durable
        self.places: Places = places_for(name, project=project, system_dir=system_dir)
        self.programs = bin_dir(self.places.account, system_dir=system_dir)

    def url(self, database: str = SHOP_DATABASE) -> str:
        """Return the address of one of the server's databases."""
        return f"postgresql://{SUPERUSER}@/{database}?host={self.places.socket_dir}"

    def server(self) -> Server:
        """Return the handle that callers pass on."""
        return Server(cluster=self, url=self.url(), broker_url=self.url(BROKER_DATABASE))

    def command(self) -> list[str]:
        """Return the command that runs the server in the foreground."""
        return [str(self.programs / "postgres"), "-D", str(self.places.data)]

    def popen_options(self) -> dict[str, object]:
        """Return how that command has to be started: as whom, where, and with nothing of our own environment."""
        environment = {"PATH": f"{self.programs}:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        return {"cwd": self.places.home, "env": environment, **self.places.account.popen_options()}

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Let one process at a time set up, start or stop this server."""
        with self.places.start_lock.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def prepare(self) -> None:
        """Create the data directory at the first call, write the settings and clear what a killed server left behind."""
        data = self.places.data
        if not data.exists():
            self._initdb()
        version = (data / "PG_VERSION").read_text(encoding="ascii").strip()
        if version != "18":
            raise PostgresFault(
                f"{data} was made by PostgreSQL {version}: `make reset` makes a new one (its data is lost)."
            )
        settings = COMMON_SETTINGS | ({} if self.durable else THROW_AWAY_SETTINGS)
        settings["unix_socket_directories"] = f"'{self.places.socket_dir}'"
        lines = "".join(f"{key} = {value}\n" for key, value in settings.items())
        (data / "vitrina.conf").write_text(lines, encoding="utf-8")
        if self.pid() is None:
            # PostgreSQL would believe a zombie, or a stranger with the same id, to be the server of before.
            (data / "postmaster.pid").unlink(missing_ok=True)
            (self.places.socket_dir / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)

    def _initdb(self) -> None:
        # Made under another name first: a directory called "data" is always complete.
        unfinished = self.places.home / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        locale = [
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        ]
        login = [f"--username={SUPERUSER}", "--auth=trust"]
        self._run(
            [
                str(self.programs / "initdb"),
                "-D",
                str(unfinished),
                *login,
                *locale,
                "--no-instructions",
                "--no-sync",
            ]
        )
        with (unfinished / "postgresql.conf").open("a", encoding="utf-8") as configuration:
            configuration.write("\ninclude = 'vitrina.conf'\n")
        unfinished.rename(self.places.data)

    def _run(self, command: list[str]) -> None:
        result = subprocess.run(command, capture_output=True, text=True, check=False, **self.popen_options())  # type: ignore[call-overload]
        if result.returncode != 0:
            raise PostgresFault(
                f"{Path(command[0]).name} failed:\n{(result.stderr or result.stdout).strip()}"
            )

    def pid(self) -> int | None:
        """Return the process id of this server if it is really alive: not a zombie, not a stranger with a reused id."""
        try:
            pid = int((self.places.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
        except (FileNotFoundError, ValueError, IndexError):
            return None
        return pid if _runs_on(pid, self.places.data) else None

    def is_ready(self) -> bool:
        """Whether the server answers a connection."""
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(self.url("postgres"), connect_timeout=5).close()
            return True
        return False

    def start(self) -> Server:
        """Start the server in the background, or adopt the one that runs, and return it ready with its databases."""
        with self.locked():
            self.prepare()
            if self.pid() is None:
                with self.places.log.open("w") as log:
                    # The server is nobody's child afterwards on purpose: several test runs share it.
                    process = subprocess.Popen(  # type: ignore[call-overload]
                        self.command(),
                        stdin=subprocess.DEVNULL,
                        stdout=log,
                        stderr=subprocess.STDOUT,
                        start_new_session=True,
                        **self.popen_options(),
                    )
                self.wait_until_ready(process)
            else:
                self.wait_until_ready()
            self.ensure_databases()
        return self.server()

    def wait_until_ready(self, process: subprocess.Popen[bytes] | None = None) -> None:
        """Return once the server answers; raises PostgresFault with the last lines of its log if it does not."""
        deadline = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if (process is not None and process.poll() is not None) or time.monotonic() > deadline:
                raise PostgresFault(f"PostgreSQL ({self.name}) did not start:\n{self.last_log_lines()}")
            time.sleep(0.05)

    def last_log_lines(self, count: int = 12) -> str:
        """Return the end of the log of a server that runs in the background."""
        if not self.places.log.exists():
            return ""
        return "\n".join(self.places.log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])

    def ensure_databases(self) -> None:
        """Create the template, the shop's database and the broker's, each once.

        The template fixes UTF-8 and the builtin C.UTF-8 locale, so that lower() and ILIKE fold Cyrillic whatever the
        environment of the process that first started the server was.
        """
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            rows = connection.execute("SELECT datname FROM pg_database").fetchall()
            existing = {row[0] for row in rows}
            if TEMPLATE not in existing:
                connection.execute(
                    sql.SQL(
                        "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER builtin "
                        "BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C.UTF-8' IS_TEMPLATE true"
                    ).format(sql.Identifier(TEMPLATE))
                )
            for database in (SHOP_DATABASE, BROKER_DATABASE):
                if database not in existing:
                    connection.execute(
                        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                            sql.Identifier(database), sql.Identifier(TEMPLATE)
                        )
                    )

    def stop(self) -> None:
        """Stop the server: open transactions are rolled back, everything committed is written."""
        with self.locked():
            for wish in (self.STOP_SIGNAL, signal.SIGQUIT):
                pid = self.pid()
                if pid is None:
                    return
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, wish)
                self._wait_until_gone(pid)
            if self.pid() is not None:
                raise PostgresFault(f"PostgreSQL ({self.name}, process {self.pid()}) does not stop.")

    def _wait_until_gone(self, pid: int) -> None:
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
            if not _runs_on(pid, self.places.data):
                return
            time.sleep(0.05)

    def remove(self) -> None:
        """Stop the server and delete its data for good."""
        self.stop()
        shutil.rmtree(self.places.home)


def _runs_on(pid: int, data: Path) -> bool:
    """Whether process `pid` is a living PostgreSQL on this data directory."""
    status = Path(f"/proc/{pid}/cmdline")
    if not Path("/proc/self/cmdline").exists():
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True
    try:
        # A zombie has an empty command line.
        return str(data) in status.read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return False


def start_server(name: str, *, durable: bool | None = None, project: Path = PROJECT) -> Server:
    """Return the server called `name`, running and ready; "demo" is durable, any other trades safety for speed."""
    return Cluster(name, durable=durable, project=project).start()
