from django.core.management.base import BaseCommand, CommandError

from products.selectors.price_history import differing_prior_prices


class Command(BaseCommand):
    help = "Recompute the lowest price before every reduction from the price history and report what differs."

    def handle(self, *args, **options) -> None:
        differing = 0
        for found in differing_prior_prices():
            differing += 1
            self.stdout.write(
                f"{found.variant} (product {found.variant.product_id}): stored {found.stored}, history {found.computed}"
            )
        if differing:
            raise CommandError(f"{differing} prior prices differ from the history.")
        self.stdout.write(self.style.SUCCESS("Every prior price agrees with the history."))
