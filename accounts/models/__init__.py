from accounts.models.address import Address
from accounts.models.group import CustomerGroup
from accounts.models.user import User, UserManager

__all__ = ["Address", "CustomerGroup", "User", "UserManager"]
