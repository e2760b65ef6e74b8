"""Countries by name."""

from django.utils.translation import get_language
from django_countries import countries

from core.brief import briefly
from shipping.selectors import served_countries


def country_name(code: str) -> str:
    return str(countries.name(code))


def country_choices() -> list[tuple[str, str]]:
    """Return the served countries as (code, name in the active language), by name."""
    return _choices(get_language() or "bg")


@briefly
def _choices(language: str) -> list[tuple[str, str]]:
    named = [(code, country_name(code)) for code in served_countries()]
    return sorted(named, key=lambda choice: choice[1].casefold())
