"""The page of the vocabulary says what the code reads."""

import re
from collections.abc import Iterator

import pytest

from mockserver.access.permissions import Permissions
from mockserver.behaviours import BEHAVIOURS
from mockserver.behaviours.listing.pagination import STYLES
from mockserver.errors import DEFAULT_STATUS, ApiError, Violation
from mockserver.exchange import Caller, LimitDecision, Request
from mockserver.explanation import vocabulary_page
from mockserver.language.expressions import ExpressionError, compile_expression
from mockserver.rendering.messages import facts_of
from tests.builders import call, compiled, mock
from tests.vocabulary_words import (
    CODE,
    ROOT,
    quoted,
)

README = (ROOT / "specs" / "README.md").read_text("utf-8")


def table(heading: str) -> Iterator[list[str]]:
    """The rows of the first table after a heading of the page, without its own two head lines."""
    section = README.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and cells[1] not in {"status", "---", "value"}:
            yield cells


def test_the_tables_are_made_of_the_schema() -> None:
    assert vocabulary_page.with_tables(README) == README, (
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
    made = compiled("paths: {/x: {get: {x-mock: {scopes: [a]}, responses: {'200': {description: ok}}}}}")
    permissions = Permissions(made, made.operations[0])

    with pytest.raises(ApiError) as caught:
        permissions.require(Caller("nobody", scopes=frozenset()), Request("GET", b"/x", b"", {}))

    assert caught.value.required is not None
    assert members("required") == caught.value.required.keys()


@pytest.mark.parametrize(
    "directive", ["$each", "$group", "$join", "$as", "$by", "$with", "$if", "$then", "$else"]
)
def test_the_directives_are_described(directive: str) -> None:
    assert f'"{directive}"' in CODE
    assert directive in README
