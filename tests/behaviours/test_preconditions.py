"""Phone numbers of countries."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.behaviours.preconditions import is_phone_of

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)


def as_the_library_has_it(number: str, region: str) -> bool:
    try:
        return phonenumbers.is_valid_number_for_region(phonenumbers.parse(number, region), region)
    except phonenumbers.NumberParseException:
        return False


def example(region: str) -> str:
    found = phonenumbers.example_number(region)
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164) if found else "+1"


@pytest.mark.parametrize("region", REGIONS)
def test_an_example_of_each_region_is_one_of_it(region: str) -> None:
    assert is_phone_of(example(region), region) == as_the_library_has_it(example(region), region)


@given(st.sampled_from(REGIONS), st.sampled_from(REGIONS), st.data())
def test_a_number_is_judged_as_the_library_judges_it(home: str, region: str, data: st.DataObject) -> None:
    """Numbers near to real ones: a digit more, less, or another, written with and without separators."""
    number = example(home)
    place = data.draw(st.integers(1, len(number)))
    number = number[:place] + data.draw(st.sampled_from(["", "0", "1", "7", "00", " ", "-"])) + number[place:]
    number = number[: data.draw(st.integers(max(2, len(number) - 2), len(number)))]

    assert is_phone_of(number, region.lower()) == as_the_library_has_it(number, region)


@pytest.mark.parametrize(("number", "country"), [(None, "NG"), ("+234", None), (5, "NG")])
def test_what_is_missing_is_not_refused(number: object, country: object) -> None:
    assert is_phone_of(number, country)


@pytest.mark.parametrize("number", ["", "+", "+234", "x", "+" + "9" * 5000, "+234" + "٣" * 10])
def test_what_is_no_number_is_none_of_any_country(number: str) -> None:
    assert not is_phone_of(number, "NG")
