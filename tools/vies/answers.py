"""What the stand-in answers, by the three digits before the last one of a number.

The codes 100 to 601 are those of the Commission's own test service; those from 700 on are faults of the way there. A number
with any other code is not registered, as most made-up numbers are not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

# Fault codes of VIES, https://ec.europa.eu/taxation_customs/vies/#/technical-information.
FAULTS = {
    "201": "INVALID_INPUT",
    "202": "INVALID_REQUESTER_INFO",
    "300": "SERVICE_UNAVAILABLE",
    "301": "MS_UNAVAILABLE",
    "302": "TIMEOUT",
    "400": "VAT_BLOCKED",
    "401": "IP_BLOCKED",
    "500": "GLOBAL_MAX_CONCURRENT_REQ",
    "501": "GLOBAL_MAX_CONCURRENT_REQ_TIME",
    "600": "MS_MAX_CONCURRENT_REQ",
    "601": "MS_MAX_CONCURRENT_REQ_TIME",
}
VALID, VALID_WITHOUT_NAME, INVALID = "100", "101", "200"
SLOW, BROKEN, CRASH, DRIP, BESIDE = "700", "701", "702", "703", "704"


@dataclass(frozen=True)
class Question:
    """What was asked; `requester` is the asker's own number, or empty."""

    country: str
    number: str
    requester: str = ""

    @property
    def code(self) -> str:
        return self.number[-4:-1]


def reply(question: Question) -> tuple[int, dict[str, Any]]:
    """Return status and body for every code that is answered with JSON."""
    code = question.code
    if code == "202" and not question.requester:
        code = VALID
    if code in FAULTS:
        status = 400 if code in ("201", "202") else 500
        return status, {"actionSucceed": False, "errorWrappers": [{"error": FAULTS[code]}]}
    body = {
        "countryCode": question.country,
        "vatNumber": question.number,
        "requestDate": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "valid": code in (VALID, VALID_WITHOUT_NAME),
        "requestIdentifier": f"WAPIAAAA{question.number[:8]}" if question.requester else "",
        "name": "---",
        "address": "---",
        "traderName": "---",
        "traderStreet": "---",
        "traderPostalCode": "---",
        "traderCity": "---",
        "traderCompanyType": "---",
    }
    if code == VALID:
        body |= {
            "name": "EXAMPLE TRADING",
            "address": f"1 Market Square\n1000 Exampletown, {question.country}",
        }
    if code == BESIDE:
        body |= {"userError": "MS_UNAVAILABLE"}
    return 200, body
