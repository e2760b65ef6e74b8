import pytest
from django.test import RequestFactory

from core.client_address import client_address, client_network


def request_from(direct: str, forwarded: str | None = None):
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    request = RequestFactory().get("/", headers=headers)
    request.META["REMOTE_ADDR"] = direct
    return request


@pytest.mark.parametrize(
    "proxies,direct,forwarded,expected",
    [
        pytest.param(0, "203.0.113.7", None, "203.0.113.7", id="no-proxy"),
        pytest.param(0, "203.0.113.7", "198.51.100.1", "203.0.113.7", id="no-proxy-forged-header"),
        pytest.param(1, "10.0.0.2", "198.51.100.1", "198.51.100.1", id="one-proxy"),
        pytest.param(1, "10.0.0.2", "1.2.3.4, 198.51.100.1", "198.51.100.1", id="one-proxy-forged-first"),
        pytest.param(2, "10.0.0.2", "1.2.3.4, 198.51.100.1, 10.0.0.3", "198.51.100.1", id="two-proxies"),
        pytest.param(2, "10.0.0.2", "198.51.100.1", "10.0.0.2", id="passed-by-the-outer-proxy"),
        pytest.param(1, "10.0.0.2", None, "10.0.0.2", id="header-missing"),
        pytest.param(1, "10.0.0.2", "not-an-address", "10.0.0.2", id="header-nonsense"),
        pytest.param(1, "", "2001:db8::1", "2001:db8::1", id="behind-a-unix-socket"),
        pytest.param(0, "", None, "", id="unix-socket-without-proxy"),
    ],
)
def test_the_client_is_found_behind_our_own_proxies_only(settings, proxies, direct, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies

    assert client_address(request_from(direct, forwarded)) == expected


@pytest.mark.parametrize(
    "address,network",
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", ""),
    ],
)
def test_a_household_counts_as_one_client(settings, address, network):
    settings.TRUSTED_PROXIES = 0

    assert client_network(request_from(address)) == network
