"""The three groups of a shop's staff: marketer, order staff, manager."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

ADMIN = ["wagtailadmin.access_admin"]
CONTENT = [
    "wagtail_localize.submit_translation",
    "wagtailredirects.add_redirect",
    "wagtailredirects.change_redirect",
    "wagtailredirects.delete_redirect",
    "wagtailredirects.view_redirect",
    "legal_pages.view_legalversion",
]
CATALOGUE = [
    "products.view_product",
    "products.change_product",
    "products.change_price",
    "products.change_stock",
    "products.view_stockmovement",
    "products.view_pricechange",
]
DESK = [
    "orders.view_order",
    "orders.change_order",
    "orders.ship_order",
    "orders.cancel_order",
    "orders.refund_order",
    "orders.export_order",
    "core.view_outgoingmail",
]
LOOK_AT_GOODS = ["products.view_product", "products.change_stock", "products.view_stockmovement"]
HOUSE = [
    "core.change_shopsettings",
    "core.view_auditentry",
    "payments.view_incomingevent",
    "accounts.add_user",
    "accounts.change_user",
    "accounts.view_user",
    *[
        f"{app}.{verb}_{model}"
        for app, model in (
            ("taxes", "vatrate"),
            ("shipping", "deliveryzone"),
            ("shipping", "deliverymethod"),
        )
        for verb in ("add", "change", "delete", "view")
    ],
]
GROUPS = {
    "Marketer": [*ADMIN, *CONTENT, *CATALOGUE],
    "Order staff": [*ADMIN, *DESK, *LOOK_AT_GOODS],
    "Manager": [*ADMIN, *CONTENT, *CATALOGUE, *DESK, *HOUSE],
}
EDITORS = ("Marketer", "Manager")
ON_PAGES = ("add", "change", "publish", "bulk_delete", "lock", "unlock")
ON_COLLECTIONS = (
    ("wagtailimages", "image", ("add", "change", "delete", "choose")),
    ("wagtaildocs", "document", ("add", "change", "delete", "choose")),
)


def permission(apps, name: str):
    label, codename = name.split(".")
    return apps.get_model("auth", "Permission").objects.get(content_type__app_label=label, codename=codename)


def add_groups(apps, schema_editor):
    # Permissions are otherwise made after all migrations, too late for this one.
    for config in installed.get_app_configs():
        had, config.models_module = config.models_module, config.models_module or True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = had
    group_model = apps.get_model("auth", "Group")
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    collection = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    for name, permissions in GROUPS.items():
        group, _made = group_model.objects.get_or_create(name=name)
        group.permissions.add(*[permission(apps, each) for each in permissions])
        if name not in EDITORS:
            continue
        on_page = apps.get_model("wagtailcore", "GroupPagePermission").objects
        for verb in ON_PAGES:
            on_page.get_or_create(
                group=group, page=root, permission=permission(apps, f"wagtailcore.{verb}_page")
            )
        on_collection = apps.get_model("wagtailcore", "GroupCollectionPermission").objects
        for app, model, verbs in ON_COLLECTIONS:
            for verb in verbs:
                right = permission(apps, f"{app}.{verb}_{model}")
                on_collection.get_or_create(group=group, collection=collection, permission=right)


def remove_groups(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=GROUPS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("accounts", "0001_initial"),
        ("checkout", "0001_initial"),
        ("core", "0002_append_only"),
        ("legal_pages", "0002_append_only"),
        ("orders", "0003_numbers_and_history"),
        ("payments", "0001_initial"),
        ("products", "0002_append_only"),
        ("shipping", "0001_initial"),
        ("taxes", "0002_rates_of_the_member_states"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0005_editingsession_is_editing"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
        ("wagtail_localize", "0006_create_submit_translation_permission"),
    ]

    operations = [migrations.RunPython(add_groups, remove_groups)]
