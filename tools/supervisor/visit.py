"""`python -m tools.supervisor.visit URL...`: be the first visitor, for whom the shop makes its pictures."""

from __future__ import annotations

import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence

# Encoding every picture of a home page takes a slow machine a minute.
PATIENCE = 300
NOTICEABLE = 2.0


def main(urls: Sequence[str]) -> int:
    """Fetch each page once; returns 1 at the first that does not answer 200."""
    for url in urls:
        begin = time.monotonic()
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE) as response:  # noqa: S310 - the demo's own address
                response.read()
        except (OSError, urllib.error.HTTPError) as error:
            print(f"{url} does not open: {error}", flush=True)
            return 1
        seconds = time.monotonic() - begin
        if seconds > NOTICEABLE:
            print(f"{url} has its pictures now ({seconds:.0f} s, only the first time)", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
