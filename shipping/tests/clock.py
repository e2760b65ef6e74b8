"""The moment at which tests ask for delivery."""

from datetime import datetime
from types import SimpleNamespace

import pytest


def stop_clock(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Let delivery be offered as at this moment; nothing else notices, or sessions would be from the future."""
    monkeypatch.setattr("shipping.selectors.timezone", SimpleNamespace(now=lambda: moment))
