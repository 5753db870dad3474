"""Overlays and variants: changes to a document that leave its file alone."""

from pathlib import Path
from typing import Any

import pytest

from mockserver.contract import overlay
from mockserver.contract.compiler import compile_contract
from mockserver.errors import SpecError, UsageError
from mockserver.parts import PARTS
from tests.builders import compiled, load

DATA: dict[str, Any] = {
    "a": {"x": 1, "list": [1, 2, 3, 4], "deep": {"y": 1}},
    "b": [{"n": 1}, {"n": 2}, {"n": 3}],
}
TEXT = "paths: {}\n"


def applied(actions: list[dict[str, Any]]) -> Any:
    document = load(TEXT)
    document.data = {
        "a": {"x": 1, "list": [1, 2, 3, 4], "deep": {"y": 1}},
        "b": [{"n": 1}, {"n": 2}, {"n": 3}],
    }
    assert overlay.apply(document, actions, "") == []
    return document.data


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ({"target": "$.a", "update": {"x": 2, "z": 3}}, DATA | {"a": {**DATA["a"], "x": 2, "z": 3}}),
        ({"target": "$.a", "update": {"deep": {"w": 5}}}, DATA | {"a": {**DATA["a"], "deep": {"y": 1, "w": 5}}}),
        ({"target": "$.a", "update": {"list": [5]}}, DATA | {"a": {**DATA["a"], "list": [1, 2, 3, 4, 5]}}),
        ({"target": "$.a.list", "update": 5}, DATA | {"a": {**DATA["a"], "list": [1, 2, 3, 4, 5]}}),
        ({"target": "$.a.list", "update": [5, 6]}, DATA | {"a": {**DATA["a"], "list": [1, 2, 3, 4, 5, 6]}}),
        ({"target": "$.a.x", "update": 7}, DATA | {"a": {**DATA["a"], "x": 7}}),
        ({"target": "$.a.deep", "update": "text"}, DATA | {"a": {**DATA["a"], "deep": "text"}}),
        ({"target": "$.b[*]", "update": {"m": 0}}, DATA | {"b": [{"n": n, "m": 0} for n in (1, 2, 3)]}),
        ({"target": "$.b[?@.n == 2]", "remove": True}, DATA | {"b": [{"n": 1}, {"n": 3}]}),
        ({"target": "$.b[*]", "remove": True}, DATA | {"b": []}),
        ({"target": "$.a.list[?@ < 4]", "remove": True}, DATA | {"a": {**DATA["a"], "list": [4]}}),
        ({"target": "$.a.deep", "remove": True}, DATA | {"a": {"x": 1, "list": [1, 2, 3, 4]}}),
        ({"target": "$.a['x', 'deep']", "remove": True}, DATA | {"a": {"list": [1, 2, 3, 4]}}),
        ({"target": "$", "update": {"c": 1}}, DATA | {"c": 1}),
        ({"target": "$.a.x", "remove": True, "update": 3}, DATA | {"a": {"list": [1, 2, 3, 4], "deep": {"y": 1}}}),
        ({"target": "$.a.x", "description": "does nothing"}, DATA),
    ],
)  # fmt: skip
def test_an_action(action: dict[str, Any], expected: Any) -> None:
    assert applied([action]) == expected


def test_actions_follow_each_other() -> None:
    found = applied([{"target": "$.a.list", "remove": True}, {"target": "$.a", "update": {"list": ["new"]}}])

    assert found["a"]["list"] == ["new"]


def test_an_update_is_not_shared_between_what_it_changes() -> None:
    found = applied(
        [{"target": "$.b[*]", "update": {"tags": []}}, {"target": "$.b[0].tags", "update": "one"}]
    )

    assert [element["tags"] for element in found["b"]] == [["one"], [], []]


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("$.gone", "the target $.gone selects nothing"),
        ("$[", "no JSONPath"),
        ("$", "the root can be neither removed nor replaced"),
    ],
)
def test_a_target_that_selects_nothing_is_a_problem_at_its_place(target: str, says: str) -> None:
    problems = overlay.apply(load(TEXT), [{"target": "$"}, {"target": target, "remove": True}], "/actions")

    assert [(problem.pointer, says in problem.message) for problem in problems] == [
        ("/actions/1/target", True)
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: 1", "this is no overlay"),
        ("overlay: 1.0.0", "this is no overlay"),
        ("overlay: 1.0.0\nactions: [3]", "an action is an object with a `target`"),
        ("overlay: 1.0.0\nactions: [{remove: true}]", "an action is an object with a `target`"),
        ("overlay: [", "this is not YAML"),
    ],
)
def test_a_file_that_is_no_overlay(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "changes.yaml"
    path.write_text(text)

    with pytest.raises(SpecError, match=says):
        overlay.read_overlay(path)


def test_an_overlay_changes_what_is_served(tmp_path: Path) -> None:
    path = tmp_path / "changes.yaml"
    path.write_text(
        "overlay: 1.0.0\ninfo: {title: x, version: '1'}\nactions: [{target: $.info, update: {title: Other}}]"
    )

    contract = compile_contract(load(TEXT), PARTS, overlays=[overlay.read_overlay(path)])

    assert contract.title == "Other"


OVERLAY = """overlay: 1.0.0
info: {title: Changes, version: "1"}
actions:
  - target: $.paths['/pets'].get
    update:
      tags: [pets]
      x-mock:
        behaviour: lisst
%s
"""
PETS = """
paths:
  /pets:
    get:
      tags: [all]
      responses: {'200': {description: ok}}
"""


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ("", ["changes.yaml:8: x-mock: 'lisst' is not known here"]),
        ("        resource: [3]", ["changes.yaml:8: x-mock: 'lisst'", "changes.yaml:9: x-mock: [3] is not"]),
        (
            "  - target: $.gone\n    remove: true",
            ["changes.yaml:9: the target $.gone", "changes.yaml:8: x-mock"],
        ),
    ],
)
def test_the_problem_of_an_overlay_has_its_line_there(tmp_path: Path, more: str, where: list[str]) -> None:
    path = tmp_path / "changes.yaml"
    path.write_text(OVERLAY % more)

    with pytest.raises(SpecError) as caught:
        compile_contract(load(PETS), PARTS, overlays=[overlay.read_overlay(path)])

    found = [str(problem).removeprefix(f"{tmp_path}/") for problem in caught.value.problems]
    assert len(found) == len(where)
    for problem, begins in zip(found, where, strict=True):
        assert problem.startswith(begins)


def test_what_an_overlay_adds_has_its_line_and_what_it_leaves_has_that_of_the_document(
    tmp_path: Path,
) -> None:
    path = tmp_path / "changes.yaml"
    path.write_text(OVERLAY.replace("lisst", "list") % "")
    document = load(PETS)

    assert overlay.apply_overlay(document, overlay.read_overlay(path)) == []

    operation = "/paths/~1pets/get"
    places = [
        document.place(f"{operation}/{each}")
        for each in ("x-mock/behaviour", "tags/0", "tags/1", "responses")
    ]
    lines = PETS.split("\n")
    assert places == [
        (str(path), 8),
        (document.source, document.line("/paths/~1pets/get/tags")),
        (str(path), 6),
        (document.source, document.text.split("\n").index(lines[5]) + 1),
    ]


# Variants

VARIED = """
x-mock:
  variants:
    first: {description: one, actions: [{target: $.info, update: {title: First}}]}
    second: {description: two, actions: [{target: "$.info[?@ == 'First']", update: Second}]}
    stale: {description: none, actions: [{target: $.gone, remove: true}]}
paths: {}
"""


@pytest.mark.parametrize(
    ("variants", "title"),
    [((), "Acme"), (("first",), "First"), (("first", "second"), "Second"), (("second", "first"), "Second")],
)
def test_variants_follow_the_order_of_the_document(variants: tuple[str, ...], title: str) -> None:
    assert compiled(VARIED, variants=variants).title == title


def test_a_variant_that_selects_nothing_is_refused_at_its_line() -> None:
    with pytest.raises(
        SpecError, match=r"acme.yaml:8: .*selects nothing \(at /x-mock/variants/stale/actions/0/target"
    ):
        compiled(VARIED, variants=["stale"])


def test_an_unknown_variant_is_told_the_known_ones() -> None:
    with pytest.raises(UsageError, match="acme has no variant 'third'; it has: first, second, stale"):
        compiled(VARIED, variants=["third"])


def test_a_document_without_variants_has_none() -> None:
    with pytest.raises(UsageError, match="it has: none"):
        compiled(TEXT, variants=["first"])


def test_a_variant_is_checked_like_the_document() -> None:
    text = """
    x-mock: {variants: {odd: {description: x, actions: [{target: $, update: {x-mock: {resorces: {}}}}]}}}
    paths: {}
    """

    with pytest.raises(SpecError, match="unknown key 'resorces'; did you mean 'resources'"):
        compiled(text, variants=["odd"])
