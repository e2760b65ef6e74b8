from django.db import migrations

from core.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("products", "0001_initial")]

    operations = [append_only("products_stockmovement"), append_only("products_pricechange")]
