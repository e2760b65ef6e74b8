"""What accounts hold about people."""

from accounts.mail import KINDS
from accounts.selectors import ADDRESS, account_data
from core.mail_forgetting import forget_after_sending
from core.personal_data import PersonalData, register, register_export

register(
    PersonalData(
        model="accounts.User",
        fields=("email", "password", "first_name", "last_name", "date_joined", "last_login"),
        purpose="To let people sign in and to say in histories who acted (contract, GDPR art. 6(1)(b)).",
        kept="As long as the account exists; histories keep the name of staff after it.",
    ),
    PersonalData(
        model="accounts.Address",
        fields=(
            "user",
            *(name for name in ADDRESS if name not in ("created_at", "updated_at", "archived_at")),
        ),
        purpose="To fill in addresses of delivery and invoice that the person asked to be kept (GDPR art. 6(1)(b)).",
        kept="As long as the account exists; an address that was removed is kept, out of sight, until then.",
    ),
    PersonalData(
        model="account.EmailAddress",
        fields=("email", "verified", "primary"),
        purpose="To know that an address belongs to who signs in with it (GDPR art. 6(1)(b) and (f)).",
        kept="As long as the account exists.",
    ),
    PersonalData(
        model="mfa.Authenticator",
        fields=("type", "data", "created_at", "last_used_at"),
        purpose="To ask for a second factor at sign-in; secrets are encrypted (GDPR art. 32).",
        kept="Until the factor is removed or reset, or the account is closed.",
    ),
)
register_export(account_data)
for kind in KINDS:
    # They hold links that open the account.
    forget_after_sending(kind)
