"""The two languages, the site and the company data."""

from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Locale, Page, Site

from core.models import ShopSettings
from home.models import HomePage
from home.seeding.data import LANGUAGES, SOURCE, TARGET, DemoDataError, load, stable_id
from home.seeding.shop import DemoShop

STOCK_TITLE = "Welcome to your new Wagtail site!"


def open_shop() -> DemoShop:
    """Return the shop with its languages, its site and a Bulgarian home page (a draft until it is filled)."""
    locales = [Locale.objects.get_or_create(language_code=code)[0] for code in LANGUAGES]
    home = HomePage.objects.filter(translation_key=stable_id("home"), locale=locales[0]).first()
    home = home or _make_home(locales[0])
    return DemoShop(source=locales[0], target=locales[1], site=_point_site_at(home), pages={"home": home})


def write_settings(shop: DemoShop) -> None:
    """Fill the shop settings, once: what a merchant has written since is left alone."""
    found = ShopSettings.for_site(shop.site)
    if found.eik:
        return
    for name, value in load("settings").items():
        if isinstance(value, dict):
            setattr(found, f"{name}_bg", value[SOURCE])
            setattr(found, f"{name}_en", value[TARGET])
        else:
            setattr(found, name, value)
    found.full_clean()
    found.save()
    shop.made["shop settings"] += 1


def _make_home(locale: Locale) -> HomePage:
    if HomePage.objects.exists():
        raise DemoDataError(
            "This installation has a home page of its own; the demo shop would stand beside it."
        )
    texts = load("home")
    home = HomePage(
        title=texts["title"][SOURCE],
        slug=texts["slug"][SOURCE],
        locale=locale,
        translation_key=stable_id("home"),
        live=False,
    )
    Page.get_first_root_node().add_child(instance=home)
    return home


def _point_site_at(home: HomePage) -> Site:
    """Make the home page the root of the default site and remove the page that Wagtail came with."""
    address = urlsplit(settings.SITE_URL)
    wanted = {
        "hostname": address.hostname or "localhost",
        "port": address.port or (443 if address.scheme == "https" else 80),
        "site_name": load("settings")["shop_name"],
        "root_page_id": home.pk,
    }
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    if any(getattr(site, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(site, name, value)
        site.save()
    for stock in Page.objects.filter(depth=2, title=STOCK_TITLE, numchild=0).exclude(pk=home.pk):
        stock.delete()
    return site
