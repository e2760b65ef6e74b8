from django.core.management.base import BaseCommand

from products.services.listing import rebuild_listing


class Command(BaseCommand):
    help = "Rebuild the listing of products (categories, search, sitemap) from the pages and the catalogue."

    def handle(self, *args, **options) -> None:
        rows = rebuild_listing()
        self.stdout.write(self.style.SUCCESS(f"The listing has {rows} rows."))
