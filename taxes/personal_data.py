"""What is held about businesses that may be people: a sole trader's number, name and address."""

from core.personal_data import PersonalData, register

register(
    PersonalData(
        model="taxes.NumberCheck",
        fields=("number", "name", "address", "answer", "reference"),
        purpose="To know whether a sale may be free of VAT, and to prove that the number was asked about (GDPR art. 6(1)(c); "
        "Directive 2006/112/EC, Art. 138).",
        kept="One year, then removed nightly. An order that was placed with the answer keeps its own copy.",
    ),
)
