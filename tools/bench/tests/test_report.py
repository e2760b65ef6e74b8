"""The figures: medians, percentiles, ratios, and which promise was kept."""

from datetime import UTC, datetime

import pytest

from tools.bench import report
from tools.bench.measure import Figures
from tools.bench.rush import Rush

QUIET = report.Machine(cores=2, cpu="A CPU", postgresql="18.1", load=0.1)


def figures(**changed: Figures) -> dict[str, Figures]:
    found = {
        report.BARE: Figures([300.0, 330.0, 270.0], [0.01] * 100),
        report.ADD: Figures([30.0, 30.0, 30.0], [0.1] * 100, {"add": [9, 10]}),
        report.CART: Figures([20.0, 22.0, 27.0], [0.2] * 98 + [0.5, 0.9], {"cart": [10]}),
        report.CHECKOUT: Figures([31.0] * 3, [0.25], {"checkout": [12], "place": [38]}),
    }
    return found | changed


RIGHT = Rush(orders=5, told=15, left=0)


def missed(found: dict[str, Figures], rushes: list[Rush] = [RIGHT]) -> list[str]:  # noqa: B006 - never changed
    return [one.promise for one in report.verdicts(found, rushes) if not one.kept]


def test_a_rate_is_the_median_of_the_rounds_and_a_ratio_compares_round_with_round():
    found = figures()

    assert found[report.BARE].rate == 300.0
    assert found[report.ADD].times_the(found[report.BARE]) == 10.0
    # 15, 15 and 10
    assert found[report.CART].times_the(found[report.BARE]) == 15.0


def test_percentiles_are_milliseconds_of_single_units():
    cart = figures()[report.CART]

    assert [cart.percentile(percent) for percent in (50, 95, 99, 100)] == [200.0, 200.0, 500.0, 900.0]
    assert Figures([1.0], [0.3]).percentile(99) == 300.0


def test_all_promises_can_be_kept():
    assert missed(figures()) == []
    assert len(report.verdicts(figures(), [RIGHT])) == 8


@pytest.mark.parametrize(
    "changed,promise",
    [
        (
            {report.ADD: Figures([30.0] * 3, [0.1], {"add": [9, 11]})},
            "Add to cart: at most 10 SQL statements",
        ),
        (
            {report.ADD: Figures([19.0] * 3, [0.1], {"add": [9]})},
            "Add to cart: at most 15 times the bare view",
        ),
        (
            {report.CART: Figures([25.0] * 3, [0.1], {"cart": [11]})},
            "Cart of 5 lines: at most 10 SQL statements",
        ),
        (
            {report.CHECKOUT: Figures([29.9] * 3, [0.3], {"place": [38]})},
            "At least 30 whole checkouts per second",
        ),
        (
            {report.CHECKOUT: Figures([31.0] * 3, [0.3], {"place": [41]})},
            "Placing: at most 40 SQL statements",
        ),
    ],
)
def test_a_missed_promise_is_named(changed, promise):
    assert missed(figures(**changed)) == [promise]


@pytest.mark.parametrize("wrong", [Rush(6, 14, 0), Rush(5, 14, 0), Rush(4, 16, 1)])
def test_a_sixth_order_a_silent_refusal_and_a_unit_left_are_misses(wrong):
    (promise,) = missed(figures(), [RIGHT, wrong])

    assert promise.startswith("20 buyers at once and 5 units")


def test_the_page_says_what_counts(tmp_path):
    def written(machine: report.Machine, *, has_redis: bool = True) -> str:
        path = tmp_path / "page.md"
        report.write(
            path,
            figures=figures(),
            rushes=[RIGHT],
            machine=machine,
            has_redis=has_redis,
            products=10_000,
            shoppers=8,
            rounds=3,
            seconds=8,
            now=datetime(2026, 11, 24, tzinfo=UTC),
        )
        return path.read_text()

    quiet = written(QUIET)
    assert "24 November 2026 on 2 cores of A CPU" in quiet
    assert "| Cart of 5 lines | 22.0 | 200 ms | 200 ms | 500 ms | 10 | 15.0 |" in quiet
    assert "| Whole checkout | 31.0 | 250 ms | 250 ms | 250 ms | checkout 12, place 38 | 9.7 |" in quiet
    assert "busy" not in quiet
    busy = written(report.Machine(cores=2, cpu="A CPU", postgresql="18.1", load=7.3))
    assert "busy with other things (load 7.3 before the start)" in busy
    assert "live in a Redis" in quiet
    assert "No Redis was found" in written(QUIET, has_redis=False)
