"""`manage.py reset_second_factor ana@shop.example --reason "phone lost"`: when nobody else of the staff can help."""

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.services.reset import reset_factor
from core.actors import Actor


class Command(BaseCommand):
    help = "Takes the second factor from somebody who lost it; they set up a new one at their next sign-in."

    def add_arguments(self, parser) -> None:
        parser.add_argument("email")
        parser.add_argument("--reason", required=True, help="why; it is written into the audit")

    def handle(self, *args, email: str, reason: str, **options) -> None:
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {email}.")
        count = reset_factor(
            user=user, actor=Actor("system", label="manage.py reset_second_factor"), reason=reason
        )
        self.stdout.write(f"{email} had {count} factors and codes; none is left.")
