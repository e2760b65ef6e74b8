"""Columns that could hold anything and hold nothing about people, each group with the reason."""

# The reason, and the columns by model.
REASONS: dict[str, dict[str, str]] = {
    "What the shop sells, shows and says to everybody": {
        "home.ArticleIndexPage": "introduction",
        "home.ArticlePage": "lead",
        "legal_pages.LegalPage": "body",
        "legal_pages.LegalVersion": "language title body digest",
        "products.CategoryPage": "introduction",
        "products.ListingEntry": "locale_code category_ids title url summary brand content_unit price_terms picture",
        "products.OptionValue": "label_bg label_en",
        "products.Product": "name brand tags external_key warnings_bg warnings_en gpsr_exempt_reason",
        "products.ProductOption": "name_bg name_en",
        "products.ProductPage": "locale_code summary description",
        "products.ProductPageImage": "caption",
        "products.ProductPicture": "source alt problem",
        "products.Variant": "options_key sku gtin",
        "core.ShopImage": "title file description file_hash alt_bg alt_en",
        "core.ShopRendition": "filter_spec file focal_point_key",
        "core.ShopDocument": "title file file_hash",
    },
    "The merchant's own data, printed on the site by law": {
        "core.ShopSettings": "shop_name tagline_bg tagline_en company_name_bg company_name_en eik vat_number address_bg "
        "address_en register_bg register_en supervision_bg supervision_en phone email opening_hours_bg "
        "opening_hours_en bank_holder bank_iban bank_bic bank_name staff_email",
        "taxes.NumberCheck": "requester",
    },
    "Terms of delivery, tax and promotions, the same for everybody": {
        "promotions.Coupon": "code key batch",
        "promotions.CustomerGroup": "name",
        "promotions.Promotion": "label name_bg name_en countries",
        "shipping.ClosedDay": "name",
        "shipping.DeliveryMethod": "code name_bg name_en description_bg description_en",
        "shipping.DeliveryZone": "name postcodes",
        "shipping.PickupPlace": "name_bg name_en address_bg address_en hours_bg hours_en",
        "taxes.VatRate": "source",
    },
    "What was bought and on which terms, frozen; whose it is stands in other columns": {
        "checkout.Cart": "delivery_code payment_method codes",
        "orders.Order": "language currency delivery_code delivery_name pickup_place terms_version vat_country vat_ground",
        "orders.OrderDiscount": "name code",
        "orders.OrderLine": "title variant_label sku",
        "orders.Shipment": "carrier",
    },
    "States, codes and amounts between machines": {
        "core.AuditEntry": "action object_type object_id",
        "core.OutgoingMail": "kind event_key reference language message_id",
        "orders.OrderEvent": "from_status to_status data",
        "orders.Payment": "gateway currency failure_code",
        "orders.Refund": "currency request failure_code",
        "payments.IncomingEvent": "provider event_id type object_id api_version last_error",
        "products.PriceChange": "currency",
        "products.StockMovement": "reference",
    },
    "A catalogue that is moved in, and what was wrong with it": {
        "products.CatalogueImport": "file file_name options notices",
        "products.ImportRow": "key title messages",
    },
}
ABOUT_NOBODY = {
    f"{model}.{name}"
    for columns in REASONS.values()
    for model, names in columns.items()
    for name in names.split()
}
