"""The words of the hosted page in English and Bulgarian. The emulator is not part of the shop's translations."""

from __future__ import annotations

ENGLISH = {
    "title": "Pay {amount}",
    "banner": "Test payments – no real money",
    "banner_more": "This page stands in for Stripe's. Any name and e-mail will do, with any future date and code.",
    "merchant": "Order at {host}",
    "total": "Total",
    "quantity": "Quantity {count}",
    "each": "{amount} each",
    "back": "Back to the shop",
    "contact": "Contact",
    "card": "Card",
    "email": "E-mail",
    "card_number": "Card number",
    "expiry": "Expiry date (MM / YY)",
    "cvc": "Security code (CVC)",
    "name": "Name on card",
    "pay": "Pay {amount}",
    "test_cards": "Test cards",
    "expired_title": "This page has expired",
    "expired_text": "Nothing was charged. Go back to the shop to start again.",
    "done_title": "This payment is complete",
    "done_text": "You can close this page or go on to the shop.",
    "continue": "Continue to the shop",
    "bank_title": "Confirm your payment",
    "bank_text": "A test bank asks whether it is really you who is paying {amount} with the card ending in {last4}.",
    "bank_over": "There is nothing to confirm on this page any more.",
    "complete": "Complete",
    "fail": "Fail",
    "check": "Please check the marked fields.",
    "required": "This field is required.",
    "email_invalid": "Enter a complete e-mail address.",
    "card_incomplete": "Your card number is incomplete.",
    "card_invalid": "Your card number is invalid.",
    "expiry_incomplete": "Your card's expiration date is incomplete.",
    "expiry_past": "Your card's expiration year is in the past.",
    "cvc_incomplete": "Your card's security code is incomplete.",
}

BULGARIAN = {
    "title": "Плащане на {amount}",
    "banner": "Тестови плащания – без истински пари",
    "banner_more": "Тази страница замества страницата на Stripe. Въведете произволно име и имейл, бъдеща дата и код.",
    "merchant": "Поръчка в {host}",
    "total": "Общо",
    "quantity": "Количество {count}",
    "each": "по {amount}",
    "back": "Обратно към магазина",
    "contact": "Контакт",
    "card": "Карта",
    "email": "Имейл",
    "card_number": "Номер на картата",
    "expiry": "Валидна до (ММ / ГГ)",
    "cvc": "Код CVC",
    "name": "Име върху картата",
    "pay": "Плати {amount}",
    "test_cards": "Тестови карти",
    "expired_title": "Срокът на тази страница изтече",
    "expired_text": "Не е взета никаква сума. Върнете се в магазина, за да започнете отново.",
    "done_title": "Плащането е извършено",
    "done_text": "Можете да затворите страницата или да продължите към магазина.",
    "continue": "Към магазина",
    "bank_title": "Потвърдете плащането",
    "bank_text": "Тестова банка пита дали наистина Вие плащате {amount} с картата, завършваща на {last4}.",
    "bank_over": "На тази страница вече няма какво да се потвърждава.",
    "complete": "Потвърждавам",
    "fail": "Отказвам",
    "check": "Моля, проверете отбелязаните полета.",
    "required": "Полето е задължително.",
    "email_invalid": "Въведете пълен имейл адрес.",
    "card_incomplete": "Номерът на картата е непълен.",
    "card_invalid": "Номерът на картата е невалиден.",
    "expiry_incomplete": "Датата на валидност е непълна.",
    "expiry_past": "Валидността на картата е изтекла.",
    "cvc_incomplete": "Кодът за сигурност е непълен.",
    "generic_decline": "Картата Ви беше отхвърлена.",
    "insufficient_funds": "По картата няма достатъчно средства. Опитайте с друга карта.",
    "lost_card": "Картата Ви беше отхвърлена.",
    "expired_card": "Валидността на картата е изтекла.",
    "incorrect_cvc": "Кодът за сигурност на картата е грешен.",
    "processing_error": "Възникна грешка при обработката на картата. Опитайте отново след малко.",
    "test_mode_live_card": "Картата Ви беше отхвърлена. Тук работят само тестовите карти от списъка.",
    "payment_intent_authentication_failure": (
        "Не успяхме да удостоверим картата Ви. Изберете друга карта и опитайте отново."
    ),
    "Payment succeeds": "Плащането минава",
    "Payment succeeds (Mastercard)": "Плащането минава (Mastercard)",
    "Payment succeeds (American Express)": "Плащането минава (American Express)",
    "Payment succeeds (Bulgarian card)": "Плащането минава (българска карта)",
    "Declined": "Отхвърлена",
    "Insufficient funds": "Недостатъчна наличност",
    "Lost card": "Изгубена карта",
    "Expired card": "Изтекла карта",
    "Incorrect security code": "Грешен код за сигурност",
    "Processing error": "Грешка при обработката",
    "Accepted first, declined when charged": "Приета, но отхвърлена при плащане",
    "3-D Secure authentication": "Потвърждение с 3-D Secure",
    "3-D Secure 2 authentication": "Потвърждение с 3-D Secure 2",
    "3-D Secure, declined afterwards": "3-D Secure, после отхвърлена",
    "Paid; refunds are pending at first": "Минава; възстановяването първо чака",
    "Paid; refunds fail later": "Минава; възстановяването после се проваля",
}


def language(locale: str | None, accept: str) -> str:
    """`bg` or `en`: the session's locale, or the browser's first wish when the session leaves it open."""
    wish = locale if locale not in (None, "auto") else accept
    return "bg" if wish.strip().lower().startswith("bg") else "en"


def words(lang: str, key: str, **values: str) -> str:
    """A text by its key; keys that are English sentences themselves stand for themselves in English."""
    table = BULGARIAN if lang == "bg" else ENGLISH
    return table.get(key, ENGLISH.get(key, key)).format(**values)
