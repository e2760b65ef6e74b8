"""What accounts hold about people."""

from core.personal_data import PersonalData, register

register(
    PersonalData(
        model="accounts.User",
        fields=("email", "first_name", "last_name", "last_login"),
        purpose="To let staff sign in and to say in histories who acted (contract, GDPR art. 6(1)(b)).",
        kept="As long as the account exists; histories keep the name after it.",
    )
)
