from accounts.models.address import Address
from accounts.models.user import User, UserManager

__all__ = ["Address", "User", "UserManager"]
