"""What a text or a number means, from `x-faker`, its format and its name."""

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any

from mockserver.datagen.dates import DAY, written
from mockserver.datagen.fakers import Fakers
from mockserver.datagen.people import Casting, Serial, Subjects
from mockserver.datagen.recipes.problems import RecipeError, suggestion
from mockserver.datagen.seeding import draw_uuid, seed_of

_FIRST_DAY = 1_704_067_200_000  # 2024-01-01: fixed, for no value may depend on the day of the run


@dataclass(frozen=True, slots=True)
class SharedSetting:
    """What the members of one object share, so that they agree: its people and places, when it was made."""

    subjects: Subjects
    created: int

    def member(self, name: str, parent: str, draw: Callable[[], Random]) -> "Setting":
        """The setting of a member of the object and its parent, by their names as they are written."""
        return Setting(self, in_snake_case(name), in_snake_case(parent), draw)


class Setting:
    """What a member of an object is made of: what it shares with the others, and a randomness of its own."""

    __slots__ = ("_draw", "_random", "created", "name", "parent", "subjects")

    def __init__(self, shared: SharedSetting, name: str, parent: str, draw: Callable[[], Random]) -> None:
        """Take what is shared, names in snake case, and what makes the randomness, which few members need."""
        self.subjects, self.created = shared.subjects, shared.created
        self.name, self.parent = name, parent
        self._draw = draw
        self._random: Random | None = None

    @property
    def random(self) -> Random:
        """The member's own randomness."""
        if self._random is None:
            self._random = self._draw()
        return self._random

    def moment(self) -> int:
        """The moment that the name stands for: created before updated before due."""
        after = _moment_of(self.name)
        if after is None:
            return self.created + self.random.randint(0, 30 * DAY)
        return after(self.created)


_MOMENTS: Mapping[str, Callable[[int], int]] = {  # by what is in a name
    r"birth|dob": lambda created: created - Random(created).randint(20 * 365, 70 * 365) * DAY,
    r"creat|start|begin|from|since|issued|opened|registered": lambda created: created,
    r"expir|due|end|until|valid_to|renew|next|deadline": lambda created: (
        created + Random(created).randint(100, 400) * DAY
    ),
    r"updat|modif|chang": lambda created: created + Random(created).randint(30 * DAY, 90 * DAY),
}


@lru_cache(maxsize=4096)
def _moment_of(name: str) -> Callable[[int], int] | None:
    return next((after for words, after in _MOMENTS.items() if re.search(words, name)), None)


def shared_setting_of(casting: Casting, seed: int) -> SharedSetting:
    """What the members of the object that has a seed share."""
    serial = Serial(str(seed % 10_000), seed % 10**9, seed)
    return SharedSetting(Subjects(casting, seed, serial), _FIRST_DAY + seed % (600 * DAY))


@lru_cache(maxsize=4096)
def in_snake_case(name: str) -> str:
    """A name in lower case with underscores: `createdAt`, `Created-At` and `CREATED_AT` are one."""
    apart = re.sub(r"([a-z0-9])([A-Z])|([A-Z]+)([A-Z][a-z])", r"\1\3_\2\4", name)
    return re.sub(r"[^a-z0-9]+", "_", apart.lower()).strip("_")


Provider = Callable[[Setting], Any]

_WORDS = (
    "amber", "anchor", "autumn", "basket", "beacon", "bridge", "candle", "canyon", "cedar",
    "circle", "copper", "corner", "crystal", "delta", "drift", "ember", "engine", "field", "forest",
    "garden", "harbor", "island", "journal", "kettle", "lantern", "ledger", "maple", "marble",
    "meadow", "mirror", "needle", "ocean", "orchard", "packet", "pebble", "planet", "quartz",
    "ribbon", "river", "saddle", "signal", "silver", "summer", "timber", "tunnel", "valley",
    "velvet", "window", "winter", "yellow",
)  # fmt: skip


def _phrase(setting: Setting, count: int) -> str:
    return " ".join(setting.random.choices(_WORDS, k=count))


def _sentence(setting: Setting) -> str:
    return f"{_phrase(setting, setting.random.randint(5, 9)).capitalize()}."


def _named(setting: Setting) -> str:
    if re.search(r"user|person|people|customer|contact|author|owner|member|employee|guest", setting.parent):
        return setting.subjects.person.full_name
    return setting.subjects.company.name


# Whole names first, then endings, then parts of names: the first that fits wins.
_NAMES: Mapping[str, Provider] = {
    "id": lambda s: draw_uuid(s.random),
    "uuid|guid": lambda s: draw_uuid(s.random),
    "first_name|given_name|firstname|forename": lambda s: s.subjects.person.first_name,
    "last_name|family_name|surname|lastname": lambda s: s.subjects.person.last_name,
    "full_name|display_name|contact_name|holder_name|fullname|author": lambda s: s.subjects.person.full_name,
    "email|email_address|mail|e_mail": lambda s: s.subjects.person.email,
    "username|user_name|login|handle|nickname": lambda s: s.subjects.person.username,
    "phone|phone_number|mobile|telephone|tel|fax|msisdn": lambda s: s.subjects.person.phone,
    "company|company_name|organization|organisation|business_name|legal_name|merchant": lambda s: (
        s.subjects.company.name
    ),
    "street|street1|street_address|line1|address_line1|address_line_1|address1|address": lambda s: (
        s.subjects.place.street
    ),
    "street2|line2|address_line2|address_line_2|address2": lambda s: s.subjects.place.street2,
    "city|town|locality": lambda s: s.subjects.place.city,
    "state|province|region|state_code": lambda s: s.subjects.place.state,
    "zip|zip_code|zipcode|postal_code|postcode": lambda s: s.subjects.place.postal_code,
    "country_name": lambda s: s.subjects.place.country_name,
    "country|country_code": lambda s: s.subjects.place.country,
    "currency|currency_code": lambda s: s.subjects.place.currency,
    "timezone|time_zone|tz": lambda s: s.subjects.place.timezone,
    "locale|language|lang": lambda s: s.subjects.place.locale,
    "slug": lambda s: s.subjects.company.slug,
    "domain|hostname|host": lambda s: s.subjects.company.domain,
    "status": lambda s: s.random.choice(("active", "pending", "inactive")),
    "url|uri|link|href|website|homepage": lambda s: f"https://{s.subjects.company.domain}/{_phrase(s, 1)}",
    "ip|ip_address": lambda s: f"192.0.2.{s.random.randint(1, 254)}",  # RFC 5737: documentation
    "color|colour": lambda s: f"#{s.random.randrange(1 << 24):06X}",
    "version": lambda s: f"{s.random.randint(1, 4)}.{s.random.randint(0, 9)}.{s.random.randint(0, 9)}",
    "tag|tags|label|labels|category|categories": lambda s: s.random.choice(("new", "monthly", "priority")),
    "title|subject|headline": lambda s: _phrase(s, 3).capitalize(),
    "description|notes?|comment|message|summary|bio|body|text|content|details": _sentence,
    "name": _named,
}  # fmt: skip
_ENDINGS: Mapping[str, Provider] = {
    "at|on|date|time|timestamp|created|updated|since|until": lambda s: written(s.moment(), "seconds"),
    "ids?|key|token|reference|ref": lambda s: f"{s.random.getrandbits(64):016x}",
    "count|total|number": lambda s: str(s.random.randint(1, 500)),
}
# Inside longer names these mean what they say; the second line only as words of their own (not in capaCITY).
_PARTS = (
    "email|phone|currency|country|street|postal_code|timezone|company|first_name|last_name|full_name|username",
    "city|zip|locale|url|uri|description|status|color|title|message|name",
)


def text_by_name(setting: Setting) -> Iterator[str]:
    """What a text of this name might say, the likeliest first."""
    for provider in _meanings(setting.name):
        yield provider(setting)
    yield _phrase(setting, 2)


@lru_cache(maxsize=4096)
def _meanings(name: str) -> tuple[Provider, ...]:
    """What makes texts of a name, the likeliest first."""
    found = [provider for names, provider in _NAMES.items() if re.fullmatch(names, name)]
    found += [provider for ending, provider in _ENDINGS.items() if re.search(rf"_(?:{ending})$", f"_{name}")]
    for part in (rf"({_PARTS[0]})", rf"(?:^|_)({_PARTS[1]})(?:$|_)"):
        inside = re.search(part, name)
        if inside:
            found += [provider for names, provider in _NAMES.items() if re.fullmatch(names, inside[1])]
    return tuple(found)


_HOST: Provider = lambda s: s.subjects.company.domain  # noqa: E731
_URL: Provider = lambda s: f"https://{s.subjects.company.domain}/{_phrase(s, 1)}"  # noqa: E731
_MAIL: Provider = lambda s: s.subjects.person.email  # noqa: E731
_FORMATS: Mapping[str, Provider] = {
    "date-time": lambda s: written(s.moment(), "seconds"),
    "datetime": lambda s: written(s.moment(), "seconds"),
    "date": lambda s: written(s.moment(), "date"),
    "time": lambda s: str(written(s.moment(), "seconds"))[11:],
    "duration": lambda s: f"P{s.random.randint(1, 90)}D",
    "email": _MAIL, "idn-email": _MAIL,
    "uuid": lambda s: draw_uuid(s.random), "guid": lambda s: draw_uuid(s.random),
    "uri": _URL, "url": _URL, "iri": _URL, "uri-template": _URL,
    "uri-reference": lambda s: f"/{_phrase(s, 1)}", "iri-reference": lambda s: f"/{_phrase(s, 1)}",
    "hostname": _HOST, "idn-hostname": _HOST,
    "ipv4": lambda s: f"192.0.2.{s.random.randint(1, 254)}",
    "ip": lambda s: f"192.0.2.{s.random.randint(1, 254)}",
    "ipv6": lambda s: f"2001:db8::{s.random.randint(1, 0xFFFF):x}",
    "byte": lambda s: base64.b64encode(_phrase(s, 2).encode()).decode(),
    "base64": lambda s: base64.b64encode(_phrase(s, 2).encode()).decode(),
    "base64url": lambda s: base64.urlsafe_b64encode(_phrase(s, 2).encode()).decode().rstrip("="),
    "base16": lambda s: _phrase(s, 1).encode().hex(),
    "binary": lambda s: _phrase(s, 3),
    "password": lambda s: f"{s.random.getrandbits(64):016x}",
    "json-pointer": lambda s: f"/{_phrase(s, 1)}", "relative-json-pointer": lambda _: "0",
    "regex": lambda _: "^[a-z]+$",
    "decimal": lambda s: f"{s.random.uniform(1, 500):.2f}",
    "int64": lambda s: str(s.random.randint(1, 1 << 40)),
    "int32": lambda s: str(s.random.randint(1, 1 << 20)),
    "phone": lambda s: s.subjects.person.phone,
}  # fmt: skip


def text_by_format(form: Any, setting: Setting) -> Iterator[str]:
    """A text of a format, nothing for a format that is not known."""
    provider = _FORMATS.get(form) if isinstance(form, str) else None
    if provider is not None:
        yield provider(setting)


def number_by_name(setting: Setting, *, whole: bool) -> Iterator[float]:
    """What a number of this name might be, the likeliest first."""
    name, random = setting.name, setting.random
    if re.search(r"(^|_)lat(itude)?$", name):
        yield setting.subjects.place.latitude
    if re.search(r"(^|_)(lon|lng|long|longitude)$", name):
        yield setting.subjects.place.longitude
    if re.search(r"_at$|timestamp|(^|_)(created|updated|modified|expires)($|_)", name):
        yield setting.moment() // (1 if name.endswith("ms") else 1_000)
    if "year" in name:
        yield 2024
    if re.search(r"price|amount|total|cost|balance|fee|tax", name):
        yield random.randint(100, 50_000) if whole else round(random.uniform(1, 500), 2)
    if re.search(r"count|quantity|qty|size", name):
        yield random.randint(1, 20)
    yield random.randint(1, 1_000) if whole else round(random.uniform(0, 1_000), 2)


def by_faker(spec: Any, fakers: Fakers, seed: int, path: str) -> Iterator[Any]:
    """Values of an `x-faker`: a provider's name, or a mapping of the name to its arguments.

    Raises:
        RecipeError: there is no such provider, or it depends on the wall clock, or refuses the arguments.

    """
    name, args = next(iter(spec.items())) if isinstance(spec, Mapping) and spec else (spec, {})
    provider = _ALIASES.get(
        in_snake_case(str(name).rpartition(".")[2]), in_snake_case(str(name).rpartition(".")[2])
    )
    random = Random(seed_of(seed, path, "x-faker"))
    make = fakers.provider(provider, "en_US", random)
    if make is None:
        near = suggestion(provider, fakers.names())
        raise RecipeError(f'{path}: x-faker: unknown Faker provider "{name}"{near if "mean" in near else ""}')
    arguments = args if isinstance(args, Mapping) else {}
    positional = args if isinstance(args, list) else []
    try:
        for _ in range(5):
            value = make(*positional, **arguments)
            yield value if isinstance(value, str | int | float | bool | list | dict | None) else str(value)
    except (TypeError, ValueError) as error:
        raise RecipeError(f"{path}: x-faker: {name} refuses its arguments: {error}") from error


# The providers of Faker.js that Prism's users write and that Python's Faker has under another name.
_ALIASES: Mapping[str, str] = {
    "uuid": "uuid4", "full_name": "name", "find_name": "name", "company_name": "company",
    "zip_code": "postcode", "street": "street_name", "number": "random_int", "int": "random_int",
    "float": "pyfloat", "boolean": "pybool", "domain": "domain_name", "ip": "ipv4",
    "lines": "sentence", "product_name": "catch_phrase", "job_title": "job", "avatar": "image_url",
    "account": "bban", "image": "image_url",
}  # fmt: skip
