"""Header fields that a document requires of a response, where nothing else sends them."""

from collections.abc import Iterable, Mapping
from typing import Any

from mockserver.contract.compiler import values_of
from mockserver.contract.model import Response
from mockserver.exchange import Headers
from mockserver.services import Services


def required(
    services: Services, response: Response | None, sent: Iterable[str] = (), *, seed: int | None = None
) -> Headers:
    """The fields that every reply of a response must have: the header's example, else a value of its schema.

    Args:
        services: The document's.
        response: None for none.
        sent: Names of fields that the document's own rules send.
        seed: Where generated values start from; by default, the document's.
    """
    if response is None:
        return ()
    mock = services.contract.mock
    limited = ("retry-after", *mock.limits.headers.names().values()) if mock.limits.origins else ()
    known = {"content-type", *(str(name).lower() for name in (*sent, *limited))}
    return tuple(
        (
            name.lower().encode("latin-1"),
            _text(_value(services, name, header, seed)).encode("latin-1", "replace"),
        )
        for name, header in response.headers.items()
        if header.get("required") is True and name.lower() not in known
    )


def _value(services: Services, name: str, header: Mapping[str, Any], seed: int | None) -> Any:
    resolve = services.contract.document.resolve
    shown = [resolve(example) for example in (header.get("examples") or {}).values()]
    given = [header["example"]] if "example" in header else [each for one in shown for each in values_of(one)]
    if given:
        return given[0]
    return services.values.made(header.get("schema", True), name, seed=seed)


def _text(value: Any) -> str:
    """A value as style `simple` writes it (OpenAPI 3.0.3, Header Object)."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ",".join(map(_text, value))
    if isinstance(value, Mapping):
        return ",".join(f"{name},{_text(member)}" for name, member in value.items())
    return "" if value is None else " ".join(str(value).split())
