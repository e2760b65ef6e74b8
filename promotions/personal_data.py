"""What promotions hold about people."""

from typing import Any

from core.personal_data import PersonalData, register, register_export
from promotions.models import CustomerGroup, Redemption

register(
    PersonalData(
        model="promotions.Redemption",
        fields=("customer", "person"),
        purpose="To let a promotion be used as often as its terms allow (GDPR art. 6(1)(b) and (f)).",
        kept="With the order; the address itself is not kept, only a keyed hash of it.",
    ),
    PersonalData(
        model="promotions.CustomerGroup",
        fields=("customers",),
        purpose="To give a group of customers its own prices (GDPR art. 6(1)(b)).",
        kept="Until staff takes the customer out of the group, or the account is deleted.",
    ),
)


def groups_of(user: Any) -> dict[str, Any]:
    """Return the groups that the person is in, for a copy in JSON."""
    names = CustomerGroup.objects.filter(customers=user.pk).values_list("name", flat=True)
    return {"customer_groups": sorted(names)}


def uses_of(user: Any) -> dict[str, Any]:
    """Return which codes and promotions the account has used, for a copy in JSON."""
    uses = Redemption.objects.filter(customer=user.pk).select_related("promotion", "coupon").order_by("pk")
    return {
        "promotions_used": [
            {
                "promotion": str(use.promotion),
                "code": use.coupon.code if use.coupon else "",
                "at": str(use.claimed_at),
                "gross": str(use.gross),
            }
            for use in uses
        ]
    }


register_export(groups_of)
register_export(uses_of)
