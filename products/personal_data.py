"""What the catalogue holds about people: who of the staff changed stock and prices."""

from core.personal_data import PersonalData, register

register(
    *(
        PersonalData(
            model=model,
            fields=("actor_id", "actor_label"),
            purpose="To know which member of staff changed what (legitimate interest, GDPR art. 6(1)(f)).",
            kept="For ever: the rows can be neither altered nor deleted.",
        )
        for model in ("products.PriceChange", "products.StockMovement")
    )
)
