"""The vocabulary, the code that reads it and the page that describes it say the same."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import pytest

from mockserver.access.limits import STRATEGIES
from mockserver.access.permissions import Permissions
from mockserver.behaviours import BEHAVIOURS
from mockserver.behaviours.listing.pagination import STYLES
from mockserver.contract import mock as blocks_of_x_mock
from mockserver.contract.mock import (
    Block,
    DocumentMock,
    OperationMock,
    Origin,
    ParameterMock,
    ResponseMock,
    SchemaMock,
    SecurityMock,
)
from mockserver.contract.mock.reader import keys
from mockserver.contract.vocabulary import vocabulary
from mockserver.contract.walking import GRAMMAR
from mockserver.errors import DEFAULT_STATUS, ApiError, Violation
from mockserver.exchange import Caller, LimitDecision
from mockserver.explanation import vocabulary_page
from mockserver.language.conditions import comparisons
from mockserver.language.expressions import ExpressionError, compile_expression
from mockserver.language.operators import OPERATORS
from mockserver.parts import PARTS
from mockserver.rendering.messages import facts_of
from tests.builders import call, compiled, mock

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "specs" / "README.md").read_text("utf-8")
MODULES = sorted((ROOT / "mockserver").rglob("*.py"))
TYPED = ROOT / "mockserver" / "contract" / "mock"
CODE = "\n".join(path.read_text("utf-8") for path in MODULES)
READING = "\n".join(path.read_text("utf-8") for path in MODULES if TYPED not in path.parents)
DEFINITIONS = vocabulary(PARTS)["$defs"]
WORDS_OF_PEOPLE = {"no_effect", "description"}  # reasons, which are for readers


def every_key() -> list[tuple[str, str, Mapping[str, Any]]]:
    return [
        (place, key, node)
        for place, block in DEFINITIONS.items()
        for key, node in vocabulary_page.keys(block)
    ]


def table(heading: str) -> Iterator[list[str]]:
    """The rows of the first table after a heading of the page, without its own two head lines."""
    section = README.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and cells[1] not in {"status", "---", "value"}:
            yield cells


def quoted(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


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


# The schema against the dataclasses

TYPES: Mapping[str, type[Block]] = {
    "document": DocumentMock,
    "operation": OperationMock,
    "parameter": ParameterMock,
    "response": ResponseMock,
    "schema": SchemaMock,
    "security": SecurityMock,
}
# Whose default is that of the violation: what it would have been without the key.
DEFAULTS_OF_VIOLATIONS = {"ParameterMock.error", "SchemaMock.error"}
Described = tuple[type[Block], Mapping[str, Any]]


def objects(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The nodes of the schema with keys of their own that a value may be, or hold, in a list or by name."""
    if "$ref" in node:
        yield from objects(DEFINITIONS[node["$ref"].rpartition("/")[2]])
    if "properties" in node:
        yield node
    for part in (*node.get("anyOf", ()), node.get("items"), node.get("additionalProperties")):
        if isinstance(part, Mapping):
            yield from objects(part)


def blocks(annotation: Any) -> Iterator[type[Block]]:
    """The dataclasses that an annotation names."""
    if isinstance(annotation, type) and issubclass(annotation, Block):
        yield annotation
    for part in get_args(annotation):
        yield from blocks(part)


def described() -> list[Described]:
    """Each dataclass with each node of the schema that it is read from."""
    waiting: list[Described] = [(kind, DEFINITIONS[place]) for place, kind in TYPES.items()]
    found: list[Described] = []
    while waiting:
        kind, node = waiting.pop()
        if any(kind is other and node is its for other, its in found):
            continue  # a filter holds filters
        found.append((kind, node))
        for key, (annotation, what) in keys(kind).items():
            if what is None:
                inner = list(objects(node["properties"].get(key, {})))
                waiting += [(block, each) for block in blocks(annotation) for each in inner]
    return found


DESCRIBED = described()
KINDS = sorted({kind for kind, _ in DESCRIBED}, key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_keys_of_a_block_are_those_of_the_vocabulary(kind: type[Block]) -> None:
    nodes = [node for other, node in DESCRIBED if other is kind]

    assert {key for node in nodes for key in node["properties"]} == keys(kind).keys()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_what_has_keys_of_its_own_is_a_dataclass(kind: type[Block]) -> None:
    for node in (node for other, node in DESCRIBED if other is kind):
        for key, (annotation, what) in keys(kind).items():
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


# The page against the code


def test_the_tables_are_made_of_the_schema() -> None:
    assert vocabulary_page.rewritten(README) == README, (
        "run: python -m mockserver.explanation.vocabulary_page specs/README.md"
    )


def test_the_kinds_of_error_are_those_of_the_code() -> None:
    described = {kind: int(cells[1]) for cells in table("Errors") for kind in quoted(cells[0])}

    assert described == DEFAULT_STATUS


def expressions() -> list[str]:
    """Every expression of the page's table; `.size` after `$page.number` stands for `$page.size`."""
    found: list[str] = []
    for cells in table("Templates and expressions"):
        names = quoted(cells[0])
        root = names[0].partition(".")[0]
        found += [f"{root}{name}" if name.startswith((".", "#")) else name for name in names]
    return [name for name in found if name not in {"?", '"...": $row'}]


def concrete(name: str) -> str:
    return (
        name.replace("NAME", "q")
        .replace("FIELD", "f")
        .replace("MEMBER", "m")
        .replace("POINTER", "p")
        .replace(".N", ".8")
    )


@pytest.mark.parametrize("name", expressions())
def test_every_expression_of_the_page_is_understood(name: str) -> None:
    if name != "$rows":
        compile_expression(concrete(name))


def test_the_roots_of_expressions_are_those_of_the_code() -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_expression("$nothing")

    known = set(re.findall(r"\$(\w+)", str(caught.value))) - {"nothing"}
    assert {name[1:].partition(".")[0] for name in expressions()} == known


PAGED = """
x-mock:
  resources: {{rows: {{}}}}
  pagination: {{p: {{style: {style}, body: {{rows: $rows, url: $page.next_url}}}}}}
paths:
  /rows:
    get:
      x-mock: {{behaviour: list, resource: rows, pagination: p}}
      parameters: {parameters}
      responses:
        '200':
          description: ok
          x-mock: {{members: {{/next: $page.links.next}}}}
          content: {{application/json: {{schema: {{type: object}}}}}}
"""


def facts_of_pages() -> set[str]:
    """Every member of `$page` that one of the styles gives."""
    found: set[str] = set()
    for style, pager in STYLES.items():
        declared = [
            {
                "name": role,
                "in": "query",
                "schema": {"type": "integer" if role in {"number", "size", "offset"} else "string"},
                "x-mock": {"page": role},
            }
            for role in pager.parts
        ]
        made = mock(PAGED.format(style=style, parameters=declared), {"rows": [{"id": "1"}, {"id": "2"}]})
        asked = call(made, query={"size": 1})
        BEHAVIOURS["list"].make(made.contract.operations[0], made.vendor.services)(asked)
        assert asked.page is not None
        found |= asked.page.keys() - {"links", "paths"}
        found |= {f"links.{way}" for way in asked.page["links"]}
    return found


def members(root: str) -> set[str]:
    return {name.partition(".")[2].rstrip("?") for name in expressions() if name.startswith(f"${root}.")}


def test_the_members_of_a_page_are_those_of_the_styles() -> None:
    assert members("page") == facts_of_pages() | {"paths.next"}  # the page names one, for all are as `links`


def test_the_members_of_a_violation_are_those_of_the_code() -> None:
    assert members("violation") == facts_of(Violation("body", ("a",), "type"), {}).keys()


def test_the_members_of_a_limit_are_those_of_the_code() -> None:
    decision = LimitDecision(exceeded=True, limit=1, remaining=0, reset=0.0, retry_after=1)

    assert members("limit") == decision.facts().keys()


def test_the_members_of_required_are_those_of_the_code() -> None:
    operation = compiled(
        "paths: {/x: {get: {x-mock: {scopes: [a]}, responses: {'200': {description: ok}}}}}"
    ).operations[0]

    with pytest.raises(ApiError) as caught:
        Permissions(operation).require(Caller("nobody", scopes=frozenset()))

    assert caught.value.required is not None
    assert members("required") == caught.value.required.keys()


@pytest.mark.parametrize(
    "directive", ["$each", "$group", "$join", "$as", "$by", "$with", "$if", "$then", "$else"]
)
def test_the_directives_are_described(directive: str) -> None:
    assert f'"{directive}"' in CODE
    assert directive in README
