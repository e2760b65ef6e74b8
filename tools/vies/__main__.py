"""`python -m tools.vies --port 8004`: serve until SIGTERM or Ctrl-C."""

from __future__ import annotations

import argparse

from aiohttp import web

from tools.vies.app import HOST, build_app


def main() -> None:
    """Read the command line and serve on 127.0.0.1."""
    parser = argparse.ArgumentParser(prog="python -m tools.vies", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    print(f"VIES stand-in: http://{HOST}:{port}/  (made-up numbers only)", flush=True)
    web.run_app(build_app(), host=HOST, port=port, print=None, access_log=None)


if __name__ == "__main__":
    main()
