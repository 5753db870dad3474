"""How a segment with several templates in it is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.server.router import Router
from mockserver.server.segment_template import SegmentTemplate


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("/reports/a.json", {"name": b"a", "ext": b"json"}),
        ("/reports/a.b.json", {"name": b"a.b", "ext": b"json"}),
        ("/reports/a.json.json", {"name": b"a.json", "ext": b"json"}),
        ("/reports/v1.2.3.csv", {"name": b"v1.2.3", "ext": b"csv"}),
        (
            "/reports/a.b.pdf",
            {"name": b"a", "ext": b"b.pdf"},
        ),  # admitted by none: the first says what is wrong
    ],
)
def test_a_segment_is_split_where_its_parameters_admit_the_values(
    path: str, values: dict[str, bytes]
) -> None:
    made: Router[str] = Router(lambda entry, found: found[-1] in {b"json", b"csv"})
    made.add("/reports/{name}.{ext}", "GET", "read")
    made.settle()

    found = made.find(path.encode(), "GET")

    assert found is not None
    assert found[0][0].parameters(found[1]) == values
    assert made.allow(path.encode()) == b"GET, HEAD"


def test_a_segment_that_fits_in_very_many_ways_is_answered_soon() -> None:
    made: Router[str] = Router(lambda entry, found: False)
    made.add("/x/{a}.{b}.{c}.{d}.{e}", "GET", "read")
    made.settle()

    assert made.find(b"/x/" + b"a." * 4000 + b"a", "GET") is not None


@given(st.lists(st.sampled_from([b"a", b".", b"-"]), min_size=1, max_size=9).map(b"".join))
def test_the_ways_to_read_a_segment_give_it_back(segment: bytes) -> None:
    """Each way puts together what was taken apart, no value is empty, and the first is that of the pattern."""
    template = SegmentTemplate.of("{name}.{ext}")
    ways = list(template.splits(segment))
    match = template.pattern.match(segment)

    assert all(name + b"." + ext == segment and name and ext for name, ext in ways)
    assert (match.groups() if match else None) == (ways[0] if ways else None)
    assert len(set(ways)) == len(ways)
