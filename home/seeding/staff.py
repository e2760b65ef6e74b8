"""One login for each kind of staff. The groups and their permissions come with the migrations."""

from django.contrib.auth.models import Group

from accounts.models import User
from home.seeding.data import DemoDataError
from home.seeding.shop import DemoShop

STAFF = (
    ("manager@vitrina.example", "Мария", "Илиева", "Manager"),
    ("marketer@vitrina.example", "Елена", "Стоянова", "Marketer"),
    ("clerk@vitrina.example", "Петър", "Демиров", "Order staff"),
)


def add_staff(shop: DemoShop, password: str) -> None:
    """Make the staff that is missing, and let all of them log in with `password`."""
    for email, first_name, last_name, group_name in STAFF:
        group = Group.objects.filter(name=group_name).first()
        if group is None:
            raise DemoDataError(f"The group {group_name!r} is missing: run migrate first.")
        user = User.objects.filter(email=email).first()
        if user is None:
            user = User.objects.create_user(
                email, password, first_name=first_name, last_name=last_name, is_staff=True
            )
            user.groups.add(group)
            shop.made["staff"] += 1
        elif not user.check_password(password):
            user.set_password(password)
            user.save(update_fields=["password"])
            shop.made["new passwords"] += 1
