"""`python -m tools.supervisor demo|code|manage|reset`; PORT in the environment chooses the ports."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from tools.postgres import PostgresFault
from tools.supervisor.commands import Refused, code, manage, reset, run_demo
from tools.supervisor.ports import PortFault


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line says and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.supervisor")
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("demo", help="run the demo shop with everything that it needs")
    actions.add_parser("code", help="tell the second factor of the demo's staff")
    actions.add_parser("reset", help="delete the demo's data")
    sub = actions.add_parser("manage", help="run manage.py with the demo's settings")
    sub.add_argument("arguments", nargs=argparse.REMAINDER)
    arguments = parser.parse_args(argv)
    try:
        port = int(os.environ.get("PORT") or "8000")
    except ValueError:
        print("error: PORT must be a number.", file=sys.stderr)
        return 2
    try:
        match arguments.action:
            case "demo":
                return run_demo(port)
            case "code":
                print(code(port))
                return 0
            case "manage":
                return manage(port, arguments.arguments)
            case _:
                reset(port)
                print("The demo's data is gone; `make demo` builds it anew.")
                return 0
    except (Refused, PortFault, PostgresFault) as fault:
        print(f"error: {fault}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
