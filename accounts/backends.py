"""Who is signed in, read together with what they can prove a second factor with."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.backends import ModelBackend
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from accounts.models import User


class AccountBackend(ModelBackend):
    """Django's own, except that a session's person comes with their authenticators: the admin asks for them every time."""

    def get_user(self, user_id: Any) -> User | None:
        rows = Authenticator.objects.filter(user_id=OuterRef("pk")).values(
            row=JSONObject(pk="pk", type="type")
        )
        user = User.objects.annotate(authenticator_rows=ArraySubquery(rows)).filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
