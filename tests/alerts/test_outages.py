"""Which groups are out: pure."""

from hypothesis import given
from hypothesis import strategies as st

from app.alerts.outages import Cell, count, find, is_over
from app.alerts.thresholds import DEFAULTS

CELLS = st.lists(
    st.builds(
        lambda carrier, vendor, devices, share: Cell(
            carrier, vendor, devices, round(devices * share), round(devices * share), 1
        ),
        st.sampled_from(["mobile", "unicom", None]),
        st.sampled_from(["a", "b", None]),
        st.integers(0, 500),
        st.floats(0, 1),
    ),
    max_size=9,
    unique_by=lambda cell: (cell.carrier, cell.vendor),
)


def names(cells: list[Cell]) -> list[tuple[str, str]]:
    return [(outage.by, outage.name) for outage in find(cells, [], DEFAULTS)]


def test_a_carrier_is_named_and_not_the_vendors_that_use_it() -> None:
    cells = [
        Cell("mobile", "a", 500, 500, 500),
        Cell("mobile", "b", 500, 490, 490),
        Cell("unicom", "a", 500, 3, 3),
    ]
    assert names(cells) == [("carrier", "mobile")]
    assert find(cells, [("carrier", "mobile")], DEFAULTS) == [], "it is known"


def test_a_vendor_is_named_and_not_the_carriers_it_uses() -> None:
    cells = [
        Cell("mobile", "a", 100, 100, 100),
        Cell("unicom", "a", 100, 100, 100),
        Cell("mobile", "b", 800, 2, 2),
    ]
    assert names(cells) == [("vendor", "a")]


def test_ten_percent_and_twenty_devices() -> None:
    assert names([Cell("mobile", None, 100, 10, 10)]) == []
    assert names([Cell("mobile", None, 100, 11, 11)]) == [("carrier", "mobile")]
    assert names([Cell("mobile", None, 19, 19, 19)]) == []


def test_it_is_over_below_three_percent() -> None:
    def over(silent: int) -> bool:
        return is_over(count([Cell("mobile", None, 100, 0, silent)], "carrier", "mobile"), DEFAULTS)

    assert not over(3)
    assert over(2)


@given(CELLS)
def test_whatever_is_named_explains_devices_of_its_own_and_nothing_large_is_left(cells: list[Cell]) -> None:
    found = find(cells, [], DEFAULTS)
    assert len({(o.by, o.name) for o in found}) == len(found)
    assert sum(o.fell for o in found) <= sum(cell.fell for cell in cells), "no device counts twice"
    assert find(cells, [(o.by, o.name) for o in found], DEFAULTS) == []
