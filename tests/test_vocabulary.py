"""The vocabulary's schema says what the code reads."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from mockserver.access.limits import STRATEGIES
from mockserver.behaviours import BEHAVIOURS
from mockserver.behaviours.listing.pagination import STYLES
from mockserver.contract import mock as blocks_of_x_mock
from mockserver.contract.document_nodes import GRAMMAR
from mockserver.contract.mock import (
    Block,
    Origin,
)
from mockserver.contract.mock.block_reader import keys_of_block
from mockserver.errors import Violation
from mockserver.explanation import vocabulary_page
from mockserver.language.conditions import comparisons
from mockserver.language.operators import OPERATORS
from mockserver.rendering.messages import facts_of
from tests.vocabulary_words import (
    CODE,
    DEFINITIONS,
    MODULES,
    ROOT,
    blocks,
    described,
    objects,
    quoted,
)

TYPED = ROOT / "mockserver" / "contract" / "mock"


READING = "\n".join(path.read_text("utf-8") for path in MODULES if TYPED not in path.parents)


WORDS_OF_PEOPLE = {"no_effect", "description"}  # reasons, which are for readers


def every_key() -> list[tuple[str, str, Mapping[str, Any]]]:
    return [
        (place, key, node)
        for place, block in DEFINITIONS.items()
        for key, node in vocabulary_page.keys_below(block)
    ]


# The schema against the code


@pytest.mark.parametrize(("place", "key"), [(place, key) for place, key, _ in every_key()])
def test_every_key_is_read_by_the_code(place: str, key: str) -> None:
    name = re.split(r"\.|\[\]", key)[-1]

    read = re.search(rf"""\.{name}\b|["']{name}["']""", READING)
    assert name in WORDS_OF_PEOPLE or read, f"{place}: nothing reads {key}"


@pytest.mark.parametrize(
    ("place", "key", "node"), every_key(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_key_is_described(place: str, key: str, node: Mapping[str, Any]) -> None:
    target = node.get("$ref", "").rpartition("/")[2]
    description = node.get("description") or DEFINITIONS[target]["description"]

    assert description.endswith(".")


@pytest.mark.parametrize("place", DEFINITIONS)
def test_every_place_is_described_and_is_somewhere_in_a_document(place: str) -> None:
    assert DEFINITIONS[place]["description"].endswith(".")
    used = {ref.rpartition("/")[2] for ref in re.findall(r"#/\$defs/\w+", str(DEFINITIONS))}
    assert place in {*GRAMMAR, *used}


@pytest.mark.parametrize(
    ("key", "node"), [(f"{place} {key}", node) for place, key, node in every_key() if "enum" in node]
)
def test_every_value_is_described(key: str, node: Mapping[str, Any]) -> None:
    assert [value for value in node["enum"] if f"`{value}`" not in node["description"]] == []


def values(place: str, key: str) -> set[str]:
    (found,) = [node for where, name, node in every_key() if (where, name) == (place, key)]
    return set(found["enum"] if "enum" in found else found["anyOf"][0]["enum"])


# Whose default is that of the violation: what it would have been without the key.
DEFAULTS_OF_VIOLATIONS = {"ParameterMock.error", "SchemaMock.error"}


DESCRIBED = described()


KINDS = sorted({kind for kind, _ in DESCRIBED}, key=lambda kind: kind.__name__)


# The schema against the dataclasses


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_keys_of_a_block_are_those_of_the_vocabulary(kind: type[Block]) -> None:
    nodes = [node for other, node in DESCRIBED if other is kind]

    assert {key for node in nodes for key in node["properties"]} == keys_of_block(kind).keys()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_what_has_keys_of_its_own_is_a_dataclass(kind: type[Block]) -> None:
    for node in (node for other, node in DESCRIBED if other is kind):
        for key, (annotation, what) in keys_of_block(kind).items():
            inner = list(objects(node["properties"].get(key, {})))
            assert what or not inner or list(blocks(annotation)), f"{key} is read as JSON"


def test_every_dataclass_is_somewhere_in_the_vocabulary() -> None:
    assert {found for found in vars(blocks_of_x_mock).values() if isinstance(found, type)} - {
        Origin,
        Block,
    } <= {*KINDS}


@pytest.mark.parametrize(("kind", "node"), DESCRIBED, ids=lambda value: getattr(value, "__name__", ""))
def test_defaults_are_those_of_the_vocabulary(kind: type[Block], node: Mapping[str, Any]) -> None:
    """`Default 20.`, `Default `id`.`, or `eq` (default) in a list of values."""
    made = kind()
    for key, member in node["properties"].items():
        text = member.get("description", "")
        found = re.search(r"Default `?([\w-]+)`?\.", text) or re.search(r"`(\w+)` \(default", text)
        if found and f"{kind.__name__}.{key}" not in DEFAULTS_OF_VIOLATIONS:
            assert str(getattr(made, key)) == found[1], key


def test_values_are_those_of_the_code() -> None:
    assert values("operation", "behaviour") == BEHAVIOURS.keys()
    assert values("pagination", "style") == STYLES.keys()
    assert values("parameter", "page") == {part for style in STYLES.values() for part in style.parts}
    assert values("limits", "policies.NAME.window") == STRATEGIES.keys()
    assert values("filter", "op") == OPERATORS.keys()
    outcomes = re.findall(r"""Result\(\s*"(\w+)"|return "(\w+)", writer""", CODE)
    assert values("response", "outcome") == {name for pair in outcomes for name in pair if name}


def test_keys_that_some_behaviours_know_are_keys_of_operations_and_parameters() -> None:
    for behaviour in BEHAVIOURS.values():
        assert {*behaviour.keys} <= DEFINITIONS["operation"]["properties"].keys()
        assert {*behaviour.parameter_keys} <= DEFINITIONS["parameter"]["properties"].keys()


def test_the_operators_of_conditions_are_described() -> None:
    described = set(quoted(DEFINITIONS["condition"]["description"]))

    assert {*comparisons(), "not"} <= described


def test_the_placeholders_of_messages_are_described() -> None:
    offered = {
        name.strip("{}") for name in quoted(DEFINITIONS["messages"]["description"]) if name.startswith("{")
    }
    every = " ".join(f"<{{{name}}}>" for name in [*offered, "pointer", "keyword", "pattern", "nowhere"])
    violation = Violation("body", ("a",), "type", {"types": ["integer"]}, "", {})

    text = facts_of(violation, {"type": every})["message"]

    assert re.findall(r"\{(\w+)\}", text) == ["nowhere"]


def test_the_servers_own_words_for_violations_are_in_the_code() -> None:
    words = (
        DEFINITIONS["messages"]["description"]
        .partition("the server's own")[2]
        .partition("the kind of a guard")[0]
    )

    assert [word for word in quoted(words) if f'"{word}"' not in CODE] == []
    used = set(re.findall(r'Violation\(\s*"\w+",\s*(?:\(\)|\(name,\)|path),\s*"(\w+)"', CODE))
    assert used <= set(quoted(DEFINITIONS["messages"]["description"]))  # `required` is JSON Schema's own


def integers(node: Any, place: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each schema of an integer in the vocabulary, with its place."""
    if isinstance(node, list):
        node = dict(enumerate(node))
    if isinstance(node, dict):
        if node.get("type") in ("integer", "number"):
            yield place, node
        for key, value in node.items():
            yield from integers(value, f"{place}/{key}")


def test_every_number_has_bounds() -> None:
    numbers = dict(integers(DEFINITIONS))

    assert len(numbers) > 10
    assert [place for place, node in numbers.items() if "maximum" not in node] == []
    assert [
        place for place, node in numbers.items() if not {"minimum", "exclusiveMinimum"} & node.keys()
    ] == []
