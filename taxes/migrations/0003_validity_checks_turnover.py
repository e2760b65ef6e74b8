"""A last day for rates, regions with rates of their own, what VIES answered, and the turnover below the OSS threshold."""

import django.core.validators
from django.db import migrations, models

# Two rows of one country, region and class never overlap. A row without a last day ends where the next one begins, so
# only a row with one can reach into another. The lock keeps two writers from passing each other.
NO_OVERLAP = """
CREATE FUNCTION taxes_no_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('taxes_vatrate ' || NEW.country || ' ' || NEW.region || ' ' || NEW.vat_class));
    IF EXISTS (
        SELECT 1 FROM taxes_vatrate other
        WHERE other.id <> NEW.id
          AND other.country = NEW.country AND other.region = NEW.region AND other.vat_class = NEW.vat_class
          AND (
              (other.valid_from < NEW.valid_from AND other.valid_until >= NEW.valid_from)
              OR (NEW.valid_from < other.valid_from AND NEW.valid_until >= other.valid_from)
          )
    ) THEN
        RAISE EXCEPTION 'taxes_rates_do_not_overlap' USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER taxes_rates_do_not_overlap BEFORE INSERT OR UPDATE ON taxes_vatrate
    FOR EACH ROW EXECUTE FUNCTION taxes_no_overlap();
"""
OVERLAP = """
DROP TRIGGER IF EXISTS taxes_rates_do_not_overlap ON taxes_vatrate;
DROP FUNCTION IF EXISTS taxes_no_overlap();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("taxes", "0002_rates_of_the_member_states"),
    ]

    operations = [
        migrations.CreateModel(
            name="NumberCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, verbose_name="VAT number")),
                (
                    "state",
                    models.CharField(
                        choices=[("valid", "Valid"), ("invalid", "Not valid")],
                        max_length=10,
                        verbose_name="answer",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=255, verbose_name="name")),
                ("address", models.TextField(blank=True, verbose_name="address")),
                (
                    "requester",
                    models.CharField(blank=True, max_length=20, verbose_name="asked in the name of"),
                ),
                ("reference", models.CharField(blank=True, max_length=40, verbose_name="reference of VIES")),
                ("answer", models.JSONField(default=dict, verbose_name="whole answer")),
                ("checked_at", models.DateTimeField(db_index=True, verbose_name="asked")),
            ],
            options={
                "verbose_name": "check of a VAT number",
                "verbose_name_plural": "checks of VAT numbers",
                "ordering": ["-checked_at", "-pk"],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="OssTurnover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        unique=True,
                        validators=[
                            django.core.validators.MinValueValidator(2021),
                            django.core.validators.MaxValueValidator(2200),
                        ],
                        verbose_name="year",
                    ),
                ),
                (
                    "net",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=12, verbose_name="sold here, without VAT"
                    ),
                ),
                (
                    "other_net",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        help_text="To consumers in other EU states by other ways than this shop, such as marketplaces: the threshold is one for all.",
                        max_digits=12,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="sold elsewhere, without VAT",
                    ),
                ),
                ("warned", models.PositiveSmallIntegerField(default=0, editable=False)),
            ],
            options={
                "verbose_name": "turnover with consumers in other states",
                "verbose_name_plural": "turnover with consumers in other states",
                "ordering": ["-year"],
            },
        ),
        migrations.AlterModelOptions(
            name="vatrate",
            options={
                "ordering": ["country", "region", "vat_class", "-valid_from"],
                "verbose_name": "VAT rate",
                "verbose_name_plural": "VAT rates",
            },
        ),
        migrations.RemoveConstraint(
            model_name="vatrate",
            name="taxes_one_rate_per_country_class_day",
        ),
        migrations.AddField(
            model_name="vatrate",
            name="region",
            field=models.CharField(
                blank=True,
                choices=[
                    ("jungholz", "Jungholz and Mittelberg"),
                    ("azores", "Azores"),
                    ("madeira", "Madeira"),
                    ("northern-ireland", "Northern Ireland"),
                ],
                default="",
                max_length=24,
                verbose_name="region with rates of its own",
            ),
        ),
        migrations.AddField(
            model_name="vatrate",
            name="valid_until",
            field=models.DateField(
                blank=True,
                help_text="The last day. Empty: until the next rate of this country and class begins.",
                null=True,
                verbose_name="in force until",
            ),
        ),
        migrations.AddConstraint(
            model_name="vatrate",
            constraint=models.UniqueConstraint(
                fields=("country", "region", "vat_class", "valid_from"),
                name="taxes_one_rate_per_country_class_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="vatrate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until__isnull", True),
                    ("valid_until__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="taxes_rate_ends_after_it_begins",
            ),
        ),
        migrations.AddIndex(
            model_name="numbercheck",
            index=models.Index(fields=["number", "-checked_at"], name="taxes_check_by_number"),
        ),
        migrations.AddConstraint(
            model_name="ossturnover",
            constraint=models.CheckConstraint(
                condition=models.Q(("other_net__gte", 0)), name="taxes_other_turnover_not_negative"
            ),
        ),
        migrations.RunSQL(NO_OVERLAP, OVERLAP),
    ]
