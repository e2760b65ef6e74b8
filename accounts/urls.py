"""The pages of an account, below /account/. What stands here comes before allauth's view at the same address."""

from allauth.account import views as allauth_views
from django.urls import include, path

from accounts.views import account, addresses, factor
from core.rate_limit import rate_limited

AN_HOUR = 3600
# django-axes counts wrong passwords by name and address together; whoever tries many names from one address meets this.
LOGIN_TRIES, LOGIN_SECONDS = 20, 15 * 60
SIGNUP_TRIES = 10
RESET_TRIES = 5

login = rate_limited("login", LOGIN_TRIES, LOGIN_SECONDS)(allauth_views.login)
signup = rate_limited("signup", SIGNUP_TRIES, AN_HOUR)(allauth_views.signup)
password_reset = rate_limited("password-reset", RESET_TRIES, AN_HOUR)(allauth_views.password_reset)

urlpatterns = [
    path("", account.overview, name="account"),
    path("data/", account.personal_data, name="account-data"),
    path("close/", account.close, name="account-close"),
    path("addresses/", addresses.address_list, name="account-addresses"),
    path("addresses/new/", addresses.address_new, name="account-address-new"),
    path("addresses/<uuid:public_id>/", addresses.address_edit, name="account-address-edit"),
    path("addresses/<uuid:public_id>/remove/", addresses.address_remove, name="account-address-remove"),
    path("login/", login),
    path("signup/", signup),
    path("password/reset/", password_reset),
    path("2fa/", factor.index),
    path("2fa/totp/activate/", factor.activate_totp),
    path("2fa/webauthn/add/", factor.add_passkey),
    path("2fa/webauthn/keys/<int:pk>/remove/", factor.remove_passkey),
    path("2fa/", include("allauth.mfa.urls")),
    path("", include("allauth.account.urls")),
]
