"""The client of VIES, the Commission's register of VAT numbers. It answers yes, no, or nothing that counts.

POST {base}/check-vat-number, as described at https://ec.europa.eu/taxation_customs/vies/#/technical-information.
Everything but a clear yes or no is "unknown": a member state whose register is down has not said no.
"""

import json
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import requests
from django.conf import settings

from taxes.numbers import VatNumber

logger = logging.getLogger(__name__)

# Seconds for the whole asking, name lookup and a second attempt included.
LONGEST_WAIT = 5.0
LARGEST_ANSWER = 64 * 1024
# Ours to mend: staff must hear of them.
OUR_FAULTS = ("INVALID_REQUESTER_INFO", "VAT_BLOCKED", "IP_BLOCKED")

State = Literal["valid", "invalid", "unknown"]


@dataclass(frozen=True)
class Answer:
    """`fault` says why the state is unknown, in VIES's words or in ours; `raw` is the answer as it came."""

    state: State
    name: str = ""
    address: str = ""
    reference: str = ""
    fault: str = ""
    raw: dict[str, Any] = field(default_factory=dict)


def ask(number: VatNumber, requester: VatNumber | None = None) -> Answer:
    """Ask VIES about a number within five seconds; never raises. `requester` is the merchant's own number.

    With a requester VIES gives a reference that proves the asking; where it does not accept ours, the question is asked
    again without it.
    """
    return _within(LONGEST_WAIT, lambda: _ask(number, requester)) or Answer("unknown", fault="TIMEOUT")


def _ask(number: VatNumber, requester: VatNumber | None) -> Answer:
    answer = _post(number, requester)
    if answer.fault in OUR_FAULTS:
        logger.error("VIES refuses us: %s", answer.fault)
    if answer.fault == "INVALID_REQUESTER_INFO" and requester is not None:
        return _post(number, None)
    return answer


def _within(seconds: float, work: Callable[[], Answer]) -> Answer | None:
    """Do the work in a thread and wait no longer: a name server or a slow drip of bytes obeys no socket's timeout."""
    answers: list[Answer] = []
    thread = threading.Thread(target=lambda: answers.append(work()), name="vies", daemon=True)
    thread.start()
    thread.join(seconds)
    return answers[0] if answers else None


def _post(number: VatNumber, requester: VatNumber | None) -> Answer:
    question = {"countryCode": number.prefix, "vatNumber": number.digits}
    if requester is not None:
        question |= {"requesterMemberStateCode": requester.prefix, "requesterNumber": requester.digits}
    try:
        with requests.post(
            f"{settings.VIES_API_BASE}/check-vat-number",
            json=question,
            timeout=LONGEST_WAIT,
            stream=True,
            allow_redirects=False,
        ) as response:
            body = response.raw.read(LARGEST_ANSWER, decode_content=True)
            status = response.status_code
    except (requests.RequestException, OSError) as error:
        return Answer("unknown", fault="TIMEOUT" if isinstance(error, requests.Timeout) else "UNREACHABLE")
    except Exception:
        # urllib3's own errors while the body is read.
        logger.exception("VIES broke off")
        return Answer("unknown", fault="UNREACHABLE")
    return read_answer(number, status, body)


def read_answer(number: VatNumber, status: int, body: bytes) -> Answer:
    """Return what an HTTP answer of VIES says of a number."""
    try:
        said = json.loads(body)
    except ValueError:
        return Answer("unknown", fault="UNREADABLE")
    if not isinstance(said, dict):
        return Answer("unknown", fault="UNREADABLE")
    fault = _fault(said)
    if fault or status != 200 or not isinstance(said.get("valid"), bool):
        return Answer("unknown", fault=fault or f"HTTP_{status}", raw=said)
    if (said.get("countryCode"), said.get("vatNumber")) != (number.prefix, number.digits):
        return Answer("unknown", fault="OTHER_NUMBER", raw=said)
    return Answer(
        "valid" if said["valid"] else "invalid",
        name=_text(said, "name"),
        address=_text(said, "address"),
        reference=_text(said, "requestIdentifier"),
        raw=said,
    )


def _fault(said: dict[str, Any]) -> str:
    """Return the fault that an answer names: as a list of errors, or beside `valid: false`, which then means nothing."""
    wrappers = said.get("errorWrappers")
    if isinstance(wrappers, list) and wrappers and isinstance(wrappers[0], dict):
        return str(wrappers[0].get("error") or "UNKNOWN")[:40]
    if said.get("actionSucceed") is False:
        return "UNKNOWN"
    beside = said.get("userError") or "VALID"
    return "" if beside in ("VALID", "INVALID") else str(beside)[:40]


def _text(said: dict[str, Any], name: str) -> str:
    """Return a text of the answer; states that tell nothing write dashes."""
    value = str(said.get(name) or "").strip()
    return "" if value.strip("-") == "" else value
