"""What the catalogue holds about people: who of the staff changed what, and who waits for something sold out."""

from core.mail_forgetting import forget_after_sending
from core.personal_data import PersonalData, register
from products.restock_mail import RESTOCK

forget_after_sending(RESTOCK)
register(
    *(
        PersonalData(
            model=model,
            fields=("actor_id", "actor_label", "reason"),
            purpose="To know which member of staff changed what (legitimate interest, GDPR art. 6(1)(f)).",
            kept="For ever: the rows can be neither altered nor deleted.",
        )
        for model in ("products.PriceChange", "products.StockMovement")
    )
)

register(
    PersonalData(
        model="products.RestockRequest",
        fields=("email", "language"),
        purpose="To write once when a sold-out product is back (asked for by the person, GDPR art. 6(1)(b)).",
        kept="Until that mail is written, until the person takes it back, or 180 days; then the row is deleted. The mail "
        "itself forgets address and text when it is sent.",
    ),
    PersonalData(
        model="products.CatalogueImport",
        fields=("actor_id", "actor_label"),
        purpose="To know which member of staff moved a catalogue in (legitimate interest, GDPR art. 6(1)(f)).",
        kept="As long as the report of the import.",
    ),
    PersonalData(
        model="products.EconomicOperator",
        fields=("name", "postal_address", "email", "website"),
        purpose="To name who answers for a product's safety on its offer (legal obligation, GPSR art. 19).",
        kept="As long as a product names them; usually a company's address.",
    ),
)
