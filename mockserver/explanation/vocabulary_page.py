"""The vocabulary as Markdown: the tables of specs/README.md, made of the descriptions in x-mock.schema.json.

`python -m mockserver.explanation.vocabulary_page specs/README.md` writes them again.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mockserver.contract.vocabulary import vocabulary
from mockserver.parts import PARTS

SchemaNode = Mapping[str, Any]
BEGIN, END = "<!-- keys: begin -->", "<!-- keys: end -->"


def tables() -> str:
    """A section for each definition of the vocabulary, with a table of its keys."""
    return "\n".join(
        line for name, node in vocabulary(PARTS)["$defs"].items() for line in _section(name, node)
    )


def with_tables(text: str) -> str:
    """A Markdown text with the tables between its markers."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n{tables()}\n{END}{rest.partition(END)[2]}"


def keys_below(node: SchemaNode, prefix: str = "") -> Iterator[tuple[str, SchemaNode]]:
    """Every key below a node with what describes it; keys of parts are dotted: `unique[].fields`."""
    needed = node.get("required", ())
    for name, member in node.get("properties", {}).items():
        yield f"{prefix}{name}", {**member, "needed": name in needed}
        yield from _below(member, f"{prefix}{name}")
    yield from _below(
        {key: value for key, value in node.items() if key != "properties"}, prefix.removesuffix(".")
    )


def _below(node: SchemaNode, name: str) -> Iterator[tuple[str, SchemaNode]]:
    for part in node.get("anyOf", [node]) if "properties" not in node else [node]:
        yield from _inner(part, f"{name}." if name else "")
        if isinstance(part.get("additionalProperties"), Mapping):
            yield from _inner(part["additionalProperties"], f"{name}.NAME." if name else "NAME.")
        if isinstance(part.get("items"), Mapping):
            yield from _inner(part["items"], f"{name}[].")


def _inner(node: SchemaNode, prefix: str) -> Iterator[tuple[str, SchemaNode]]:
    for part in [node, *node.get("anyOf", ())]:
        if "properties" in part:
            yield from keys_below(part, prefix)


def _section(name: str, node: SchemaNode) -> Iterator[str]:
    rows = dict(keys_below(node))
    yield f"### {name}\n"
    yield f"{node['description']}\n"
    if rows:
        yield from ("| key | |", "| --- | --- |")
        yield from (f"| `{key}` | {_described(member)} |" for key, member in rows.items())
        yield ""


def _described(member: SchemaNode) -> str:
    target = _reference(member)
    text = str(member.get("description", ""))
    if target:
        own = text or vocabulary(PARTS)["$defs"][target]["description"].partition(". ")[0].rstrip(".") + "."
        text = f"{own} See [{target}](#{target})."
    return f"{text} Needed." if member.get("needed") else text


def _reference(member: SchemaNode) -> str | None:
    """The definition that a key, or each of its members, is."""
    holders = [member, member.get("additionalProperties"), member.get("items")]
    refs = [holder["$ref"] for holder in holders if isinstance(holder, Mapping) and "$ref" in holder]
    return refs[0].rpartition("/")[2] if refs else None


if __name__ == "__main__":
    for name in sys.argv[1:]:
        Path(name).write_text(with_tables(Path(name).read_text("utf-8")), "utf-8")
