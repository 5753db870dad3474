"""What a test asks of its mock server: the marker's keywords."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mockserver.errors import UsageError, hint

KNOWN = ("vendors", "variant", "credentials", "strict", "intercept", "unmatched", "expect", "rows", "stubs")
Variants = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class MarkerOptions:
    """What a test asks for.

    Attributes:
        vendors: The documents that are served: names, files or URLs; without any, those of the run.
        variants: By vendor, those that are switched on.
        credentials: By vendor, whose `headers` it has; under an empty name, for every vendor.
        strict: Whether it fails when a call broke a contract; None for what the run says.
        intercept: Whether calls to the vendors' own hosts are answered; None for what the run says.
        unmatched: As for `intercepting`.
        expect: Rules whose verdicts are expected of its calls.
        rows: By vendor and resource, rows that are arranged before it.
        stubs: Stubs that are.
    """

    vendors: tuple[str, ...] = ()
    variants: Variants = ()
    credentials: Mapping[str, str] = field(default_factory=dict)
    strict: bool | None = None
    intercept: bool | None = None
    unmatched: str = "error"
    expect: tuple[str, ...] = ()
    rows: Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]] = field(default_factory=dict)
    stubs: tuple[Mapping[str, Any], ...] = ()


def marker_options(given: Sequence[Mapping[str, Any]]) -> MarkerOptions:
    """What the markers of a test say together, the nearest first.

    Raises:
        UsageError: For a keyword that is unknown, or a value that makes no sense.
    """
    found: dict[str, Any] = {}
    for keywords in reversed(given):
        for name in keywords:
            if name not in KNOWN:
                raise UsageError(f"the marker mockserver has no {name!r}; {hint(name, KNOWN)}")
        found |= keywords
    vendors = found.get("vendors") or ()
    vendors = (vendors,) if isinstance(vendors, str) else tuple(map(str, vendors))
    return MarkerOptions(
        vendors,
        marked_variants(found.get("variant"), vendors),
        credentials_of(found.get("credentials")),
        found.get("strict"),
        found.get("intercept"),
        found.get("unmatched", "error"),
        marked_rules(found.get("expect")),
        marked_rows(found.get("rows")),
        marked_stubs(found.get("stubs")),
    )


def marked_rules(value: Any) -> tuple[str, ...]:
    """Names of rules as a test writes them: one, or a list."""
    return (value,) if isinstance(value, str) else tuple(map(str, value or ()))


def marked_rows(value: Any) -> Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]]:
    """Rows as a test writes them: `{"acme": {"parcels": [{...}]}}`.

    Raises:
        UsageError: For anything else.
    """
    said = 'rows is a mapping of vendors to resources to lists of rows: {"acme": {"parcels": [{...}]}}'
    if value is None:
        return {}
    if not isinstance(value, Mapping) or not all(isinstance(each, Mapping) for each in value.values()):
        raise UsageError(f"{said}, not {value!r}")
    if not all(isinstance(rows, list | tuple) for each in value.values() for rows in each.values()):
        raise UsageError(f"{said}, not {value!r}")
    return value


def marked_stubs(value: Any) -> tuple[Mapping[str, Any], ...]:
    """Stubs as a test writes them: one, or a list.

    Raises:
        UsageError: For anything else.
    """
    found = (value,) if isinstance(value, Mapping) else tuple(value or ())
    if not all(isinstance(stub, Mapping) for stub in found):
        raise UsageError(f"stubs is a list of stubs, as server.stubs.add takes them, not {value!r}")
    return found


def marked_variants(value: Any, vendors: Sequence[str] = ()) -> Variants:
    """Variants as a test writes them: `"enveloped"` of its one vendor, `"acme=enveloped"`, `{"acme": ["enveloped"]}`.

    Raises:
        UsageError: When it is not said whose variant it is.
    """
    found: dict[str, list[str]] = {}
    if isinstance(value, Mapping):
        for vendor, names in value.items():
            found[str(vendor)] = [names] if isinstance(names, str) else list(map(str, names))
        value = ()
    for text in (value,) if isinstance(value, str) else value or ():
        vendor, sign, names = str(text).rpartition("=")
        if not sign and len(vendors) != 1:
            raise UsageError(f"variant {text!r}: say whose it is: VENDOR={text}")
        found.setdefault(vendor or vendors[0], []).extend(name.strip() for name in names.split(","))
    return tuple((vendor, tuple(names)) for vendor, names in sorted(found.items()))


def credentials_of(value: Any) -> Mapping[str, str]:
    """Credentials as a test writes them: one name for every vendor, or a name for each.

    Raises:
        UsageError: For anything else.
    """
    if value is None:
        return {}
    if isinstance(value, str):
        return {"": value}
    if isinstance(value, Mapping):
        return {str(vendor): str(name) for vendor, name in value.items()}
    raise UsageError(
        f"credentials is a name such as 'test_limited', or a mapping of vendors to names, not {value!r}"
    )
