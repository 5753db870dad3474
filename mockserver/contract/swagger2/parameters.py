"""Parameter Objects of Swagger 2.0: parameters, bodies and forms of OpenAPI 3."""

from collections.abc import Mapping, Sequence
from typing import Any

from mockserver.contract.document import escape
from mockserver.contract.swagger2.schemas import of_the_value, others, schema

FORM, MULTIPART, JSON = "application/x-www-form-urlencoded", "multipart/form-data", "application/json"
FORMS = (FORM, MULTIPART)
# collectionFormat -> style; OpenAPI 3 has none with tabs.
STYLES = {"ssv": "spaceDelimited", "pipes": "pipeDelimited", "tsv": "tabDelimited"}
Placed = tuple[Mapping[str, Any], str]  # a parameter, references followed, and its pointer
Moved = list[tuple[str, str]]  # below the new node, and the pointer of what it was


def styled(node: Mapping[str, Any]) -> dict[str, Any]:
    """How an array is written (Swagger 2.0, collectionFormat); nothing for what is none."""
    if node.get("type") != "array":
        return {}
    written = str(node.get("collectionFormat", "csv"))
    if written in STYLES:
        return {"style": STYLES[written], "explode": False}
    return {"explode": written == "multi"}


def converted_parameter(node: Mapping[str, Any], pointer: str) -> tuple[dict[str, Any], Moved]:
    """A parameter that is neither a body nor part of a form."""
    made = {**others(node), **styled(node), "schema": of_the_value(node)}
    return made, [("", pointer), ("/schema", pointer)]


def body(found: Sequence[Placed], consumes: Sequence[str]) -> tuple[dict[str, Any], Moved]:
    """The request body that is declared: the last one counts."""
    node, pointer = found[-1]
    made = {key: node[key] for key in ("description", "required") if key in node}
    made |= {key: value for key, value in node.items() if key.startswith("x-")}
    media: dict[str, Any] = {"schema": schema(node.get("schema", {}))}
    content = dict.fromkeys(consumes or [JSON], media)
    moved = [("", pointer), *((f"/content/{escape(name)}/schema", f"{pointer}/schema") for name in content)]
    return {**made, "content": content}, moved


def form(found: Sequence[Placed], consumes: Sequence[str]) -> tuple[dict[str, Any], Moved]:
    """The request body that is made of the fields of a form."""
    fields = {str(node.get("name")): (node, pointer) for node, pointer in found}
    names = [name for name in consumes if name.partition(";")[0].strip().lower() in FORMS]
    if any(node.get("type") == "file" for node, _ in found):
        names = [name for name in names if not name.startswith(FORM)] or [MULTIPART]
    encoding = {name: styled(node) for name, (node, _) in fields.items() if styled(node)}
    described: dict[str, Any] = {"type": "object", "properties": {}}
    for name, (node, _) in fields.items():
        described["properties"][name] = of_the_value(node) | {
            key: node[key] for key in ("description",) if key in node
        }
    required = [name for name, (node, _) in fields.items() if node.get("required") is True]
    if required:
        described["required"] = required
    media = {"schema": described, **({"encoding": encoding} if encoding else {})}
    content = dict.fromkeys(names or [FORM], media)
    moved = [
        (f"/content/{escape(media_type)}/schema/properties/{escape(name)}", pointer)
        for media_type in content
        for name, (_, pointer) in fields.items()
    ]
    return {"content": content, **({"required": True} if required else {})}, [("", found[0][1]), *moved]
