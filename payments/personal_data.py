"""What the register of provider events holds about people."""

from core.personal_data import PersonalData, register

register(
    PersonalData(
        model="payments.IncomingEvent",
        fields=("payload",),
        purpose="To settle payments and to prove what the provider reported (GDPR art. 6(1)(b) and (c)).",
        kept="With the books of the year; nothing removes events by itself.",
    )
)
