"""Where a server keeps its files, and as which user it runs."""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
SYSTEM_DIR = Path("/var/lib/vitrina")
SYSTEM_USER = "vitrina-pg"
PORT = 5432
# sun_path holds 108 bytes on Linux and 104 on macOS, with the closing zero.
SOCKET_PATH_LIMIT = 100


class PostgresFault(Exception):
    """The embedded server cannot be set up, started or reached; the message says what to do."""


@dataclass(frozen=True)
class Account:
    """The system account that the server's processes belong to."""

    name: str
    uid: int
    gid: int

    @property
    def is_other(self) -> bool:
        """Whether the server runs as somebody else than this process."""
        return self.uid != os.geteuid()

    def popen_options(self) -> dict[str, object]:
        """Return what subprocess needs to run a program as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_other else {}


@dataclass(frozen=True)
class Places:
    """Every path that one server uses."""

    home: Path
    socket_dir: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    @property
    def start_lock(self) -> Path:
        return self.home.parent / f"{self.home.name}.start.lock"

    @property
    def users_lock(self) -> Path:
        return self.home.parent / f"{self.home.name}.users.lock"


def account_for_server() -> Account:
    """Return the current user, or for root an unprivileged system user, created if need be."""
    if os.geteuid() != 0:
        return Account(name=str(os.geteuid()), uid=os.geteuid(), gid=os.getegid())
    for attempt in ("existing", "created"):
        try:
            entry = pwd.getpwnam(SYSTEM_USER)
            return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)
        except KeyError:
            if attempt == "existing":
                _create_system_user()
    raise PostgresFault(
        f"PostgreSQL refuses to run as root, and the user {SYSTEM_USER} could not be created. Create it with "
        f"`useradd --system --user-group --no-create-home --shell /usr/sbin/nologin {SYSTEM_USER}`, "
        "run this as an ordinary user, or set DATABASE_URL."
    )


def _create_system_user() -> None:
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if useradd is None:
        return
    shell = "/usr/sbin/nologin" if Path("/usr/sbin/nologin").exists() else "/bin/false"
    options = [
        "--system",
        "--user-group",
        "--no-create-home",
        "--home-dir",
        str(SYSTEM_DIR),
        "--shell",
        shell,
    ]
    # A second run at the same moment loses the race; the look-up that follows finds the other's user.
    subprocess.run([useradd, *options, SYSTEM_USER], check=False, capture_output=True)


def places_for(name: str, *, project: Path = PROJECT, system_dir: Path = SYSTEM_DIR) -> Places:
    """Return the paths of the server called `name` of this checkout and create the directories above its data.

    The server's own directories are entered by its account only (and by root).
    """
    if not name.isidentifier():
        raise PostgresFault(f"{name!r} is no name for a server: use letters, digits and underscores.")
    account = account_for_server()
    checkout = hashlib.sha256(str(project).encode()).hexdigest()[:10]
    if account.is_other:
        home = system_dir / checkout / name
        for directory in (system_dir, home.parent):
            directory.mkdir(mode=0o711, parents=True, exist_ok=True)
            directory.chmod(0o711)
        (home.parent / "checkout.txt").write_text(f"{project}\n", encoding="utf-8")
        (home.parent / "checkout.txt").chmod(0o600)
    else:
        home = project / "var" / "postgres" / name
        home.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _private_directory(home, account)
    socket_dir = home / "s"
    if len(os.fsencode(_socket_file(socket_dir))) > SOCKET_PATH_LIMIT:
        socket_dir = _short_directory(account, f"{checkout}-{name}")
    _private_directory(socket_dir, account)
    return Places(home=home, socket_dir=socket_dir, account=account)


def _socket_file(directory: Path) -> Path:
    return directory / f".s.PGSQL.{PORT}.lock"


def _short_directory(account: Account, key: str) -> Path:
    """Return a short path that is the same at every call; the caller makes sure that nobody else owns it."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and os.access(runtime, os.W_OK):
        candidate = Path(runtime) / f"vitrina-{key}"
        if len(os.fsencode(_socket_file(candidate))) <= SOCKET_PATH_LIMIT:
            return candidate
    return Path("/tmp") / f"vitrina-{account.uid}-{key}"  # noqa: S108 - ownership and mode are verified


def _private_directory(path: Path, account: Account) -> None:
    """Make `path` a directory of the account with mode 0700; refuse one that somebody else planted there."""
    path.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {account.uid, os.geteuid()}:
        raise PostgresFault(f"{path} belongs to somebody else or is no directory: remove it and try again.")
    if account.is_other:
        os.chown(path, account.uid, account.gid)
    path.chmod(0o700)
