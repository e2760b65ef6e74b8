"""Querysets whose statement is put together once."""

from threading import Thread

import pytest
from django.db import connection
from django.db.models import F, Value
from wagtail.models import Locale

from core.compiled import CompiledQuery

pytestmark = pytest.mark.django_db


def in_languages(*shape, codes=None, code=None):
    found = Locale.objects.order_by("-pk" if "backwards" in shape else "pk").annotate(
        twice=F("pk") * Value(2)
    )
    if codes is not None:
        found = found.filter(language_code__any=codes)
    return found if code is None else found.filter(language_code=code)


@pytest.fixture
def query():
    Locale.objects.get_or_create(language_code="bg")
    Locale.objects.get_or_create(language_code="en")
    return CompiledQuery(in_languages, codes=["<codes>"], code="<code>")


def languages(rows):
    return [row.language_code for row in rows]


def test_the_values_of_each_call_count(query):
    assert languages(query(codes=["bg"])) == ["bg"]
    assert sorted(languages(query(codes=["bg", "en", "xx"]))) == ["bg", "en"]
    assert query(codes=[]) == []
    assert languages(query(code="en")) == ["en"]
    assert query(codes=["bg"], code="en") == []


def test_a_shape_has_a_statement_of_its_own(query):
    assert languages(query("backwards")) == languages(query())[::-1]


def test_rows_are_models_with_their_annotations(query):
    row = query(code="bg")[0]
    assert row == Locale.objects.get(language_code="bg")
    assert row.twice == row.pk * 2


def test_what_was_written_since_is_found(query):
    assert query(code="de") == []
    Locale.objects.create(language_code="de")
    assert languages(query(code="de")) == ["de"]


def test_one_statement_whatever_the_number_of_values(query, django_assert_num_queries):
    query(codes=["bg"])
    with django_assert_num_queries(1):
        query(codes=["bg", "en"])


def test_a_value_without_a_place_is_refused():
    query = CompiledQuery(lambda code: Locale.objects.all(), code="<code>")
    with pytest.raises(ValueError, match="no place in the statement for code"):
        query(code="bg")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_every_thread_asks_by_its_own_connection(query):
    first = languages(query(code="bg"))
    found: list = []

    def ask():
        found.append(languages(query(code="bg")))
        connection.close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [first] == [["bg"]]
