import pytest
from accounts.tests.people import client_of, make_person, sign_in, give_factor, code_of
from django.test import Client
pytestmark=pytest.mark.django_db

def test_pages(client, mailoutbox):
    for u in ["/account/login/","/account/signup/","/account/password/reset/","/account/password/reset/done/","/account/confirm-email/","/en/account/login/","/account/inactive/"]:
        r=client.get(u); assert r.status_code==200, (u,r.status_code)
    p=make_person(); sign_in(client,p)
    for u in ["/account/","/account/orders/","/account/addresses/","/account/addresses/new/","/account/email/","/account/2fa/","/account/logout/","/account/password/change/"]:
        r=client.get(u); assert r.status_code==200,(u,r.status_code, r.get("Location"))
    c=client_of("Manager")
    r=c.get("/admin/"); assert r.status_code==200,(r.status_code,r.get("Location"))
    for u in ["/admin/account/","/admin/users/","/admin/snippets/accounts/customergroup/", "/admin/snippets/accounts/customergroup/add/", f"/admin/second-factor/{p.pk}/reset/"]:
        r=c.get(u); assert r.status_code==200,(u,r.status_code,r.get("Location"))
    for u in ["/account/2fa/","/account/2fa/totp/deactivate/","/account/2fa/webauthn/add/","/account/2fa/recovery-codes/generate/","/account/close/"]:
        r=c.get(u); assert r.status_code==200,(u,r.status_code,r.get("Location"))
