"""One product of a file into the shop, all or nothing: what the command and the admin both call."""

import logging
from collections import defaultdict

from celery.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from products.importers.goods import REASON, create_goods, find_product, update_goods
from products.importers.options import ImportOptions
from products.importers.pictures import LONGEST, note_pictures, pictures_of
from products.importers.places import Places
from products.importers.records import ProductRecord
from products.importers.results import Outcome, Refused, Report, RowResult
from products.importers.windows import publish, write_windows
from products.models import CatalogueImport, Product, Variant
from products.services.archiving import archive_product
from products.services.gallery import hang_again, own_image, refuse_files, use_folder
from products.services.specs import InvalidCatalogue, StaleVersion

logger = logging.getLogger(__name__)


def apply_record(
    record: ProductRecord,
    *,
    options: ImportOptions,
    actor: Actor,
    job: CatalogueImport | None = None,
    places: Places | None = None,
) -> RowResult:
    """Create or update what a record describes, in one transaction; a dry run does the same and keeps nothing.

    Never raises for what the file holds: a record that cannot be taken leaves nothing behind, and the result says why.
    """
    if record.unsupported:
        return RowResult(Outcome.SKIPPED, (record.unsupported, *record.notices))
    if record.problems:
        return RowResult(Outcome.WRONG, (*record.problems, *record.notices))
    if not record.title:
        return RowResult(Outcome.WRONG, (_("It has no title."), *record.notices))
    report = Report(messages=list(record.notices))
    result = _tried(record, options, actor, job, places, report)
    if result.outcome == Outcome.WRONG and places is not None:
        # Categories that were made for it are gone with it.
        places.forget()
    return result


def _tried(
    record: ProductRecord,
    options: ImportOptions,
    actor: Actor,
    job: CatalogueImport | None,
    places: Places | None,
    report: Report,
) -> RowResult:
    """Write the record in a transaction of its own and turn whatever goes wrong into a result."""
    try:
        with transaction.atomic():
            if places is None or options.dry_run:
                # What a dry run made of the last product is gone again.
                places = Places(language=record.texts[0].language, category_id=options.category_id)
            product, outcome = _write(record, options, actor, job, places, report)
            if options.dry_run:
                transaction.set_rollback(True)
    except Refused as refusal:
        return RowResult(Outcome.WRONG, (str(refusal), *report.messages))
    except InvalidCatalogue as refusal:
        return RowResult(Outcome.WRONG, (*_told(refusal, record), *report.messages))
    except ValidationError as refusal:
        return RowResult(Outcome.WRONG, (*refusal.messages, *report.messages))
    except (DataError, IntegrityError) as error:
        # The database's own rules are the last ones; what they say is for developers.
        words = _("The database refused it (%(kind)s).") % {"kind": type(error).__name__}
        return RowResult(Outcome.WRONG, (words, *report.messages))
    except StaleVersion:
        return RowResult(Outcome.WRONG, (_("Changed by somebody else meanwhile."), *report.messages))
    except (OperationalError, InterfaceError, SoftTimeLimitExceeded):
        # Not this row's fault: the next run goes on with it.
        raise
    except Exception as error:
        # Raised, it would end the run, and every later run at the same product.
        logger.exception("product %s of an import failed", record.key)
        words = _("It was not taken because of a fault in the shop (%(kind)s), which its log describes.")
        return RowResult(Outcome.WRONG, (words % {"kind": type(error).__name__}, *report.messages))
    kept = None if options.dry_run and outcome == Outcome.CREATED else product.pk
    return RowResult(outcome, tuple(report.messages), kept)


def _write(
    record: ProductRecord,
    options: ImportOptions,
    actor: Actor,
    job: CatalogueImport | None,
    places: Places,
    report: Report,
) -> tuple[Product, Outcome]:
    if not record.variants:
        raise Refused(_("It has no variant with a price."))
    found = find_product(record)
    if found is None:
        product = create_goods(record, options=options, actor=actor, report=report)
    else:
        product = found
        update_goods(product, record, options=options, actor=actor, report=report)
        # The services write on objects of their own.
        product.refresh_from_db()
    # Pictures that are at hand go into a page before it is published.
    pictures = pictures_of(record)
    at_hand = pictures and (options.images_dir or any(own_image(picture.source) for picture in pictures))
    at_once = options.publish and not at_hand
    pages = write_windows(product, record, places=places, at_once=at_once, report=report)
    waits = _pictures(product, record, options, actor, job, report)
    publish(pages, options=options, waits=waits, report=report)
    if record.archived and not Product.objects.get(pk=product.pk).is_archived:
        archive_product(product_id=product.pk, actor=actor, reason=REASON)
        report.changed = True
    if found is None:
        return product, Outcome.CREATED
    return product, Outcome.UPDATED if report.changed else Outcome.UNCHANGED


def _pictures(
    product: Product,
    record: ProductRecord,
    options: ImportOptions,
    actor: Actor,
    job: CatalogueImport | None,
    report: Report,
) -> bool:
    """Note the pictures, take those that lie in the folder, and return whether some are still to be fetched."""
    pictures = pictures_of(record)
    own = [(image, picture.position) for picture in pictures if (image := own_image(picture.source))]
    if own and hang_again(product_id=product.pk, pictures=own):
        report.changed = True
    pictures = [picture for picture in pictures if not own_image(picture.source)]
    if not pictures:
        return False
    shown: dict[str, list[Variant]] = defaultdict(list)
    by_sku = {variant.sku: variant for variant in product.variants.all() if variant.sku}
    for wanted in record.variants:
        variant = by_sku.get(wanted.sku) if wanted.sku else None
        if wanted.picture and variant:
            shown[wanted.picture.source].append(variant)
    waiting = note_pictures(product=product, pictures=pictures, variant_pictures=shown, job=job)
    files = [picture.source[:LONGEST] for picture in pictures if "://" not in picture.source]
    if files and not options.images_dir:
        said = refuse_files(product=product, sources=files)
    elif (waiting or files) and options.images_dir and not options.dry_run:
        said = use_folder(
            product=product, images_dir=options.images_dir, actor=actor, language=options.language
        )
    else:
        return waiting > 0
    for words in said:
        report.say(words)
    return product.imported_pictures.filter(state="waiting").exists()


def _told(refusal: InvalidCatalogue, record: ProductRecord) -> list[str]:
    """Return the reasons, each with the SKU of the variant that it is about."""
    told = []
    for (key, _field), words in refusal.errors.items():
        known = isinstance(key, int) and key < len(record.variants)
        sku = record.variants[key].sku if known and key is not None else ""
        told.append(f"{sku}: {words}" if sku else words)
    return told
