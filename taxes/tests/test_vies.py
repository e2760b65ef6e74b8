"""The client against a real server on this machine (tools/vies), with every fault that VIES documents."""

import time

import pytest

from taxes import vies
from taxes.numbers import read_number
from taxes.vies import ask, read_answer
from tools.vies.answers import FAULTS, Question
from tools.vies.numbers import german
from tools.vies.testing import running_vies

OURS = read_number("BG175074752")


@pytest.fixture(scope="module")
def server():
    with running_vies() as running:
        yield running


@pytest.fixture
def base(server, settings):
    settings.VIES_API_BASE = server.base
    server.asked.clear()
    return server


def test_a_valid_number_with_the_reference_that_proves_the_asking(base):
    answer = ask(read_number(german("100")), OURS)

    assert answer.state == "valid"
    assert (answer.name, answer.reference) == ("EXAMPLE TRADING", "WAPIAAAA99999100")
    assert answer.address == "1 Market Square\n1000 Exampletown, DE"
    assert answer.raw["requestDate"].endswith("Z")
    assert base.asked == [Question("DE", "999991005", "BG175074752")]


def test_without_a_number_of_our_own_there_is_no_reference(base):
    assert ask(read_number(german("100"))).reference == ""


def test_a_state_that_tells_no_name(base):
    answer = ask(read_number(german("101")))

    assert (answer.state, answer.name, answer.address) == ("valid", "", "")


def test_greece_is_asked_as_el(base):
    assert ask(read_number("GR999991006")).state == "valid"
    assert base.asked == [Question("EL", "999991006")]


def test_an_invalid_number(base):
    assert ask(read_number(german("200")), OURS).state == "invalid"


@pytest.mark.parametrize("code, fault", [(code, fault) for code, fault in FAULTS.items() if code != "202"])
def test_a_fault_says_nothing_about_the_number(base, code, fault):
    answer = ask(read_number(german(code)), OURS)

    assert (answer.state, answer.fault) == ("unknown", fault)


def test_where_our_own_number_is_refused_the_question_is_asked_without_it(base, caplog):
    answer = ask(read_number(german("202")), OURS)

    assert (answer.state, answer.reference) == ("valid", "")
    assert [question.requester for question in base.asked] == ["BG175074752", ""]
    assert "INVALID_REQUESTER_INFO" in caplog.text


@pytest.mark.parametrize("code", ["400", "401"])
def test_staff_can_read_in_the_log_that_we_are_blocked(base, caplog, code):
    ask(read_number(german(code)))

    assert FAULTS[code] in caplog.text


def test_a_fault_beside_a_no_is_no_answer(base):
    answer = ask(read_number(german("704")))

    assert (answer.state, answer.fault) == ("unknown", "MS_UNAVAILABLE")


@pytest.mark.parametrize("code, fault", [("701", "UNREADABLE"), ("702", "UNREADABLE")])
def test_nonsense(base, code, fault):
    answer = ask(read_number(german(code)))

    assert (answer.state, answer.fault) == ("unknown", fault)


@pytest.mark.parametrize("code", ["700", "703"])
def test_nobody_waits_longer_than_promised(base, monkeypatch, code):
    # A second here is five in the shop; the slow ones take eight.
    monkeypatch.setattr(vies, "LONGEST_WAIT", 1.0)
    began = time.monotonic()

    answer = ask(read_number(german(code)))

    assert (answer.state, answer.fault) == ("unknown", "TIMEOUT")
    assert time.monotonic() - began < 2


def test_the_promise_is_five_seconds():
    assert vies.LONGEST_WAIT == 5.0


def test_nobody_there(settings):
    settings.VIES_API_BASE = "http://127.0.0.1:9/rest-api"

    assert ask(read_number(german("100"))).fault == "UNREACHABLE"


def test_the_answer_about_another_number_is_none():
    body = b'{"countryCode": "DE", "vatNumber": "999991013", "valid": true}'

    answer = read_answer(read_number(german("100")), 200, body)

    assert (answer.state, answer.fault) == ("unknown", "OTHER_NUMBER")


@pytest.mark.parametrize("body", [b"[]", b"null", b'{"valid": "true"}', b'{"valid": 1}', b"{}", b"\xff"])
def test_only_a_clear_yes_or_no_counts(body):
    assert read_answer(read_number(german("100")), 200, body).state == "unknown"
