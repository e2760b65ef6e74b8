"""HTML of the buyer's pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tools.stripe_emulator.cards import CARDS
from tools.stripe_emulator.markup import Child, Html, document, h
from tools.stripe_emulator.money import display
from tools.stripe_emulator.store import JsonObject

from .texts import words

FIELDS = ("email", "card_number", "expiry", "cvc", "name")
ATTRIBUTES = {
    "email": {"type": "email", "autocomplete": "email"},
    "card_number": {
        "inputmode": "numeric",
        "autocomplete": "cc-number",
        "placeholder": "4242 4242 4242 4242",
    },
    "expiry": {"inputmode": "numeric", "autocomplete": "cc-exp", "placeholder": "12 / 30"},
    "cvc": {"inputmode": "numeric", "autocomplete": "cc-csc", "placeholder": "123"},
    "name": {"autocomplete": "cc-name"},
}


@dataclass
class Form:
    """What the buyer typed, and the text key of the mistake beside each field."""

    email: str = ""
    card_number: str = ""
    expiry: str = ""
    cvc: str = ""
    name: str = ""
    errors: dict[str, str] = field(default_factory=dict)


def success_url(session: JsonObject) -> str:
    """Where the buyer goes after paying; Stripe fills in the id of the session."""
    return session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])


def pay_page(
    lang: str, session: JsonObject, lines: list[JsonObject], form: Form, *, problem: str | None, attempt: int
) -> Html:
    """Order on one side, card form on the other."""
    amount = display(session["amount_total"], session["currency"], lang)
    main = h(
        "main",
        {"class": "checkout"},
        _summary(lang, session, lines, amount),
        _form(lang, session, form, problem, attempt, amount),
    )
    return document(
        language=lang, title=words(lang, "title", amount=amount), page="buyer", body=[_banner(lang), main]
    )


def closed_page(lang: str, session: JsonObject) -> Html:
    """Said instead of the form once a session is complete or expired."""
    kind = "done" if session["status"] == "complete" else "expired"
    href = success_url(session) if kind == "done" else session["cancel_url"]
    link = words(lang, "continue" if kind == "done" else "back")
    body = h(
        "main",
        {"class": "notice", "data-testid": f"session-{session['status']}"},
        h("h1", None, words(lang, f"{kind}_title")),
        h("p", None, words(lang, f"{kind}_text")),
        h("a", {"class": "button", "href": href, "data-testid": "return"}, link) if href else None,
    )
    return document(
        language=lang, title=words(lang, f"{kind}_title"), page="buyer", body=[_banner(lang), body]
    )


def bank_page(lang: str, intent: JsonObject, session: JsonObject | None, last4: str) -> Html:
    """The page of the bank that issued the card."""
    title = words(lang, "bank_title")
    if intent["status"] == "requires_action":
        amount = display(intent["amount"], intent["currency"], lang)
        buttons = [
            _outcome("complete", words(lang, "complete"), "button"),
            _outcome("fail", words(lang, "fail"), "button quiet"),
        ]
        text = words(lang, "bank_text", amount=amount, last4=last4)
        content: list[Child] = [
            h("p", None, text),
            h("form", {"method": "post", "class": "choices"}, buttons),
        ]
    else:
        target = f"/c/pay/{session['id']}" if session else "/"
        link = h("a", {"class": "button", "href": target, "data-testid": "return"}, words(lang, "continue"))
        content = [h("p", None, words(lang, "bank_over")), link]
    body = h("main", {"class": "notice bank", "data-testid": "three-d-secure"}, h("h1", None, title), content)
    return document(language=lang, title=title, page="buyer", body=[_banner(lang), body])


def _outcome(value: str, label: str, classes: str) -> Html:
    return h(
        "button", {"class": classes, "name": "outcome", "value": value, "data-testid": f"3ds-{value}"}, label
    )


def _banner(lang: str) -> Html:
    return h(
        "p",
        {"class": "banner", "data-testid": "test-banner"},
        h("strong", None, words(lang, "banner")),
        " ",
        h("span", None, words(lang, "banner_more")),
    )


def _summary(lang: str, session: JsonObject, lines: list[JsonObject], amount: str) -> Html:
    back = None
    if session["cancel_url"]:
        back = h(
            "a",
            {"class": "back", "href": session["cancel_url"], "data-testid": "cancel"},
            h("span", {"aria-hidden": "true"}, "←"),
            " ",
            words(lang, "back"),
        )
    host = urlsplit(session["success_url"]).netloc
    return h(
        "section",
        {"class": "summary", "aria-labelledby": "amount"},
        back,
        h("p", {"class": "merchant"}, words(lang, "merchant", host=host)),
        h("h1", {"id": "amount", "class": "amount", "data-testid": "amount"}, amount),
        h("ul", {"class": "lines"}, [_line(lang, line) for line in lines]),
        h(
            "p",
            {"class": "total"},
            h("span", None, words(lang, "total")),
            h("span", {"class": "sum", "data-testid": "total"}, amount),
        ),
    )


def _line(lang: str, line: JsonObject) -> Html:
    more = None
    if line["quantity"] > 1:
        each = words(lang, "each", amount=display(line["price"]["unit_amount"], line["currency"], lang))
        more = h("small", None, f"{words(lang, 'quantity', count=str(line['quantity']))}, {each}")
    return h(
        "li",
        {"data-testid": "line-item"},
        h("span", None, line["description"], more),
        h("span", {"class": "sum"}, display(line["amount_total"], line["currency"], lang)),
    )


def _form(lang: str, session: JsonObject, form: Form, problem: str | None, attempt: int, amount: str) -> Html:
    note = (session["custom_text"]["submit"] or {}).get("message")
    fixed = session["customer_email"] is not None
    return h(
        "section",
        {"class": "payment"},
        h("p", {"class": "problem", "role": "alert", "data-testid": "error"}, problem) if problem else None,
        h(
            "form",
            {"method": "post", "novalidate": True, "data-testid": "card-form"},
            h("input", {"type": "hidden", "name": "attempt", "value": str(attempt)}),
            h("h2", None, words(lang, "contact")),
            _field(lang, form, "email", readonly=fixed),
            h("h2", None, words(lang, "card")),
            _field(lang, form, "card_number"),
            h("div", {"class": "pair"}, _field(lang, form, "expiry"), _field(lang, form, "cvc")),
            _field(lang, form, "name"),
            h("button", {"class": "button pay", "data-testid": "pay"}, words(lang, "pay", amount=amount)),
            h("p", {"class": "note"}, note) if note else None,
        ),
        _test_cards(lang),
    )


def _field(lang: str, form: Form, name: str, *, readonly: bool = False) -> Html:
    mistake = form.errors.get(name)
    attributes: dict[str, str | bool | None] = {
        "id": name,
        "name": name,
        "value": getattr(form, name),
        "readonly": readonly,
        "required": True,
        "aria-invalid": "true" if mistake else None,
        "aria-describedby": f"{name}-error" if mistake else None,
        "data-testid": name.replace("_", "-"),
        **ATTRIBUTES[name],
    }
    error = None
    if mistake:
        attributes_of_error = {
            "id": f"{name}-error",
            "class": "mistake",
            "data-testid": f"error-{name.replace('_', '-')}",
        }
        error = h("p", attributes_of_error, words(lang, mistake))
    return h(
        "div", {"class": "field"}, h("label", {"for": name}, words(lang, name)), h("input", attributes), error
    )


def _test_cards(lang: str) -> Html:
    rows = [
        h("li", None, h("code", None, _spaced(card.number)), h("span", None, words(lang, card.title)))
        for card in CARDS.values()
    ]
    return h(
        "details",
        {"class": "test-cards", "open": True, "data-testid": "test-cards"},
        h("summary", None, words(lang, "test_cards")),
        h("ul", None, rows),
    )


def _spaced(number: str) -> str:
    if len(number) == 15:
        return f"{number[:4]} {number[4:10]} {number[10:]}"
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
