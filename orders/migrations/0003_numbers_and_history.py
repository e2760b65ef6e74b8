from django.db import migrations

from core.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE orders_order_number_seq AS bigint START WITH 100001",
            "DROP SEQUENCE orders_order_number_seq",
        ),
        append_only("orders_orderevent"),
    ]
