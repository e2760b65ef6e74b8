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

register(
    PersonalData(
        model="products.RestockRequest",
        fields=("email", "language"),
        purpose="To write once when a sold-out product is back (asked for by the person, GDPR art. 6(1)(b)).",
        kept="Until that mail is written, 180 days at the most; then the row is deleted.",
    ),
    PersonalData(
        model="products.CatalogueImport",
        fields=("actor_id", "actor_label"),
        purpose="To know which member of staff moved a catalogue in (legitimate interest, GDPR art. 6(1)(f)).",
        kept="As long as the report of the import.",
    ),
    PersonalData(
        model="products.EconomicOperator",
        fields=("email",),
        purpose="To name who answers for a product's safety on its offer (legal obligation, GPSR art. 19).",
        kept="As long as a product names them; usually a company's address.",
    ),
)
