"""Making codes through the admin: one, many, from a file."""

import base64

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.actors import SYSTEM
from core.models import AuditEntry
from promotions.codes import CLEAR_SIGNS
from promotions.models import Coupon
from promotions.services import coupons
from promotions.tests.factories import make_coupon, make_promotion

pytestmark = pytest.mark.django_db


@pytest.fixture
def promotion():
    return make_promotion(by_code=True, label="Autumn")


def address(name, promotion, *more):
    return reverse(f"promotions:{name}", args=[promotion.pk, *more])


def upload(client, promotion, text, name="codes.csv", encoding="utf-8"):
    file = SimpleUploadedFile(name, text.encode(encoding))
    return client.post(address("codes_import", promotion), {"file": file})


def codes():
    return list(Coupon.objects.order_by("pk").values_list("code", "limit", "batch"))


def test_one_code(marketer, promotion):
    fields = {"one-code": " добре 10 ", "one-limit": "5", "one-batch": "Radio"}

    response = marketer.post(address("code_add", promotion), fields)

    assert response.status_code == 302
    assert codes() == [("ДОБРЕ10", 5, "Radio")]
    assert Coupon.objects.get().promotion == promotion
    assert AuditEntry.objects.get().changes == {"codes": [None, "ДОБРЕ10"]}


@pytest.mark.parametrize("typed", ["taken", "ТАКЕН", "no spaces & signs", "-X", "X" * 41, ""])
def test_a_code_that_cannot_be_is_refused_beside_its_field(marketer, promotion, typed):
    # T, A, K, E look the same in both alphabets, so the same word in Cyrillic letters is taken as well.
    make_coupon(make_promotion(), "TAKEN")
    make_coupon(make_promotion(), "TAKEH")

    response = marketer.post(address("code_add", promotion), {"one-code": typed})

    assert response.status_code == 422
    assert "code" in response.context["one"].errors
    assert promotion.coupons.count() == 0


def test_many_codes_by_a_pattern(marketer, promotion):
    fields = {"many-pattern": "пролет-####", "many-count": "300", "many-limit": "1", "many-batch": "Letter"}

    response = marketer.post(address("codes_generate", promotion), fields)

    assert response.status_code == 302
    made = list(promotion.coupons.all())
    assert len({coupon.key for coupon in made}) == 300
    for coupon in made:
        assert coupon.code.startswith("ПРОЛЕТ-")
        assert set(coupon.code.removeprefix("ПРОЛЕТ-")) <= set(CLEAR_SIGNS)
        assert (len(coupon.code), coupon.limit, coupon.batch) == (11, 1, "Letter")
    assert AuditEntry.objects.get().changes == {"codes": [None, "300"]}


def test_codes_never_hold_signs_that_are_mistaken_for_others():
    assert not set(CLEAR_SIGNS) & set("0O1IL5S2Z8BAEU")


@pytest.mark.parametrize(
    "fields, wrong",
    [
        # 21 × 21 = 441 codes; at most every hundredth is made.
        ({"pattern": "X-##", "count": "5"}, "pattern"),
        ({"pattern": "FIXED", "count": "1"}, "pattern"),
        ({"pattern": "А&###", "count": "1"}, "pattern"),
        ({"pattern": "########", "count": "5001"}, "count"),
        ({"pattern": "########", "count": "0"}, "count"),
    ],
)
def test_a_pattern_that_is_easy_to_guess_is_refused(marketer, promotion, fields, wrong):
    response = marketer.post(
        address("codes_generate", promotion), {f"many-{name}": value for name, value in fields.items()}
    )

    assert response.status_code == 422
    assert list(response.context["many"].errors) == [wrong]
    assert not Coupon.objects.exists()


def test_a_drawn_code_that_exists_is_drawn_again(promotion, monkeypatch):
    make_coupon(promotion, "C-CCC")
    drawn = iter(["C-CCC", "C-DDD", "C-DDD", "C-FFF", "C-GGG"])
    monkeypatch.setattr(coupons, "random_code", lambda pattern: next(drawn))

    coupons.generate_coupons(
        promotion_id=promotion.pk, pattern="C-###", count=2, limit=1, batch="", actor=SYSTEM
    )

    assert sorted(code for code, _limit, _batch in codes()) == ["C-CCC", "C-DDD", "C-FFF"]


FILE = "code;limit;made_for\r\nesen1;3;Радио\r\nESEN2;;\r\n;1;\r\nlong word;;\r\ntaken;;\r\nESEN2;;\r\nESEN3;x;\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
def test_a_file_is_checked_before_anything_is_made(marketer, promotion, encoding):
    make_coupon(make_promotion(), "TAKEN")

    response = upload(marketer, promotion, FILE, encoding=encoding)

    assert response.status_code == 200
    checked = response.context["checked"]
    assert [(spec.code, spec.limit, spec.batch) for spec in checked.specs] == [
        ("esen1", 3, "Радио"),
        ("ESEN2", None, ""),
        ("long word", None, ""),
    ]
    assert [(row.number, row.code) for row in checked.wrong] == [
        (4, ""),
        (6, "taken"),
        (7, "ESEN2"),
        (8, "ESEN3"),
    ]
    assert all(row.problem for row in checked.wrong)
    assert promotion.coupons.count() == 0


def test_what_can_be_made_of_a_file_is_made_and_the_rest_comes_back_as_a_file(marketer, promotion):
    make_coupon(make_promotion(), "TAKEN")
    content = upload(marketer, promotion, FILE).context["content"]
    steps = address("codes_import", promotion)

    errors = marketer.post(steps, {"content": content, "action": "errors"})
    made = marketer.post(steps, {"content": content, "action": "make"})

    lines = errors.content.decode().splitlines()
    assert lines[0] == "\ufeffline,code,problem"
    assert [line.split(",")[0] for line in lines[1:]] == ["4", "6", "7", "8"]
    assert made.status_code == 302
    assert list(promotion.coupons.order_by("pk").values_list("code", "limit", "batch")) == [
        ("ESEN1", 3, "Радио"),
        ("ESEN2", None, ""),
        ("LONGWORD", None, ""),
    ]


def test_a_file_is_looked_at_again_before_it_is_made(marketer, promotion):
    content = upload(marketer, promotion, "code\nNEW1\nNEW2\n").context["content"]
    make_coupon(make_promotion(), "NEW1")

    marketer.post(address("codes_import", promotion), {"content": content, "action": "make"})

    assert [coupon.code for coupon in promotion.coupons.all()] == ["NEW2"]


@pytest.mark.parametrize(
    "text, name", [("", "codes.csv"), ("name\nX\n", "codes.csv"), ("code\nX\n", "codes.pdf")]
)
def test_a_file_that_is_none_is_refused_beside_its_field(marketer, promotion, text, name):
    response = upload(marketer, promotion, text, name=name)

    assert response.status_code == 422
    assert "file" in response.context["form"].errors


def test_what_is_carried_along_may_be_nonsense(marketer, promotion):
    for content in ("%%%", base64.b64encode(b"\x00\x01").decode()):
        response = marketer.post(address("codes_import", promotion), {"content": content, "action": "make"})
        assert response.status_code == 422
    assert not Coupon.objects.exists()


def test_the_export_says_how_often_each_was_used(marketer, promotion):
    make_coupon(promotion, "ONE", limit=5, used=2, batch="=Radio")
    make_coupon(promotion, "TWO", archived_at="2026-11-01T00:00Z")

    response = marketer.get(address("codes_export", promotion))

    text = b"".join(response.streaming_content).decode()
    assert text == ("\ufeffcode,limit,made_for,used,archived\r\nONE,5,'=Radio,2,\r\nTWO,,,0,yes\r\n")


def test_a_code_is_archived_and_restored(marketer, promotion):
    coupon = make_coupon(promotion, "ONE")

    marketer.post(address("code_archive", promotion, coupon.pk))
    coupon.refresh_from_db()
    assert coupon.archived_at is not None
    marketer.post(address("code_archive", promotion, coupon.pk))
    coupon.refresh_from_db()
    assert coupon.archived_at is None
    assert AuditEntry.objects.count() == 2


def test_codes_are_found_by_a_part_or_by_what_they_were_made_for(marketer, promotion):
    for number in range(60):
        make_coupon(promotion, f"X-{number:03}", batch="Letter" if number == 7 else "")

    def found(**query):
        return [c.code for c in marketer.get(address("codes", promotion), query).context["page"]]

    assert len(found()) == 50
    assert len(found(page="2")) == 10
    assert found(q="-042") == ["X-042"]
    assert found(q="letter") == ["X-007"]
    assert found(q="nothing") == []
