import pytest

from shipping.parcels import Parcel, Piece, pack


def test_everything_goes_into_one_parcel():
    chair = Piece(quantity=2, weight_grams=4000, length_mm=600, width_mm=500, height_mm=100)
    cup = Piece(quantity=3, weight_grams=300)

    assert pack([chair, cup]) == Parcel(weight_grams=8900, volume_mm3=60_000_000, longest_mm=600)


def test_nothing_weighs_nothing():
    assert pack([]) == Parcel(0, 0, 0)
    assert pack([Piece(quantity=0, weight_grams=500)]) == Parcel(0, 0, 0)


@pytest.mark.parametrize(
    ("grams", "sides", "divisor", "charged"),
    [
        # 40 × 30 × 20 cm = 24 000 cm³ / 5000 = 4.8 kg
        (3000, (400, 300, 20 * 10), 5000, 4800),
        (4800, (400, 300, 200), 5000, 4800),
        (4801, (400, 300, 200), 5000, 4801),
        (3000, (400, 300, 200), 6000, 4000),
        (3000, (400, 300, 200), None, 3000),
        # 101 × 100 × 1 mm = 10 100 mm³ / 5000 = 2.02 g
        (0, (101, 100, 1), 5000, 3),
    ],
)
def test_what_is_more_of_weight_and_volume_is_charged(grams, sides, divisor, charged):
    length, width, height = sides
    parcel = pack([Piece(1, grams, length, width, height)])

    assert parcel.chargeable_grams(divisor) == charged


def test_a_parcel_without_nonsense():
    with pytest.raises(ValueError, match="negative"):
        Parcel(weight_grams=-1)
