import pytest
from wagtail.users.models import UserProfile

from accounts.models import User
from accounts.tests.people import client_of
from products.tests.factories import make_site


@pytest.fixture
def marketer():
    """A marketer's browser; the screens are in English."""
    make_site()
    client = client_of("Marketer")
    UserProfile.objects.create(
        user=User.objects.get(pk=client.session["_auth_user_id"]), preferred_language="en"
    )
    return client
