"""The form of the example of a text, which other values keep: a format that it has, or a code of letters and digits."""

import re
from collections.abc import Callable, Mapping
from ipaddress import ip_address, ip_network
from typing import Any

CODE = re.compile(r"[A-Za-z0-9_.:-]{3,64}")
HEAD = re.compile(r"[A-Za-z]+[_-]")
_DAY = r"\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01])"
# Formats by which a client reads a text, whether or not the document names them.
_FORMATS: Mapping[str, re.Pattern[str]] = {
    "date-time": re.compile(rf"{_DAY}[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)"),
    "date": re.compile(_DAY),
    "hostname": re.compile(r"([a-z0-9-]+\.)*example\.(com|org|net)"),  # RFC 2606
    "uuid": re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
}


def form_of(schema: Mapping[str, Any]) -> Mapping[str, str]:
    """The `format` or `pattern` of texts like the example of a schema; none where it has no form or says more."""
    if any(key in schema for key in ("enum", "format", "pattern", "const", "x-faker")):
        return {}
    examples = schema.get("examples")
    shown = examples[0] if isinstance(examples, list) and examples else schema.get("example")
    if schema.get("type") not in ("string", ["string"], ["string", "null"]) or not isinstance(shown, str):
        return {}
    return _format_of(shown) or _network_of(shown) or _code_of(shown)


def _format_of(text: str) -> Mapping[str, str]:
    found = next((name for name, form in _FORMATS.items() if form.fullmatch(text)), "")
    address = _read(ip_address, text)
    if address is not None:
        found = "ipv6" if address.version == 6 else "ipv4"
    return {"format": found} if found else {}


def _network_of(text: str) -> Mapping[str, str]:
    """Networks as long as the one shown, of those for documentation (RFC 3849) or private use (RFC 1918)."""
    network = _read(ip_network, text) if "/" in text else None
    if network is None:
        return {}
    if network.version == 6:
        form, least = r"2001:db8:[1-9a-f]{1,4}::", 48
    else:
        form, least = r"10\.[1-9][0-9]\.0\.0", 16
    return {"pattern": f"^{form}/{network.prefixlen}$"} if network.prefixlen >= least else {}


def _read(reader: Callable[[str], Any], text: str) -> Any:
    try:
        return reader(text)
    except ValueError:
        return None


def _code_of(text: str) -> Mapping[str, str]:
    pattern = pattern_of(text)
    return {} if pattern is None else {"pattern": pattern}


def pattern_of(text: str) -> str | None:
    """The pattern of texts of the same form: letters for letters, digits for digits, a prefix as it is."""
    if not CODE.fullmatch(text) or not any(c.isdigit() for c in text):
        return None
    head = HEAD.match(text)
    start = head.end() if head else 0
    classes = [_class(char) for char in text[start:]]
    if not any(len(each) > 2 for each in classes):
        return None
    runs: list[tuple[str, int]] = []
    for each in classes:
        if runs and runs[-1][0] == each:
            runs[-1] = (each, runs[-1][1] + 1)
        else:
            runs.append((each, 1))
    return "^" + re.escape(text[:start]) + "".join(f"{each}{{{count}}}" for each, count in runs) + "$"


def _class(char: str) -> str:
    if char.isdigit():
        return "[1-9]"
    if char.isalpha():
        return "[a-z]" if char.islower() else "[A-Z]"
    return re.escape(char)
