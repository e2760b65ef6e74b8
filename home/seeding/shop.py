"""What the steps of the seeding share: languages, pictures and pages by name, and a count of what was made."""

import re
from collections import Counter
from dataclasses import dataclass, field

from wagtail.models import Locale, Page, Site

from core.actors import Actor
from core.models import ShopImage
from home.seeding.data import DemoDataError

ACTOR = Actor("system", label="seed_demo")
_REFERENCE = re.compile(r'<a href="((?:category|product|article|legal):[a-z0-9-]+)">')


@dataclass
class DemoShop:
    source: Locale
    target: Locale
    site: Site
    images: dict[str, ShopImage] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    made: Counter[str] = field(default_factory=Counter)
    # Categories of this run, whose blocks wait for the products that they show.
    new_categories: set[str] = field(default_factory=set)

    def image(self, key: str) -> ShopImage:
        if key not in self.images:
            raise DemoDataError(f"There is no picture called {key!r}.")
        return self.images[key]

    def page(self, reference: str) -> Page:
        """Return the Bulgarian page with this name; its translations follow by translation key."""
        if reference not in self.pages:
            raise DemoDataError(f"Nothing is called {reference!r}, or it is not made yet.")
        return self.pages[reference]

    def rich_text(self, html: str) -> str:
        """Turn links by name into Wagtail's links to pages."""
        return _REFERENCE.sub(lambda match: f'<a linktype="page" id="{self.page(match[1]).pk}">', html)

    @property
    def home(self) -> Page:
        return self.page("home")
