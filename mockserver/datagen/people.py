"""The person, the company and the place that a row is about, drawn once a row and fitting one another."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any

from mockserver.datagen.addresses import Address, City, draw_place
from mockserver.datagen.ascii_text import ascii_of, slug
from mockserver.datagen.fakers import Fakers
from mockserver.datagen.seeding import scattered, seed_of

PERSON = ("first_name", "last_name", "full_name", "username", "email", "phone")
COMPANY = ("name", "email", "domain", "slug", "phone")
PLACE = (
    "street", "street2", "city", "state", "state_name", "postal_code", "country", "country_name",
    "latitude", "longitude", "timezone", "currency", "locale",
)  # fmt: skip
# What ends with the serial of its row, or has it before the @.
SERIAL = frozenset({"$person.username", "$person.email", "$company.email"})
SUBJECTS = {"person": PERSON, "company": COMPANY, "place": PLACE}

_DEFAULT_LOCALES = {"en_US": 24, "de_DE": 2, "fr_FR": 2, "es_ES": 2, "pl_PL": 2, "ja_JP": 1}
# Reserved by RFC 2606 and RFC 6761: mail to them reaches nobody.
_MAIL_DOMAINS = ("example.com", "example.com", "example.org", "example.net", "mail.example", "post.example")
_DESKS = ("accounts", "billing", "office", "hello", "contact", "ap", "finance")
_NOUNS = (
    "Acorn", "Alder", "Amber", "Anchor", "Aspen", "Beacon", "Birch", "Bluebird", "Bright", "Cardinal",
    "Cedar", "Clover", "Copper", "Coral", "Crescent", "Delta", "Evergreen", "Falcon", "Fern", "Granite",
    "Harbor", "Hawthorn", "Heron", "Juniper", "Kestrel", "Kite", "Lantern", "Lighthouse", "Linden", "Maple",
    "Meadow", "Meridian", "Mosaic", "North Star", "Oak & Iron", "Orchard", "Osprey", "Pine", "Prairie",
    "Quarry", "Redwood", "Ridgeline", "Saffron", "Sparrow", "Summit", "Tamarind", "Thistle", "Willow",
)  # fmt: skip
_TRADES = (
    "Analytics", "Bakery", "Builders", "Carpets", "Catering", "Cleaning", "Coffee Roasters", "Components",
    "Consulting", "Dental", "Design", "Electric", "Exports", "Farms", "Fitness", "Foods", "Freight",
    "Gardens", "Health", "Home Services", "Hospitality", "Labs", "Landscaping", "Logistics", "Media",
    "Motors", "Outfitters", "Packaging", "Paper", "Pharmacy", "Plumbing", "Properties", "Roofing",
    "Security", "Software", "Solar", "Studio", "Supply", "Textiles", "Tools", "Trading", "Travel",
    "Ventures", "Windows", "Workshop",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody; `email` is made of the name, `phone` is valid where they live."""

    first_name: str
    last_name: str
    full_name: str
    username: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Company:
    """A business in the row's place."""

    name: str
    slug: str
    domain: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Casting:
    """What subjects are drawn from: Faker, the cities allowed, the weights of name locales.

    Without weights most names are usual in the row's country.
    """

    fakers: Fakers
    cities: tuple[City, ...]
    locales: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True)
class Serial:
    """What keeps rows apart: a text that no other row of the resource and tenant has, and a number."""

    text: str
    number: int
    salt: int


class Subjects:
    """The subjects of one row; each is drawn when first asked for, from a seed of its own."""

    def __init__(self, casting: Casting, seed: int, serial: Serial) -> None:
        self._casting = casting
        self._seed = seed
        self._serial = serial

    @cached_property
    def place(self) -> Address:
        """The address."""
        return draw_place(Random(self._seed ^ 0x9E3779B97F4A7C15), self._casting.cities)

    @cached_property
    def person(self) -> Person:
        """The person."""
        random = Random(self._seed ^ 0xC2B2AE3D27D4EB4F)
        locale = self._name_locale(random)
        first, last, plain = self._names(locale, random)
        username = slug(plain, ".") + self._serial.text
        return Person(
            first_name=first,
            last_name=last,
            full_name=f"{last} {first}" if locale.startswith("ja") else f"{first} {last}",
            username=username,
            email=f"{username}@{random.choice(_MAIL_DOMAINS)}",
            phone=self._phone("person"),
        )

    @cached_property
    def company(self) -> Company:
        """The business."""
        random = Random(self._seed ^ 0x165667B19E3779F9)
        name = self._company_name(random)
        legal = random.choice(self.place.legal_forms)
        domain = f"{slug(name)}.example"
        return Company(
            name=f"{name} {legal}" if legal and random.random() < 0.6 else name,
            slug=slug(name),
            domain=domain,
            email=f"{random.choice(_DESKS)}{self._serial.text}@{domain}",
            phone=self._phone("company"),
        )

    def _name_locale(self, random: Random) -> str:
        weights = self._casting.locales
        if weights is None:
            # Most people have a name that is usual where they live; the others make the spread.
            if random.random() < 0.6:
                return self.place.name_locale
            weights = _DEFAULT_LOCALES
        return random.choices(list(weights), list(weights.values()))[0]

    def _names(self, locale: str, random: Random) -> tuple[str, str, str]:
        """First name, last name, and both as an address would spell them."""
        faker: Any = self._casting.fakers.naming(locale, random)
        gender = random.choice(("female", "male"))
        if locale == "ja_JP":  # Faker alone knows how its Japanese names are read
            first, _, first_read = getattr(faker, f"first_name_{gender}_pair")()
            last, _, last_read = faker.last_name_pair()
            return first, last, f"{first_read} {last_read}"
        first = getattr(faker, f"first_name_{gender}")()
        last = getattr(faker, f"last_name_{gender}")()
        if random.random() < 0.04:
            last = f"{last}-{getattr(faker, f'last_name_{gender}')()}"
        if random.random() < 0.03:
            first = f"{first} {getattr(faker, f'first_name_{gender}')()}"
        plain = ascii_of(f"{first} {last}")
        return first, last, plain

    def _company_name(self, random: Random) -> str:
        trade, style = random.choice(_TRADES), random.random()
        if style < 0.55:
            return f"{random.choice(_NOUNS)} {trade}"
        locale = self.place.name_locale
        faker: Any = self._casting.fakers.naming("en_US" if locale == "ja_JP" else locale, random)
        if style < 0.85:
            return f"{faker.last_name()} {trade}"
        if style < 0.96:
            return f"{faker.last_name()} & {faker.last_name()} {trade}"
        return f"{faker.last_name()}, {faker.last_name()} & Partners {trade} of {self.place.city}"

    def _phone(self, whose: str) -> str:
        template = self.place.phone
        digits = template.count("#")
        number = scattered(self._serial.number, seed_of(whose, self._serial.salt), digits)
        return template[: len(template) - digits] + number
