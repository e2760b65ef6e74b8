"""`python -m tools.postgres start|stop|status|url|run|reset [--name demo|test]`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence

from tools.postgres.cluster import Cluster
from tools.postgres.lease import Lease
from tools.postgres.places import PostgresFault


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tools.postgres", description="The project's own PostgreSQL."
    )
    actions = parser.add_subparsers(dest="action", required=True)
    for action, meaning in (
        ("start", "start it and leave it running; prints its address"),
        ("stop", "stop it"),
        ("status", "say whether it runs; exit code 3 if not"),
        ("url", "print the address of the shop's database"),
        ("reset", "stop it and delete its data"),
        ("run", "run a command with DATABASE_URL set; stop the server after its last user"),
    ):
        sub = actions.add_parser(action, help=meaning, description=meaning)
        sub.add_argument("--name", default="demo", help="which server: demo (default), test, ...")
        if action == "run":
            sub.add_argument("command", nargs=argparse.REMAINDER, help="-- command and its arguments")
    return parser.parse_args(argv)


def _run(cluster: Cluster, command: list[str]) -> int:
    words = command[1:] if command[:1] == ["--"] else command
    if not words:
        raise PostgresFault("Nothing to run: put the command behind --.")
    with Lease(cluster) as server:
        return subprocess.run(words, check=False, env=os.environ | {"DATABASE_URL": server.url}).returncode


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line says and return the exit code."""
    arguments = _arguments(argv)
    try:
        cluster = Cluster(arguments.name)
        match arguments.action:
            case "start":
                print(cluster.start().url)
            case "stop":
                cluster.stop()
            case "url":
                print(cluster.url())
            case "reset":
                cluster.remove()
            case "run":
                return _run(cluster, arguments.command)
            case "status":
                pid = cluster.pid()
                print(
                    f"{cluster.name}: "
                    + (f"running, process {pid}, {cluster.url()}" if pid else "not running")
                )
                return 0 if pid else 3
    except PostgresFault as fault:
        print(f"error: {fault}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
