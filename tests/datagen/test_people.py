"""People, companies and places fit one another and the facts."""

from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers

from mockserver.datagen.addresses import read_cities
from mockserver.datagen.ascii_text import ascii_of, slug
from mockserver.datagen.people import SUBJECTS
from mockserver.datagen.recipes.recipe import generate


def subjects(count: int, **group: Any) -> list[dict[str, Any]]:
    fields = {f"{head}_{name}": f"${head}.{name}" for head, names in SUBJECTS.items() for name in names}
    recipe = {"things": [{"count": count, "fields": fields, **group}]}
    return list(generate(recipe, name="acme", seed=42)["things"]["default"])


def test_phones_are_valid_where_the_row_lives() -> None:
    """Every number is a real one of the row's country, in E.164."""
    for row in subjects(1500):
        for phone in (row["person_phone"], row["company_phone"]):
            number = phonenumbers.parse(phone)

            assert phonenumbers.is_valid_number(number), phone
            assert phonenumbers.region_code_for_number(number) == row["place_country"], phone
            assert phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) == phone


def test_phones_of_a_group_differ() -> None:
    """Numbers are scattered one to one, so that a look-up by phone finds one row."""
    phones = [row["person_phone"] for row in subjects(1000)]

    assert len(set(phones)) == len(phones)


def test_addresses_are_those_of_one_city() -> None:
    """Postal code, state, time zone and coordinates belong to the city drawn."""
    cities = {(city.city, city.state): city for city in read_cities()}
    for row in subjects(500):
        city = cities[row["place_city"], row["place_state"]]

        assert row["place_postal_code"] in city.postal_codes
        assert row["place_timezone"] == city.timezone
        assert row["place_currency"] == city.country.currency
        assert any(street in row["place_street"] for street in city.streets)
        assert abs(row["place_latitude"] - city.latitude) <= 0.02
        assert abs(row["place_longitude"] - city.longitude) <= 0.021


def test_countries_and_locales_bound_a_group() -> None:
    """A group takes only the places and the names that it lists."""
    rows = subjects(100, countries=["JP"], locales={"ja_JP": 1})

    assert {row["place_country"] for row in rows} == {"JP"}
    assert not any(row["person_last_name"].isascii() for row in rows)
    assert all(row["person_email"].isascii() for row in rows)


def test_emails_come_from_names() -> None:
    """A person's address starts with the name as ASCII spells it; a company's domain with its own."""
    for row in subjects(200, countries=["DE", "US"], locales={"de_DE": 1, "en_US": 1}):
        first = slug(row["person_first_name"], ".")

        assert row["person_email"].startswith(first)
        assert row["company_email"].endswith("@" + row["company_domain"])


def test_names_have_a_spread() -> None:
    """Among 500 names some are long and some leave ASCII."""
    names = [row["person_full_name"] for row in subjects(500)]

    assert sum(len(name) > 22 for name in names) >= 5
    assert 10 <= sum(not name.isascii() for name in names) <= 200


def test_the_places_are_well_formed() -> None:
    """Every city has a zone that exists, coordinates on the globe, and the countries asked for are there."""
    cities = read_cities()
    for city in cities:
        ZoneInfo(city.timezone)

        assert -90 < city.latitude < 90
        assert -180 < city.longitude < 180
        assert city.postal_codes
        assert city.streets
    assert len({city.state for city in cities if city.country.code == "US"}) >= 20
    assert len({city.country.code for city in cities}) == 17


def test_letters_become_ascii() -> None:
    """Accents fall away, ligatures are spelt out, other scripts leave nothing but a fallback."""
    assert ascii_of("Łukasz Müller-Ñandú ßø") == "Lukasz Mueller-Nandu sso"
    assert slug("O'Brien & Sons, Inc.") == "obrien-sons-inc"
    assert slug("石井") == "name"
