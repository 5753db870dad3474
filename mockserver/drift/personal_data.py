"""Putting invented values in the place of secrets and of what is somebody's, the same for the same everywhere.

A recording is looked through twice: `learn` notes what is to be replaced, by the name of the member that has it or by
what the value looks like; `cleaned` replaces it, wherever it stands, also within longer texts.
"""

import re
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from mockserver.datagen.fakers import Fakers
from mockserver.datagen.seeding import seed_of

EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
PHONE = re.compile(r"\+[0-9]{8,15}")
TOKEN = re.compile(
    r"ey[JK][A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*|[a-z]{2,4}_(?:live|test|prod)_[A-Za-z0-9]{8,}"
)
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
SHORTEST_WITHIN = 5  # characters of a value that is looked for within longer texts
KEPT_DIGITS = 3  # of a phone number: where it is from

# The words that a member's name is of, in small letters; what a rule has in its second set makes it another thing.
Words = frozenset[str]
RULES: tuple[tuple[str, tuple[Words, ...], Words], ...] = (
    ("secret", (frozenset({"token"}), frozenset({"secret"}), frozenset({"password"}), frozenset({"passwd"}),
                frozenset({"api", "key"}), frozenset({"apikey"}), frozenset({"private", "key"}),
                frozenset({"access", "key"}), frozenset({"authorization"}), frozenset({"cookie"}),
                frozenset({"session"}), frozenset({"otp"}), frozenset({"cvv"}), frozenset({"cvc"}),
                frozenset({"pin"})),
     frozenset({"type", "types", "expires", "expiry", "expiration", "count", "status", "at", "in", "url", "endpoint"})),
    ("email", (frozenset({"email"}), frozenset({"mail"})), frozenset({"type", "status", "verified"})),
    ("phone", (frozenset({"phone"}), frozenset({"mobile"}), frozenset({"tel"}), frozenset({"telephone"}),
               frozenset({"fax"}), frozenset({"msisdn"}), frozenset({"whatsapp"})),
     frozenset({"type", "status", "verified", "country"})),
    ("first_name", (frozenset({"first", "name"}), frozenset({"firstname"}), frozenset({"given", "name"}),
                    frozenset({"middle", "name"})), frozenset()),
    ("last_name", (frozenset({"last", "name"}), frozenset({"lastname"}), frozenset({"surname"}),
                   frozenset({"family", "name"}), frozenset({"maiden", "name"})), frozenset()),
    ("name", (frozenset({"full", "name"}), frozenset({"fullname"}), frozenset({"display", "name"}),
              frozenset({"contact", "name"}), frozenset({"holder", "name"}), frozenset({"customer", "name"}),
              frozenset({"legal", "name"}), frozenset({"recipient", "name"})), frozenset({"company", "file"})),
    ("username", (frozenset({"username"}), frozenset({"user", "name"}), frozenset({"nickname"}),
                  frozenset({"login"})), frozenset({"at", "count", "url"})),
    ("street", (frozenset({"street"}), frozenset({"line1"}), frozenset({"line", "1"}), frozenset({"line", "2"}),
                frozenset({"address"})),
     frozenset({"ip", "mac", "email", "id", "type", "url", "wallet"})),
    ("city", (frozenset({"city"}), frozenset({"town"})), frozenset({"id", "code"})),
    ("characters", (frozenset({"zip"}), frozenset({"postcode"}), frozenset({"postal", "code"}), frozenset({"ssn"}),
                    frozenset({"passport"}), frozenset({"iban"}), frozenset({"tax", "id"}), frozenset({"ein"}),
                    frozenset({"national", "id"}), frozenset({"license", "number"}), frozenset({"licence", "number"}),
                    frozenset({"account", "number"}), frozenset({"card", "number"}), frozenset({"routing", "number"}),
                    frozenset({"bvn"}), frozenset({"nin"})), frozenset({"type", "country"})),
    ("birth", (frozenset({"dob"}), frozenset({"birthday"}), frozenset({"birthdate"}), frozenset({"birth", "date"}),
               frozenset({"date", "birth"})), frozenset()),
    ("ip", (frozenset({"ip"}), frozenset({"ip", "address"})), frozenset({"id"})),
)  # fmt: skip
PEOPLES = frozenset(
    {"email", "phone", "first_name", "last_name", "birth"}
)  # beside which `name` is a person's


class PersonalData:
    """Finds and replaces the secrets and the personal data of recordings."""

    def __init__(self, seed: int) -> None:
        """Begin with nothing known; the same seed replaces the same by the same."""
        self._seed = seed
        self._fakers = Fakers()
        self._instead: dict[str, str] = {}
        self._taken: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        self._invent: Mapping[str, Callable[[str, Random], str]] = {
            "email": self._email,
            "phone": lambda value, random: _of_shape(value, random, kept=KEPT_DIGITS),
            "first_name": lambda value, random: _in_case(self._faker(random).first_name(), value),
            "last_name": lambda value, random: _in_case(self._faker(random).last_name(), value),
            "name": self._full_name,
            "username": _of_shape,
            "street": lambda value, random: self._faker(random).street_address(),
            "city": lambda value, random: _in_case(self._faker(random).city(), value),
            "birth": self._birth,
            "ip": lambda value, random: f"192.0.2.{random.randrange(1, 255)}",  # RFC 5737
            "secret": _of_shape_after_prefix,
            "characters": _of_shape,
        }

    def learn(self, value: Any, name: str = "", *, person: bool = False) -> None:
        """Note what is to be replaced of a value.

        Args:
            value: JSON types.
            name: Of the member that has it.
            person: Whether its object is about somebody.
        """
        match value:
            case Mapping():
                about = any(kind_of_member(str(each)) in PEOPLES for each in value)
                for each, member in value.items():
                    self.learn(member, str(each), person=about)
            case list():
                for each in value:
                    self.learn(each, name, person=person)
            case bool() | None | float():
                return
            case int():
                if kind_of_member(name) in {"phone", "characters"} and value > 9999:
                    self._note(str(value), "phone" if kind_of_member(name) == "phone" else "characters")
            case str():
                self._learn_text(value, name, person=person)

    def _learn_text(self, text: str, name: str, *, person: bool) -> None:
        for pattern, kind in ((TOKEN, "secret"), (EMAIL, "email"), (PHONE, "phone")):
            for found in pattern.findall(text):
                self._note(found, kind)
        kind = kind_of_member(name) or ("name" if person and name.lower() == "name" else "")
        if text and kind and kind != "email" and not text.startswith(("http://", "https://", "***")):
            self._note(text, kind)

    def _note(self, value: str, kind: str) -> None:
        if value in self._instead or not value.strip() or value in self._taken:
            return
        for attempt in range(100):
            made = self._invent[kind](value, Random(seed_of(self._seed, kind, value, attempt)))
            if made not in self._taken and made != value:
                break
        self._instead[value] = made
        self._taken.add(made)
        self._pattern = None

    def cleaned(self, value: Any) -> Any:
        """A value with invented ones in the place of those that were noted."""
        match value:
            case Mapping():
                return {name: self.cleaned(member) for name, member in value.items()}
            case list():
                return [self.cleaned(each) for each in value]
            case bool() | None | float():
                return value
            case int():
                made = self._instead.get(str(value))
                return int(made) if made is not None and made.isdigit() else value
            case str():
                return self._cleaned_text(value)
            case _:
                return value

    def _cleaned_text(self, text: str) -> str:
        if text in self._instead:
            return self._instead[text]
        if self._pattern is None:
            words = sorted(
                (each for each in self._instead if len(each) >= SHORTEST_WITHIN), key=len, reverse=True
            )
            self._pattern = re.compile(
                rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)" if words else r"(?!)"
            )
        return self._pattern.sub(lambda found: self._instead[found[0]], text)

    @property
    def count(self) -> int:
        """How many values were replaced."""
        return len(self._instead)

    def _faker(self, random: Random) -> Any:
        return self._fakers.of("en_US", random)

    def _email(self, value: str, random: Random) -> str:
        person = self._faker(random)
        return f"{person.first_name()}.{person.last_name()}{random.randrange(10, 100)}@example.com".lower()

    def _full_name(self, value: str, random: Random) -> str:
        person, words = self._faker(random), value.split()
        names = [person.first_name() for _ in words[:-1]] + [person.last_name()]
        return " ".join(_in_case(made, word) for made, word in zip(names, words, strict=True))

    def _birth(self, value: str, random: Random) -> str:
        day = f"{random.randrange(1950, 2005)}-{random.randrange(1, 13):02}-{random.randrange(1, 29):02}"
        return DATE.sub(day, value) if DATE.search(value) else _of_shape(value, random)


def kind_of_member(name: str) -> str:
    """What a member of a name has that is a secret, or somebody's; empty for nothing."""
    words = {word.lower() for word in WORD.findall(name)}
    for kind, asked, other in RULES:
        if not words & other and any(each <= words for each in asked):
            return kind
    return ""


def _of_shape(value: str, random: Random, kept: int = 0) -> str:
    """Other digits and letters in the place of those after the first so many, everything else as it is."""
    made = []
    for char in value:
        if char.isalnum() and kept > 0:
            kept -= 1
        elif char.isascii() and char.isdigit():
            char = random.choice("123456789")  # noqa: PLW2901 - the one that is written
        elif char.isascii() and char.isalpha():
            other = random.choice("abcdefghijkmnopqrstuvwxyz")
            char = other.upper() if char.isupper() else other  # noqa: PLW2901 - as above
        made.append(char)
    return "".join(made)


def _of_shape_after_prefix(value: str, random: Random) -> str:
    """The same, but for the scheme (`Bearer`) or the prefix (`sk_live_`) by which a key is known."""
    prefix = re.match(r"(?:Bearer |Basic |[a-z]{2,4}_(?:live|test|prod)_)?", value)
    known = prefix[0] if prefix else ""
    return known + _of_shape(value[len(known) :], random)


def _in_case(made: str, like: str) -> str:
    """A name in capitals or small letters where the other is."""
    if like.isupper() and len(like) > 1:
        return made.upper()
    return made.lower() if like.islower() else made
