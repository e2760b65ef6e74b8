"""`manage.py seed_demo`: the demo shop, out of the files in home/demo."""

import os
import secrets

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from home.seeding.categories import add_categories, furnish_categories, translate_categories
from home.seeding.customers import add_customers
from home.seeding.data import DemoDataError
from home.seeding.home_page import fill_home, translate_home
from home.seeding.images import add_images
from home.seeding.journal import add_journal, translate_journal
from home.seeding.legal import add_legal_pages, translate_legal_pages
from home.seeding.products import add_products, translate_products
from home.seeding.promotions import add_promotions
from home.seeding.related import relate_products
from home.seeding.shipping import add_delivery
from home.seeding.shop import DemoShop
from home.seeding.site import open_shop, write_settings
from home.seeding.staff import STAFF, add_staff
from home.seeding.turnover import add_turnover


class Command(BaseCommand):
    help = (
        "Adds what is missing of the demo shop and leaves alone what is there. The staff's password is read from "
        "DEMO_STAFF_PASSWORD, the secret of their second factor from DEMO_STAFF_TOTP_SECRET."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--force", action="store_true", help="seed although these are not the demo's settings"
        )

    def handle(self, *args, force: bool, verbosity: int, **options) -> None:
        if not settings.DEMO and not force:
            raise CommandError(
                "These settings are not those of a demo. Use --force to fill this database anyway."
            )
        password, generated = staff_password()
        try:
            shop = seed(password, os.environ.get("DEMO_STAFF_TOTP_SECRET", ""))
        except DemoDataError as error:
            raise CommandError(str(error)) from error
        if verbosity:
            made = ", ".join(f"{count} {name}" for name, count in shop.made.items() if count)
            self.stdout.write(f"Made: {made}." if made else "The demo shop is complete; nothing was changed.")
        if generated:
            self.stdout.write(f"Password of {', '.join(row[0] for row in STAFF)}: {password}")


def staff_password() -> tuple[str, bool]:
    """Return the staff's password and whether it was made up just now, which only happens with DEBUG on.

    Raises CommandError when there is none, or one that the site would refuse.
    """
    password = os.environ.get("DEMO_STAFF_PASSWORD", "")
    if not password:
        if not settings.DEBUG:
            raise CommandError(
                "Set DEMO_STAFF_PASSWORD: the demo's staff needs a password that nobody can guess."
            )
        return secrets.token_urlsafe(15), True
    try:
        validate_password(password)
    except ValidationError as error:
        raise CommandError("DEMO_STAFF_PASSWORD: " + " ".join(error.messages)) from error
    return password, False


@transaction.atomic
def seed(password: str, factor_secret: str = "") -> DemoShop:
    """Build the demo shop, all or nothing; what is there already is not touched.

    The Bulgarian tree comes first, because its texts show each other; then its translations, parents first.
    """
    shop = open_shop()
    write_settings(shop)
    add_delivery(shop)
    add_turnover(shop)
    add_images(shop)
    add_categories(shop)
    add_products(shop)
    relate_products(shop)
    furnish_categories(shop)
    add_journal(shop)
    add_legal_pages(shop)
    fill_home(shop)
    translate_home(shop)
    translate_categories(shop)
    translate_products(shop)
    translate_journal(shop)
    translate_legal_pages(shop)
    add_promotions(shop)
    add_staff(shop, password, factor_secret)
    add_customers(shop, password)
    return shop
