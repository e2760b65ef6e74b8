import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    """allauth counts tries in the cache, which no rollback empties."""
    cache.clear()
