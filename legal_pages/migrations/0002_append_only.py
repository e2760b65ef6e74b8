from django.db import migrations

from core.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("legal_pages", "0001_initial")]

    operations = [append_only("legal_pages_legalversion")]
