"""Real cities: postal codes, a region, coordinates, a time zone and a telephone area that fit."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any


@dataclass(frozen=True, slots=True)
class Country:
    """What the places of one country have in common."""

    code: str
    name: str
    currency: str
    locale: str
    name_locale: str
    street: str
    units: tuple[str, ...]
    legal_forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class City:
    """A city as cities.json has it."""

    country: Country
    city: str
    state: str
    state_name: str
    postal_codes: tuple[str, ...]
    latitude: float
    longitude: float
    timezone: str
    locale: str
    phone: str
    streets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Address:
    """One address: `street` to `locale` are what recipes may ask for, the rest shapes names and numbers."""

    street: str
    street2: str
    city: str
    state: str
    state_name: str
    postal_code: str
    country: str
    country_name: str
    latitude: float
    longitude: float
    timezone: str
    currency: str
    locale: str
    name_locale: str
    legal_forms: tuple[str, ...]
    phone: str


@cache
def read_cities() -> tuple[City, ...]:
    """Every city that the package knows."""
    data = json.loads(Path(__file__).with_name("cities.json").read_text(encoding="utf-8"))
    countries = {code: _country(code, facts) for code, facts in data["countries"].items()}
    return tuple(_city(facts, countries[facts["country"]]) for facts in data["places"])


def _country(code: str, facts: Mapping[str, Any]) -> Country:
    lists = {name: tuple(facts[name]) for name in ("units", "legal_forms")}
    return Country(code=code, **{**facts, **lists})


def _city(facts: Mapping[str, Any], country: Country) -> City:
    lists = {name: tuple(facts[name]) for name in ("postal_codes", "streets")}
    return City(**{"locale": country.locale, **facts, **lists, "country": country})


def in_countries(cities: Iterable[City], codes: Iterable[str]) -> tuple[City, ...]:
    """The cities of the countries with these codes.

    Raises:
        KeyError: For a code that has no city.
    """
    every = tuple(cities)
    wanted = list(codes)
    for code in wanted:
        if not any(city.country.code == code for city in every):
            raise KeyError(code)
    return tuple(city for city in every if city.country.code in wanted)


def draw_place(random: Random, cities: tuple[City, ...]) -> Address:
    """An address in one of the cities, a little off its centre."""
    city = random.choice(cities)
    country = city.country
    street = country.street.format(
        street=random.choice(city.streets),
        # Small numbers are commoner than large ones; the square keeps both.
        number=1 + int(random.random() ** 2 * 900),
        block=random.randint(1, 8),
        lot=random.randint(1, 20),
        house=random.randint(1, 15),
    )
    return Address(
        street=street,
        street2=random.choice(country.units).format(n=random.randint(1, 40)),
        city=city.city,
        state=city.state,
        state_name=city.state_name,
        postal_code=random.choice(city.postal_codes),
        country=country.code,
        country_name=country.name,
        latitude=round(city.latitude + random.uniform(-0.02, 0.02), 5),
        longitude=round(city.longitude + random.uniform(-0.02, 0.02), 5),
        timezone=city.timezone,
        currency=country.currency,
        locale=city.locale,
        name_locale=country.name_locale,
        legal_forms=country.legal_forms,
        phone=city.phone,
    )
