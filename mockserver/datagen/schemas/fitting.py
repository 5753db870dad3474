"""Texts of a format, as short or as long as a schema asks."""

from collections.abc import Callable, Iterator, Mapping
from random import Random

_LABEL = (
    63  # letters of one label of a host name (RFC 1035, 2.3.4); a local part has 64 (RFC 5321, 4.5.3.1.1)
)
_FILL = "abcdefghijklmnopqrstuvwxyz"


def _letters(random: Random, count: int) -> str:
    return "".join(random.choices(_FILL, k=count))


def _host(random: Random, count: int) -> str:
    """A host name of so many letters: labels of at most 63, none of them empty."""
    labels = []
    while count > _LABEL:
        size = _LABEL if count - _LABEL != 1 else _LABEL - 1
        labels.append(_letters(random, size))
        count -= size + 1
    return ".".join([*labels, _letters(random, count)])


def _mail(random: Random, count: int) -> str:
    if count < 3:
        return "a@b"
    domain = min(max(1, count - 1 - 64), 255)
    domain = max(domain, min(6, count - 2))
    host = f"{_letters(random, domain - 3)}.co" if 4 <= domain <= _LABEL else _host(random, domain)
    return f"{_letters(random, count - 1 - domain)}@{host}"


def _after(start: str) -> Callable[[Random, int], str]:
    return lambda random, count: start + _letters(random, max(0, count - len(start)))


def _url(random: Random, count: int) -> str:
    if count <= 12:
        scheme = "urn:" if count < 9 else "http://"
        return f"{scheme if count > 4 else 'a:'}{_letters(random, max(1, count - (len(scheme) if count > 4 else 2)))}"
    return f"https://{_letters(random, 1)}.co/"[: max(13, 0)] + _letters(random, count - 13)


def _base64(random: Random, count: int) -> str:
    return _letters(random, count - count % 4)


def _base16(random: Random, count: int) -> str:
    return "".join(random.choices("0123456789abcdef", k=count - count % 2))


def _moment(start: str) -> Callable[[Random, int], str]:
    def make(random: Random, count: int) -> str:
        more = count - len(start) - 2
        return f"{start}Z" if more < 1 else f"{start}.{'0' * (more - 1)}{random.randint(1, 9)}Z"

    return make


def _digits(start: str, end: str) -> Callable[[Random, int], str]:
    return lambda random, count: f"{start}{'1' * max(1, count - len(start) - len(end))}{end}"


_FITTING: Mapping[str, Callable[[Random, int], str]] = {
    "email": _mail, "idn-email": _mail,
    "hostname": _host, "idn-hostname": _host,
    "uri": _url, "url": _url, "iri": _url,
    "uri-reference": _after("/"), "iri-reference": _after("/"), "json-pointer": _after("/"), "uri-template": _after(""),
    "relative-json-pointer": _after("0/"), "regex": _after(""), "password": _after(""), "binary": _after(""),
    "byte": _base64, "base64": _base64, "base64url": _base64, "base16": _base16,
    "date-time": _moment("2024-05-01T10:30:00"), "time": _moment("10:30:00"),
    "duration": _digits("P", "D"), "decimal": _digits("", ".0"), "int64": _digits("", ""), "int32": _digits("", ""),
    "phone": _digits("+", ""),
    "ipv4": lambda random, count: ("192.0.2.200" if count > 10 else "1.1.1.1"),
    "ipv6": lambda random, count: ("2001:db8::1" if count > 10 else "::1"),
}  # fmt: skip


def texts_of_length(
    form: str | None, text: str, random: Random, shortest: int, longest: int | None
) -> Iterator[str]:
    """Texts of the format whose lengths are likelier to be right than that of a text at hand; none may be."""
    make = _FITTING.get(form or "")
    if make is None:
        return
    most = max(shortest, 24) if longest is None else longest
    if len(text) < shortest:
        lengths = [*range(shortest, min(most, shortest + 3) + 1)]
    elif longest is not None and len(text) > longest:
        lengths = [*range(longest, max(shortest, longest - 3) - 1, -1)]
    else:
        lengths = [min(most, max(shortest, 8))]
    for length in lengths:
        yield make(random, length)
