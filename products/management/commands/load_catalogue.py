"""`manage.py load_catalogue --products 10000`: a large invented catalogue, to see how the shop bears it."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from products.models import StockHold
from products.sample import VARIANTS
from products.services.loading import NoHomePage, load_catalogue

MOST = 200_000


class Command(BaseCommand):
    help = (
        "Adds invented products with three variants each until there are as many as asked for, for measuring. They are "
        "the same every time; what is there is left alone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--products", type=int, required=True, metavar="N", help="how many there are to be"
        )
        parser.add_argument("--force", action="store_true", help="load them into a shop that sells already")

    def handle(self, *args: Any, products: int, force: bool, verbosity: int, **options: Any) -> None:
        if not 1 <= products <= MOST:
            raise CommandError(f"--products takes a number from 1 to {MOST}.")
        if not force and StockHold.objects.exists():
            raise CommandError(
                "This shop has sold something: invented products do not belong here. Use --force to add them anyway."
            )
        try:
            with tqdm(
                total=products, unit=" products", file=sys.stderr, disable=not sys.stderr.isatty()
            ) as bar:
                loaded = load_catalogue(products=products, progress=lambda done: bar.update(done - bar.n))
        except NoHomePage as error:
            raise CommandError("The site has no home page yet. Run seed_demo, or make one.") from error
        if verbosity:
            languages = ", ".join(loaded.languages)
            self.stdout.write(
                f"{loaded.there} products were there, {loaded.added} were added with {VARIANTS} variants each; "
                f"live pages in: {languages}."
            )
