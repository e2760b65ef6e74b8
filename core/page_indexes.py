"""What Wagtail looks up after every saving: its search index and its index of references, once for many savings.

An import saves each page several times, and one statement for fifty pages costs a tenth of fifty.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import models, transaction
from modelsearch.backends import get_search_backends
from modelsearch.index import Indexed
from wagtail.models import Page, ReferenceIndex
from wagtail.tasks import update_reference_index_task

from core.wagtail_tasks import REFERENCES, SEARCH, Noted, noting


@contextmanager
def indexed_together() -> Iterator[None]:
    """Put off the indexing of what is saved to the end of the block. Call it outside a transaction.

    A process that is killed inside leaves the saved pages out of both indexes: whoever goes on calls `index_again`.
    """
    noted: Noted = {}
    token = noting.set(noted)
    try:
        yield
    finally:
        noting.reset(token)
        searched: dict[type[models.Model], set[Any]] = defaultdict(set)
        for app_label, model_name, key in noted.get(SEARCH, ()):
            searched[apps.get_model(app_label, model_name)].add(key)
        _search(searched)
        for saved in noted.get(REFERENCES, ()):
            update_reference_index_task.enqueue(*saved)


def index_again(pages: Iterable[Page]) -> None:
    """Write what both indexes say of these pages anew."""
    keys: dict[type[models.Model], set[Any]] = defaultdict(set)
    for page in pages:
        keys[type(page)].add(page.pk)
        with transaction.atomic():
            ReferenceIndex.create_or_update_for_object(page)
    _search(keys)


def search_again(model: type[models.Model], pks: Iterable[Any]) -> None:
    """Write what the search index says of these rows anew, in a few statements for all of them."""
    _search({model: set(pks)})


def _search(keys: dict[type[models.Model], set[Any]]) -> None:
    for model, pks in keys.items():
        if issubclass(model, Indexed):
            objects = list(model.get_indexed_objects().filter(pk__in=pks))  # type: ignore[attr-defined]
            for backend in get_search_backends(with_auto_update=True):
                backend.add_bulk(model, objects)
