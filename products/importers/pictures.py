"""The pictures of a record: written down as rows, to be had by whoever fetches them."""

from collections.abc import Mapping, Sequence

from products.importers.records import PictureRecord, ProductRecord
from products.models import CatalogueImport, Product, ProductPicture, Variant

LONGEST = 2000


def note_pictures(
    *,
    product: Product,
    pictures: Sequence[PictureRecord],
    variant_pictures: Mapping[str, Sequence[Variant]],
    job: CatalogueImport | None,
) -> int:
    """Write down the pictures of a product that are not known yet; return how many are still to be had.

    Known is a picture by its address: a second run neither doubles nor fetches it again. `variant_pictures` maps an address
    to the variants that it shows.
    """
    known = {picture.source: picture for picture in product.imported_pictures.all()}
    for record in pictures:
        source = record.source[:LONGEST]
        row = known.get(source)
        if row is None:
            row = known[source] = ProductPicture.objects.create(
                product=product, job=job, source=source, alt=record.alt[:255], position=record.position
            )
        if variants := variant_pictures.get(record.source):
            row.variants.add(*variants)
    return sum(row.state == ProductPicture.State.WAITING for row in known.values())


def pictures_of(record: ProductRecord) -> list[PictureRecord]:
    """Return the pictures of a record in their order, those of its variants after the gallery's, each once."""
    found = {picture.source: picture for picture in record.pictures}
    last = max((picture.position for picture in record.pictures), default=0)
    for variant in record.variants:
        if variant.picture and variant.picture.source not in found:
            last += 1
            found[variant.picture.source] = PictureRecord(
                source=variant.picture.source, alt=variant.picture.alt, position=last
            )
    return list(found.values())
