"""Invented values in the place of secrets and of what is somebody's: the same for the same, of the same shape."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.drift.personal_data import PersonalData, kind_of_member


def cleaned(value: Any, seed: int = 42) -> Any:
    personal = PersonalData(seed)
    personal.learn(value)
    return personal.cleaned(value)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("email", "email"), ("billingEmail", "email"), ("email_verified", ""), ("phone", "phone"), ("phoneType", ""),
        ("first_name", "first_name"), ("FirstName", "first_name"), ("lastName", "last_name"), ("surname", "last_name"),
        ("full_name", "name"), ("file_name", ""), ("name", ""), ("street", "street"), ("address_line_1", "street"),
        ("ip_address", "ip"), ("wallet_address", ""), ("city", "city"), ("postal_code", "characters"),
        ("ssn", "characters"), ("taxId", "characters"), ("access_token", "secret"), ("token_type", ""),
        ("client_secret", "secret"), ("apiKey", "secret"), ("expires_in", ""), ("id", ""), ("customer_id", ""),
        ("date_of_birth", "birth"), ("amount", ""), ("currency", ""), ("status", ""), ("created_at", ""),
    ],
)  # fmt: skip
def test_a_members_name_says_what_it_has(name: str, kind: str) -> None:
    assert kind_of_member(name) == kind


def test_the_same_value_is_replaced_by_the_same_everywhere() -> None:
    given_ = {
        "email": "ada@lovelace.uk",
        "name": "Ada Lovelace",
        "notes": ["write to ada@lovelace.uk", "Ada Lovelace called"],
        "link": "https://shop.example/find?mail=ada@lovelace.uk",
    }

    made = cleaned(given_)

    assert "lovelace" not in str(made).lower()
    assert made["notes"] == [f"write to {made['email']}", f"{made['name']} called"]
    assert made["link"].endswith(made["email"])
    assert made["email"].endswith("@example.com")


@pytest.mark.parametrize(
    ("name", "value", "shape"),
    [
        ("phone", "+1 (405) 555-0100", r"\+1 \(40\d\) \d{3}-\d{4}"),
        ("ssn", "078-05-1120", r"\d{3}-\d{2}-\d{4}"),
        ("postcode", "SW1A 1AA", r"[A-Z]{2}\d[A-Z] \d[A-Z]{2}"),
        ("date_of_birth", "1815-12-10", r"(19|20)\d{2}-\d{2}-\d{2}"),
        ("api_key", "sk_live_abc123XYZ", r"sk_live_[a-z]{3}\d{3}[A-Z]{3}"),
        ("access_token", "Bearer abc-123", r"Bearer [a-z]{3}-\d{3}"),
        ("last_name", "LOVELACE", r"[A-Z' ]+"),
        ("ip", "10.1.2.3", r"192\.0\.2\.\d+"),
    ],
)
def test_what_is_invented_has_the_shape(name: str, value: str, shape: str) -> None:
    made = cleaned({name: value})[name]

    assert made != value
    assert re.fullmatch(shape, made)


def test_what_is_nobodys_stays() -> None:
    value = {
        "id": "c1",
        "name": "Blue chair",
        "price": 12.5,
        "created_at": "2024-01-01T00:00:00Z",
        "tags": ["new"],
        "on": True,
        "x": None,
    }

    assert cleaned(value) == value


def test_a_phone_number_that_is_a_number_stays_one() -> None:
    made = cleaned({"phone": 14055550100})

    assert isinstance(made["phone"], int)
    assert made["phone"] != 14055550100


@given(st.lists(st.emails(), min_size=1, max_size=8, unique=True), st.integers(0, 3))
def test_other_values_are_replaced_by_others_and_again_by_the_same(emails: list[str], seed: int) -> None:
    value = [{"email": each} for each in emails]

    made = cleaned(value, seed)

    assert len({each["email"] for each in made}) == len({each["email"] for each in value})
    assert made == cleaned(value, seed)
