"""`python -m tools.mail_sink --smtp-port 8002 --http-port 8003 --maildir var/mail`."""

import argparse
import asyncio
from pathlib import Path

from tools.mail_sink.server import serve


def main() -> None:
    """Read the command line and serve until stopped."""
    parser = argparse.ArgumentParser(prog="python -m tools.mail_sink", description=__doc__)
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--http-port", type=int, required=True)
    parser.add_argument("--maildir", type=Path, required=True, help="created if need be")
    arguments = parser.parse_args()
    asyncio.run(
        serve(maildir=arguments.maildir, smtp_port=arguments.smtp_port, http_port=arguments.http_port)
    )


if __name__ == "__main__":
    main()
