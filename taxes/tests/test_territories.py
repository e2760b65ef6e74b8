import json
from pathlib import Path

import pytest

from taxes.territories import MEMBER_STATES, REGIONS, Territory, territory, territory_countries

DATA = Path(__file__).parent.parent / "data" / "territories.json"


@pytest.mark.parametrize(
    "country, postcode, name",
    [
        ("ES", "35001", "canary-islands"),
        ("ES", "38 400", "canary-islands"),
        ("ES", "51001", "ceuta"),
        ("ES", "52006", "melilla"),
        ("FI", "22100", "aland"),
        ("GR", "630 86", "athos"),
        ("DE", "78266", "busingen"),
        ("DE", "27498", "heligoland"),
        ("IT", "23041", "livigno"),
        ("IT", "22061", "campione"),
        ("FR", "97110", "french-overseas"),
        ("FR", "98800", "french-pacific"),
        ("DK", "3900", "greenland"),
    ],
)
def test_places_outside_the_vat_area(country, postcode, name):
    assert territory(country, postcode) == Territory(code=country, country=country, in_area=False, name=name)


@pytest.mark.parametrize(
    "country, postcode",
    [
        ("ES", "08001"),
        ("ES", ""),
        ("FI", "00100"),
        ("GR", "63088"),
        ("DE", "78267"),
        ("DE", "27499"),
        # Shared with communes where VAT is due.
        ("IT", "23030"),
        ("IT", "22060"),
        ("FR", "97"),
        # A Bulgarian postcode that stood there before the country was changed.
        ("ES", "3501"),
        ("FR", "20000"),
        ("DK", "3800"),
        ("AT", "6690"),
        ("PT", "1000-001"),
        ("BG", "1504"),
    ],
)
def test_ordinary_places(country, postcode):
    assert territory(country, postcode) == Territory(code=country, country=country)


@pytest.mark.parametrize(
    "country, postcode, region",
    [
        ("AT", "6691", "jungholz"),
        ("AT", "6993", "jungholz"),
        ("PT", "9500-321", "azores"),
        ("PT", "9999", "azores"),
        ("PT", "9000-001", "madeira"),
        ("PT", "9499", "madeira"),
    ],
)
def test_regions_with_rates_of_their_own(country, postcode, region):
    assert territory(country, postcode) == Territory(
        code=country, country=country, region=region, name=region
    )


def test_goods_in_northern_ireland_are_in_the_union():
    place = territory("GB", "bt7 1nn")

    assert (place.code, place.country, place.region, place.in_area) == ("XI", "GB", "northern-ireland", True)
    assert territory("GB", "SW1A 1AA").in_area is False


@pytest.mark.parametrize("country, postcode", [("MC", "98000"), ("MC", ""), ("FR", "98000")])
def test_monaco_counts_as_france(country, postcode):
    place = territory(country, postcode)

    assert (place.code, place.country, place.in_area) == ("FR", "FR", True)


@pytest.mark.parametrize("country", ["NO", "CH", "GB", "US", "AX", "RE", "GL", ""])
def test_countries_outside(country):
    assert territory(country, "1234").in_area is False


def test_twenty_seven_member_states():
    assert len(MEMBER_STATES) == 27
    assert all(territory(code).in_area for code in MEMBER_STATES)


def test_every_row_names_its_source_and_every_region_its_country():
    data = json.loads(DATA.read_text(encoding="utf-8"))

    assert {row["source"] for row in data["territories"]} <= data["sources"].keys()
    assert territory_countries() == {
        "jungholz": "AT",
        "azores": "PT",
        "madeira": "PT",
        "northern-ireland": "GB",
    }
    assert REGIONS.keys() == territory_countries().keys()
