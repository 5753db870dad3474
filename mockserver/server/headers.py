"""Header fields that a document requires of a response, where nothing else sends them."""

from collections.abc import Iterable, Mapping
from typing import Any

from mockserver.contract.compiler import values_of
from mockserver.contract.model import Contract, Response
from mockserver.datagen.generator import Generator
from mockserver.datagen.merging import Unsatisfiable
from mockserver.exchange import Headers


def required(contract: Contract, response: Response | None, seed: int, sent: Iterable[str] = ()) -> Headers:
    """The fields that every reply of a response must have: the header's example, else a value of its schema.

    Args:
        contract: The document.
        response: None for none.
        seed: Where generated values start from.
        sent: Names of fields that the document's own rules send.
    """
    if response is None:
        return ()
    limits = contract.mock.get("limits")
    limited = ("retry-after", *limits.get("headers", {}).values()) if limits else ()
    known = {"content-type", *(str(name).lower() for name in (*sent, *limited))}
    return tuple(
        (
            name.lower().encode("latin-1"),
            _text(_value(contract, name, header, seed)).encode("latin-1", "replace"),
        )
        for name, header in response.headers.items()
        if header.get("required") is True and name.lower() not in known
    )


def _value(contract: Contract, name: str, header: Mapping[str, Any], seed: int) -> Any:
    document = contract.document
    shown = [document.resolve(example) for example in (header.get("examples") or {}).values()]
    given = [header["example"]] if "example" in header else [each for one in shown for each in values_of(one)]
    if given:
        return given[0]
    generator = Generator(seed, nullable=document.version < (3, 1), sent=True)
    try:
        return generator.value(header.get("schema", True), document.at, name)
    except Unsatisfiable:
        return ""


def _text(value: Any) -> str:
    """A value as style `simple` writes it (OpenAPI 3.0.3, Header Object)."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ",".join(map(_text, value))
    if isinstance(value, Mapping):
        return ",".join(f"{name},{_text(member)}" for name, member in value.items())
    return "" if value is None else " ".join(str(value).split())
