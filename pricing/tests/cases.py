"""Sales worked by hand (docs/money.md has the rules): one row per case, the working above it.

A line is written `net + VAT`, a row of the VAT table `rate: net + VAT`; goods stand first, then delivery and fee. All sums are EUR.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from taxes.models import VatClass
from taxes.policy import Beyond, VatContext

STANDARD, REDUCED, ZERO_CLASS = VatClass.STANDARD, VatClass.REDUCED, VatClass.ZERO


def _context(country: str, treatment: str = "charged", **rates: str) -> VatContext:
    return VatContext(
        treatment=treatment,
        country=country,
        rates={VatClass(name): Decimal(rate) for name, rate in rates.items()},
    )


BG = _context("BG", standard="20", reduced="9", zero="0")
FI = _context("FI", standard="25.5", zero="0")
HU = _context("HU", standard="27")
DE = _context("DE", standard="19", reduced="7", zero="0")
FR = _context("FR", standard="20", reduced="5.5")
LU = _context("LU", standard="17")
EE = _context("EE", standard="24")
AZORES = _context("PT", standard="16")
BUSINESS = _context("BG", "intra_community", standard="20", reduced="9", zero="0")
EXPORT = _context("BG", "export", standard="20", reduced="9", zero="0")
NONE = _context("BG", "not_registered")


def _near(room: str) -> VatContext:
    """Below the threshold of the one-stop shop by `room` EUR without VAT; beyond it lies Finland."""
    return VatContext(
        treatment="charged", country="BG", rates=BG.rates, beyond=Beyond(room=Decimal(room), then=FI)
    )


@dataclass(frozen=True)
class Goods:
    price: Decimal
    quantity: int
    vat_class: VatClass
    off: Decimal


def goods(price: str, quantity: int = 1, vat_class: VatClass = STANDARD, off: str = "0.00") -> Goods:
    return Goods(Decimal(price), quantity, vat_class, Decimal(off))


@dataclass(frozen=True)
class Case:
    name: str
    vat: VatContext
    items: Sequence[Goods]
    lines: Sequence[str]
    rows: Sequence[str]
    total: str
    delivery: str | None = None
    fee: str = "0.00"
    # The home VAT that a zero-rated sale does not charge.
    removed: str = "0.00"


# fmt: off

# At home: 20 %, 9 % and 0 %.
HOME = [
    # 12.90 × 20/120 = 2.1500 → 2.15
    Case("one mug", BG, [goods("12.90")], lines=["10.75 + 2.15"], rows=["20: 10.75 + 2.15"], total="12.90"),
    # 303.90 × 20/120 = 50.6500 → 50.65
    Case("two armchairs and their delivery", BG, [goods("149.00", 2)], delivery="5.90", lines=["248.33 + 49.67", "delivery 4.92 + 0.98"], rows=["20: 253.25 + 50.65"], total="303.90"),
    # 10.90 × 9/109 = 0.9000 → 0.90
    Case("a book", BG, [goods("10.90", vat_class=REDUCED)], lines=["10.00 + 0.90"], rows=["9: 10.00 + 0.90"], total="10.90"),
    # no VAT in 8.00
    Case("bread, in the zero class", BG, [goods("8.00", vat_class=ZERO_CLASS)], lines=["8.00 + 0.00"], rows=["0: 8.00 + 0.00"], total="8.00"),
    # 0.01 × 20/120 = 0.0017 → 0.00
    Case("one cent holds no VAT", BG, [goods("0.01")], lines=["0.01 + 0.00"], rows=["20: 0.01 + 0.00"], total="0.01"),
    # 0.03 × 20/120 = 0.0050 → 0.01
    Case("half a cent of VAT goes up", BG, [goods("0.03")], lines=["0.02 + 0.01"], rows=["20: 0.02 + 0.01"], total="0.03"),
    # 0.19 × 20/120 = 0.0317 → 0.03
    Case("nineteen units of one cent", BG, [goods("0.01", 19)], lines=["0.16 + 0.03"], rows=["20: 0.16 + 0.03"], total="0.19"),
    # 0.19 × 20/120 = 0.0317 → 0.03
    Case("nineteen lines of one cent", BG, [*[goods("0.01")] * 19], lines=["0.00 + 0.01"] * 3 + ["0.01 + 0.00"] * 16, rows=["20: 0.16 + 0.03"], total="0.19"),
    # 10.00 × 20/120 = 1.6667 → 1.67
    Case("three thirds of ten", BG, [goods("3.33"), goods("3.33"), goods("3.34")], lines=["2.77 + 0.56", "2.78 + 0.55", "2.78 + 0.56"], rows=["20: 8.33 + 1.67"], total="10.00"),
    # 6.00 × 20/120 = 1.0000 → 1.00
    Case("something that costs nothing", BG, [goods("0.00"), goods("6.00")], lines=["0.00 + 0.00", "5.00 + 1.00"], rows=["20: 5.00 + 1.00"], total="6.00"),
    # 989.01 × 20/120 = 164.8350 → 164.84
    Case("as many as a line holds", BG, [goods("0.99", 999)], lines=["824.17 + 164.84"], rows=["20: 824.17 + 164.84"], total="989.01"),
    # 100149.98 × 20/120 = 16691.6633 → 16691.66
    Case("a very dear thing", BG, [goods("99999.99")], delivery="149.99", lines=["83333.33 + 16666.66", "delivery 124.99 + 25.00"], rows=["20: 83458.32 + 16691.66"], total="100149.98"),
]

# Several rates in one cart: delivery and fee are split by the goods' gross.
MIXED = [
    # delivery 4.90 by 40.00 : 20.00 → 3.27 and 1.63
    # fee 1.50 by 40.00 : 20.00 → 1.00 and 0.50
    # 44.27 × 20/120 = 7.3783 → 7.38
    # 22.13 × 9/109 = 1.8272 → 1.83
    Case("the armchair and the books of docs/money.md", BG, [goods("40.00"), goods("10.00", 2, REDUCED)], delivery="4.90", fee="1.50", lines=["33.33 + 6.67", "18.35 + 1.65", "delivery 2.73 + 0.54", "delivery 1.49 + 0.14", "fee 0.83 + 0.17", "fee 0.46 + 0.04"], rows=["20: 36.89 + 7.38", "9: 20.30 + 1.83"], total="66.40"),
    # delivery 4.90 by 40.00 : 20.00 → 3.27 and 1.63
    # fee 1.50 by 40.00 : 20.00 → 1.00 and 0.50
    # 44.27 × 20/120 = 7.3783 → 7.38
    # 22.13 × 9/109 = 1.8272 → 1.83
    Case("the same, books first", BG, [goods("10.00", 2, REDUCED), goods("40.00")], delivery="4.90", fee="1.50", lines=["18.35 + 1.65", "33.33 + 6.67", "delivery 2.73 + 0.54", "delivery 1.49 + 0.14", "fee 0.83 + 0.17", "fee 0.46 + 0.04"], rows=["20: 36.89 + 7.38", "9: 20.30 + 1.83"], total="66.40"),
    # delivery 5.00 by 12.00 : 6.00 : 2.00 → 3.00 and 1.50 and 0.50
    # fee 0 by 12.00 : 6.00 : 2.00 → 0.00 and 0.00 and 0.00
    # 15.00 × 20/120 = 2.5000 → 2.50
    # 7.50 × 9/109 = 0.6193 → 0.62
    Case("all three classes", BG, [goods("12.00"), goods("6.00", vat_class=REDUCED), goods("2.00", vat_class=ZERO_CLASS)], delivery="5.00", lines=["10.00 + 2.00", "5.50 + 0.50", "2.00 + 0.00", "delivery 2.50 + 0.50", "delivery 1.38 + 0.12", "delivery 0.50 + 0.00"], rows=["20: 12.50 + 2.50", "9: 6.88 + 0.62", "0: 2.50 + 0.00"], total="25.00"),
    # delivery 0.01 by 10.00 : 10.00 → 0.01 and 0.00
    # fee 0 by 10.00 : 10.00 → 0.00 and 0.00
    # 10.01 × 20/120 = 1.6683 → 1.67
    # 10.00 × 9/109 = 0.8257 → 0.83
    Case("one cent of delivery goes to the larger remainder", BG, [goods("10.00"), goods("10.00", vat_class=REDUCED)], delivery="0.01", lines=["8.33 + 1.67", "9.17 + 0.83", "delivery 0.01 + 0.00"], rows=["20: 8.34 + 1.67", "9: 9.17 + 0.83"], total="20.01"),
    # delivery 4.90 by 500.00 : 0.50 → 4.90 and 0.00
    # fee 0 by 500.00 : 0.50 → 0.00 and 0.00
    # 504.90 × 20/120 = 84.1500 → 84.15
    # 0.50 × 9/109 = 0.0413 → 0.04
    Case("a part of nothing makes no line", BG, [goods("500.00"), goods("0.50", vat_class=REDUCED)], delivery="4.90", lines=["416.67 + 83.33", "0.46 + 0.04", "delivery 4.08 + 0.82"], rows=["20: 420.75 + 84.15", "9: 0.46 + 0.04"], total="505.40"),
    # delivery 4.50 by 9.00 : 9.00 → 2.25 and 2.25
    # fee 0 by 9.00 : 9.00 → 0.00 and 0.00
    # 11.25 × 20/120 = 1.8750 → 1.88
    Case("half of the delivery is free of VAT", BG, [goods("9.00"), goods("9.00", vat_class=ZERO_CLASS)], delivery="4.50", lines=["7.50 + 1.50", "9.00 + 0.00", "delivery 1.87 + 0.38", "delivery 2.25 + 0.00"], rows=["20: 9.37 + 1.88", "0: 11.25 + 0.00"], total="22.50"),
    # delivery 0.00 by 33.00 : 11.00 → 0.00 and 0.00
    # fee 1.50 by 33.00 : 11.00 → 1.13 and 0.37
    # 34.13 × 20/120 = 5.6883 → 5.69
    # 11.37 × 9/109 = 0.9388 → 0.94
    Case("a fee without delivery", BG, [goods("33.00"), goods("11.00", vat_class=REDUCED)], delivery="0.00", fee="1.50", lines=["27.50 + 5.50", "10.09 + 0.91", "fee 0.94 + 0.19", "fee 0.34 + 0.03"], rows=["20: 28.44 + 5.69", "9: 10.43 + 0.94"], total="45.50"),
    # delivery 5.90 by 42.46 : 34.75 → 3.24 and 2.66
    # fee 0 by 42.46 : 34.75 → 0.00 and 0.00
    # 45.70 × 20/120 = 7.6167 → 7.62
    # 37.41 × 9/109 = 3.0889 → 3.09
    Case("two lines of each rate", BG, [goods("19.99"), goods("7.49", 3), goods("14.90", 2, REDUCED), goods("4.95", vat_class=REDUCED)], delivery="5.90", lines=["16.66 + 3.33", "18.72 + 3.75", "27.34 + 2.46", "4.54 + 0.41", "delivery 2.70 + 0.54", "delivery 2.44 + 0.22"], rows=["20: 38.08 + 7.62", "9: 34.32 + 3.09"], total="83.11"),
    # delivery 0.11 by 0.21 : 0.35 → 0.04 and 0.07
    # fee 0.13 by 0.21 : 0.35 → 0.05 and 0.08
    # 0.30 × 20/120 = 0.0500 → 0.05
    # 0.50 × 9/109 = 0.0413 → 0.04
    Case("odd cents everywhere", BG, [goods("0.07", 3), goods("0.05", 7, REDUCED)], delivery="0.11", fee="0.13", lines=["0.18 + 0.03", "0.32 + 0.03", "delivery 0.03 + 0.01", "delivery 0.07 + 0.00", "fee 0.04 + 0.01", "fee 0.07 + 0.01"], rows=["20: 0.25 + 0.05", "9: 0.46 + 0.04"], total="0.80"),
]

# Discounts and gifts: what is taken off a line lowers its VAT.
DISCOUNTS = [
    # 268.20 × 20/120 = 44.7000 → 44.70
    Case("a tenth off one line", BG, [goods("29.80", 10, off="29.80")], delivery="0.00", lines=["223.50 + 44.70"], rows=["20: 223.50 + 44.70"], total="268.20"),
    # fee 0 by 36.00 : 18.00 → 0.00 and 0.00
    # 36.00 × 20/120 = 6.0000 → 6.00
    # 18.00 × 9/109 = 1.4862 → 1.49
    Case("6.00 over two rates, by their gross", BG, [goods("40.00", off="4.00"), goods("20.00", vat_class=REDUCED, off="2.00")], lines=["30.00 + 6.00", "16.51 + 1.49"], rows=["20: 30.00 + 6.00", "9: 16.51 + 1.49"], total="54.00"),
    # delivery 4.90 by 20.00 : 20.00 → 2.45 and 2.45
    # fee 0 by 20.00 : 20.00 → 0.00 and 0.00
    # 22.45 × 20/120 = 3.7417 → 3.74
    # 22.45 × 9/109 = 1.8537 → 1.85
    Case("the delivery follows what is left after discounts", BG, [goods("40.00", off="20.00"), goods("20.00", vat_class=REDUCED)], delivery="4.90", lines=["16.67 + 3.33", "18.35 + 1.65", "delivery 2.04 + 0.41", "delivery 2.25 + 0.20"], rows=["20: 18.71 + 3.74", "9: 20.60 + 1.85"], total="44.90"),
    # 95.90 × 20/120 = 15.9833 → 15.98
    Case("10.00 over three lines that are thirds", BG, [goods("33.30", off="3.33"), goods("33.30", off="3.33"), goods("33.40", off="3.34")], delivery="5.90", lines=["24.97 + 5.00", "24.98 + 4.99", "25.05 + 5.01", "delivery 4.92 + 0.98"], rows=["20: 79.92 + 15.98"], total="95.90"),
    # 12.89 × 20/120 = 2.1483 → 2.15
    Case("one cent off", BG, [goods("12.90", off="0.01")], lines=["10.74 + 2.15"], rows=["20: 10.74 + 2.15"], total="12.89"),
    # 0.01 × 20/120 = 0.0017 → 0.00
    Case("all but one cent off", BG, [goods("12.90", off="12.89")], lines=["0.01 + 0.00"], rows=["20: 0.01 + 0.00"], total="0.01"),
    # 19.50 × 20/120 = 3.2500 → 3.25
    Case("three for two", BG, [goods("7.50", 3, off="7.50")], delivery="4.50", lines=["12.50 + 2.50", "delivery 3.75 + 0.75"], rows=["20: 16.25 + 3.25"], total="19.50"),
    # 54.00 × 20/120 = 9.0000 → 9.00
    Case("cheaper from ten pieces on", BG, [goods("4.95", 12, off="5.40")], lines=["45.00 + 9.00"], rows=["20: 45.00 + 9.00"], total="54.00"),
    # delivery 3.50 by 10.00 : 7.50 → 2.00 and 1.50
    # fee 0 by 10.00 : 7.50 → 0.00 and 0.00
    # 12.00 × 20/120 = 2.0000 → 2.00
    Case("something off the zero class only", BG, [goods("10.00"), goods("10.00", vat_class=ZERO_CLASS, off="2.50")], delivery="3.50", lines=["8.33 + 1.67", "7.50 + 0.00", "delivery 1.67 + 0.33", "delivery 1.50 + 0.00"], rows=["20: 10.00 + 2.00", "0: 9.00 + 0.00"], total="21.00"),
    # 18.80 × 20/120 = 3.1333 → 3.13
    Case("a gift beside a mug", BG, [goods("12.90"), goods("4.90", off="4.90")], delivery="5.90", lines=["10.75 + 2.15", "0.00 + 0.00", "delivery 4.92 + 0.98"], rows=["20: 15.67 + 3.13"], total="18.80"),
    # delivery 5.90 by 50.00 : 0.00 → 5.90 and 0.00
    # fee 1.50 by 50.00 : 0.00 → 1.50 and 0.00
    # 57.40 × 20/120 = 9.5667 → 9.57
    # 0.00 × 9/109 = 0.0000 → 0.00
    Case("a gift of the other rate takes no part in the delivery", BG, [goods("50.00"), goods("10.90", vat_class=REDUCED, off="10.90")], delivery="5.90", fee="1.50", lines=["41.66 + 8.34", "0.00 + 0.00", "delivery 4.92 + 0.98", "fee 1.25 + 0.25"], rows=["20: 47.83 + 9.57", "9: 0.00 + 0.00"], total="57.40"),
    # delivery 0.00 by 160.00 : 0.00 → 0.00 and 0.00
    # fee 0 by 160.00 : 0.00 → 0.00 and 0.00
    # 160.00 × 20/120 = 26.6667 → 26.67
    # 0.00 × 9/109 = 0.0000 → 0.00
    Case("a gift of which two are given", BG, [goods("80.00", 2), goods("3.20", 2, REDUCED, off="6.40")], delivery="0.00", lines=["133.33 + 26.67", "0.00 + 0.00"], rows=["20: 133.33 + 26.67", "9: 0.00 + 0.00"], total="160.00"),
    # 0.00 × 20/120 = 0.0000 → 0.00
    Case("nothing but gifts", BG, [goods("4.90", off="4.90")], delivery="0.00", lines=["0.00 + 0.00"], rows=["20: 0.00 + 0.00"], total="0.00"),
    # 5.90 × 20/120 = 0.9833 → 0.98
    # 0.00 × 9/109 = 0.0000 → 0.00
    Case("a gift for which only the delivery is paid", BG, [goods("4.90", off="4.90"), goods("9.90", vat_class=REDUCED, off="9.90")], delivery="5.90", lines=["0.00 + 0.00", "0.00 + 0.00", "delivery 4.92 + 0.98"], rows=["20: 4.92 + 0.98", "9: 0.00 + 0.00"], total="5.90"),
]

# Delivery and fee.
CHARGES = [
    # 100.00 × 20/120 = 16.6667 → 16.67
    Case("free delivery", BG, [goods("100.00")], delivery="0.00", lines=["83.33 + 16.67"], rows=["20: 83.33 + 16.67"], total="100.00"),
    # 100.00 × 20/120 = 16.6667 → 16.67
    Case("delivery not chosen yet", BG, [goods("100.00")], lines=["83.33 + 16.67"], rows=["20: 83.33 + 16.67"], total="100.00"),
    # 101.50 × 20/120 = 16.9167 → 16.92
    Case("free delivery and a fee", BG, [goods("100.00")], delivery="0.00", fee="1.50", lines=["83.33 + 16.67", "fee 1.25 + 0.25"], rows=["20: 84.58 + 16.92"], total="101.50"),
    # 16.90 × 20/120 = 2.8167 → 2.82
    Case("delivery that costs more than the goods", BG, [goods("2.00")], delivery="14.90", lines=["1.67 + 0.33", "delivery 12.41 + 2.49"], rows=["20: 14.08 + 2.82"], total="16.90"),
    # 19.90 × 20/120 = 3.3167 → 3.32
    Case("delivery over three lines of one rate", BG, [goods("5.00"), goods("5.00"), goods("5.00")], delivery="4.90", lines=["4.16 + 0.84", "4.17 + 0.83", "4.17 + 0.83", "delivery 4.08 + 0.82"], rows=["20: 16.58 + 3.32"], total="19.90"),
]

# Consumers in other states under OSS: the price stays, the VAT inside it changes.
ABROAD = [
    # 125.50 × 25.5/125.5 = 25.5000 → 25.50
    Case("Finland, 25.5 %", FI, [goods("125.50")], lines=["100.00 + 25.50"], rows=["25.5: 100.00 + 25.50"], total="125.50"),
    # 116.39 × 25.5/125.5 = 23.6490 → 23.65
    Case("Finland, three lines", FI, [goods("99.99"), goods("0.50", 3)], delivery="14.90", lines=["79.67 + 20.32", "1.20 + 0.30", "delivery 11.87 + 3.03"], rows=["25.5: 92.74 + 23.65"], total="116.39"),
    # 10.00 × 25.5/125.5 = 2.0319 → 2.03
    Case("Finland has no row for the reduced class: standard", FI, [goods("10.00", vat_class=REDUCED)], lines=["7.97 + 2.03"], rows=["25.5: 7.97 + 2.03"], total="10.00"),
    # 122.72 × 25.5/125.5 = 24.9351 → 24.94
    Case("Finland, with a discount", FI, [goods("59.90", 2, off="11.98")], delivery="14.90", lines=["85.91 + 21.91", "delivery 11.87 + 3.03"], rows=["25.5: 97.78 + 24.94"], total="122.72"),
    # 0.19 × 25.5/125.5 = 0.0386 → 0.04
    Case("Finland, nineteen cents", FI, [goods("0.01", 19)], lines=["0.15 + 0.04"], rows=["25.5: 0.15 + 0.04"], total="0.19"),
    # 151.60 × 27/127 = 32.2299 → 32.23
    Case("Hungary, 27 %", HU, [goods("127.00"), goods("12.70", vat_class=REDUCED)], delivery="11.90", lines=["100.00 + 27.00", "10.00 + 2.70", "delivery 9.37 + 2.53"], rows=["27: 119.37 + 32.23"], total="151.60"),
    # delivery 14.90 by 40.00 : 20.00 → 9.93 and 4.97
    # fee 0 by 40.00 : 20.00 → 0.00 and 0.00
    # 49.93 × 19/119 = 7.9720 → 7.97
    # 24.97 × 7/107 = 1.6336 → 1.63
    Case("Germany, 19 % and 7 %", DE, [goods("40.00"), goods("10.00", 2, REDUCED)], delivery="14.90", lines=["33.62 + 6.38", "18.69 + 1.31", "delivery 8.34 + 1.59", "delivery 4.65 + 0.32"], rows=["19: 41.96 + 7.97", "7: 23.34 + 1.63"], total="74.90"),
    # delivery 14.90 by 40.00 : 21.10 → 9.75 and 5.15
    # fee 0 by 40.00 : 21.10 → 0.00 and 0.00
    # 49.75 × 20/120 = 8.2917 → 8.29
    # 26.25 × 5.5/105.5 = 1.3685 → 1.37
    Case("France, 20 % and 5.5 %", FR, [goods("40.00"), goods("10.55", 2, REDUCED)], delivery="14.90", lines=["33.33 + 6.67", "20.00 + 1.10", "delivery 8.13 + 1.62", "delivery 4.88 + 0.27"], rows=["20: 41.46 + 8.29", "5.5: 24.88 + 1.37"], total="76.00"),
    # 74.60 × 17/117 = 10.8393 → 10.84
    Case("Luxembourg, 17 %", LU, [goods("19.90", 3)], delivery="14.90", lines=["51.03 + 8.67", "delivery 12.73 + 2.17"], rows=["17: 63.76 + 10.84"], total="74.60"),
    # 0.02 × 24/124 = 0.0039 → 0.00
    Case("Estonia, 24 % of two cents", EE, [goods("0.02")], lines=["0.02 + 0.00"], rows=["24: 0.02 + 0.00"], total="0.02"),
    # 130.90 × 16/116 = 18.0552 → 18.06
    Case("the Azores, 16 %", AZORES, [goods("116.00")], delivery="14.90", lines=["100.00 + 16.00", "delivery 12.84 + 2.06"], rows=["16: 112.84 + 18.06"], total="130.90"),
]

# Zero-rated: the home VAT comes off the advertised price, and the net is charged at 0 %.
ZERO_RATED = [
    # taken off 120.00 × 20/120 = 20.0000 → 20.00
    Case("a business buys an armchair", BUSINESS, [goods("120.00")], lines=["100.00 + 0.00"], rows=["0: 100.00 + 0.00"], removed="20.00", total="100.00"),
    # taken off 18.80 × 20/120 = 3.1333 → 3.13
    Case("a business buys a mug and its delivery", BUSINESS, [goods("12.90")], delivery="5.90", lines=["10.75 + 0.00", "delivery 4.92 + 0.00"], rows=["0: 15.67 + 0.00"], removed="3.13", total="15.67"),
    # delivery 4.90 by 40.00 : 20.00 → 3.27 and 1.63
    # fee 0 by 40.00 : 20.00 → 0.00 and 0.00
    # taken off 43.27 × 20/120 = 7.2117 → 7.21
    # taken off 21.63 × 9/109 = 1.7860 → 1.79
    Case("a business buys at both rates", BUSINESS, [goods("40.00"), goods("10.00", 2, REDUCED)], delivery="4.90", lines=["33.33 + 0.00", "18.34 + 0.00", "delivery 2.73 + 0.00", "delivery 1.50 + 0.00"], rows=["0: 55.90 + 0.00"], removed="9.00", total="55.90"),
    # taken off 280.10 × 20/120 = 46.6833 → 46.68
    Case("a business buys at a discount", BUSINESS, [goods("29.80", 10, off="29.80")], delivery="11.90", lines=["223.50 + 0.00", "delivery 9.92 + 0.00"], rows=["0: 233.42 + 0.00"], removed="46.68", total="233.42"),
    # taken off 0.19 × 20/120 = 0.0317 → 0.03
    Case("a business buys nineteen times one cent", BUSINESS, [*[goods("0.01")] * 19], lines=["0.00 + 0.00"] * 3 + ["0.01 + 0.00"] * 16, rows=["0: 0.16 + 0.00"], removed="0.03", total="0.16"),
    # delivery 11.90 by 59.90 : 0.00 → 11.90 and 0.00
    # fee 0 by 59.90 : 0.00 → 0.00 and 0.00
    # taken off 71.80 × 20/120 = 11.9667 → 11.97
    # taken off 0.00 × 9/109 = 0.0000 → 0.00
    Case("a business gets a gift", BUSINESS, [goods("59.90"), goods("4.90", vat_class=REDUCED, off="4.90")], delivery="11.90", lines=["49.91 + 0.00", "0.00 + 0.00", "delivery 9.92 + 0.00"], rows=["0: 59.83 + 0.00"], removed="11.97", total="59.83"),
    # taken off 173.90 × 20/120 = 28.9833 → 28.98
    Case("an export", EXPORT, [goods("149.00")], delivery="24.90", lines=["124.17 + 0.00", "delivery 20.75 + 0.00"], rows=["0: 144.92 + 0.00"], removed="28.98", total="144.92"),
    # taken off 10.00 × 20/120 = 1.6667 → 1.67
    Case("an export of thirds", EXPORT, [goods("3.33"), goods("3.33"), goods("3.34")], lines=["2.77 + 0.00", "2.78 + 0.00", "2.78 + 0.00"], rows=["0: 8.33 + 0.00"], removed="1.67", total="8.33"),
    # delivery 5.00 by 12.00 : 8.00 → 3.00 and 2.00
    # fee 0 by 12.00 : 8.00 → 0.00 and 0.00
    # taken off 15.00 × 20/120 = 2.5000 → 2.50
    Case("an export with something of the zero class", EXPORT, [goods("12.00"), goods("8.00", vat_class=ZERO_CLASS)], delivery="5.00", lines=["10.00 + 0.00", "8.00 + 0.00", "delivery 2.50 + 0.00", "delivery 2.00 + 0.00"], rows=["0: 22.50 + 0.00"], removed="2.50", total="22.50"),
    # delivery 24.90 by 36.00 : 18.00 → 16.60 and 8.30
    # fee 0 by 36.00 : 18.00 → 0.00 and 0.00
    # taken off 52.60 × 20/120 = 8.7667 → 8.77
    # taken off 26.30 × 9/109 = 2.1716 → 2.17
    Case("an export at a discount over two rates", EXPORT, [goods("40.00", off="4.00"), goods("20.00", vat_class=REDUCED, off="2.00")], delivery="24.90", lines=["30.00 + 0.00", "16.51 + 0.00", "delivery 13.83 + 0.00", "delivery 7.62 + 0.00"], rows=["0: 67.96 + 0.00"], removed="10.94", total="67.96"),
]

# A merchant who is not registered charges the price as it stands, and there is no VAT table.
NOT_REGISTERED = [
    # no VAT in 38.70
    Case("a mug", NONE, [goods("12.90", 3)], lines=["38.70 + 0.00"], rows=[], total="38.70"),
    # no VAT in 52.10
    Case("two classes, delivery and fee", NONE, [goods("12.90", 3), goods("7.00", vat_class=REDUCED)], delivery="4.90", fee="1.50", lines=["38.70 + 0.00", "7.00 + 0.00", "delivery 4.90 + 0.00", "fee 1.50 + 0.00"], rows=[], total="52.10"),
    # no VAT in 274.10
    Case("a discount and a gift", NONE, [goods("29.80", 10, off="29.80"), goods("4.90", off="4.90")], delivery="5.90", lines=["268.20 + 0.00", "0.00 + 0.00", "delivery 5.90 + 0.00"], rows=[], total="274.10"),
    # no VAT in 0.19
    Case("nineteen cents", NONE, [goods("0.01", 19)], lines=["0.19 + 0.00"], rows=[], total="0.19"),
]

# The threshold of the one-stop shop: the sale that passes it is taxed where it arrives, and costs the same.
THRESHOLD = [
    # 120.00 is 100.00 without VAT, just what is left: 120.00 × 20/120 = 20.00
    Case("the last sale below it", _near("100.00"), [goods("120.00")], lines=["100.00 + 20.00"], rows=["20: 100.00 + 20.00"], total="120.00"),
    # 120.01 is 100.01 without VAT, one cent too much: 120.01 × 25.5/125.5 = 24.3845 → 24.38
    Case("the sale that passes it", _near("100.00"), [goods("120.01")], lines=["95.63 + 24.38"], rows=["25.5: 95.63 + 24.38"], total="120.01"),
    # The delivery counts: 131.90 is 109.92 without VAT. 131.90 × 25.5/125.5 = 26.8005 → 26.80; goods 24.38, delivery 2.42
    Case("the delivery passes it", _near("100.00"), [goods("120.00")], delivery="11.90", lines=["95.62 + 24.38", "delivery 9.48 + 2.42"], rows=["25.5: 105.10 + 26.80"], total="131.90"),
]
# fmt: on

CASES = [*HOME, *MIXED, *DISCOUNTS, *CHARGES, *ABROAD, *ZERO_RATED, *NOT_REGISTERED, *THRESHOLD]
