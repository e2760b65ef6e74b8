"""allauth's views for the second factor where ours do one thing more."""

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.factor import Type, authenticators_of, has_factor, mark_passed, needs_factor


class _Proved:
    """Who has just shown that a factor works need not show it again to go on with this session."""

    kind: Authenticator.Type

    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        added = Authenticator.objects.filter(user=self.request.user, type=self.kind).latest("pk")
        mark_passed(self.request, added)
        return response


class ActivateApp(_Proved, ActivateTOTPView):
    kind = Type.TOTP


class AddPasskey(_Proved, AddWebAuthnView):
    kind = Type.WEBAUTHN


class FactorPage(IndexView):
    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        codes = context["authenticators"].get(Type.RECOVERY_CODES)
        context["must_have"] = needs_factor(self.request.user)
        context["has_factor"] = has_factor(authenticators_of(self.request.user))
        context["unused_codes"] = len(codes.get_unused_codes()) if codes else 0
        return context


class RemovePasskey(RemoveWebAuthnView):
    """allauth asks its adapter before it removes an app for codes, but not before it removes a passkey."""

    success_url = None

    def form_valid(self, form) -> HttpResponse:
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            words = adapter.error_messages["cannot_delete_authenticator"]
            get_account_adapter().add_message(self.request, messages.ERROR, message=str(words))
            return redirect("mfa_index")
        return super().form_valid(form)

    def get_success_url(self) -> str:
        return redirect("mfa_index").url


index = FactorPage.as_view()
activate_totp = ActivateApp.as_view()
add_passkey = AddPasskey.as_view()
remove_passkey = RemovePasskey.as_view()
