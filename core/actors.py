"""Who acts: written into histories and ledgers by number and name, never as a foreign key."""

from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["shopper", "staff", "system", "provider"]


@dataclass(frozen=True)
class Actor:
    kind: ActorKind
    user_id: int | None = None
    label: str = ""

    @classmethod
    def staff(cls, user) -> "Actor":
        return cls("staff", user.pk, str(user))


SHOPPER = Actor("shopper")
SYSTEM = Actor("system")
PROVIDER = Actor("provider")
