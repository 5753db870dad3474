"""Documents as they are read: YAML, JSON, versions, lines."""

import math
from pathlib import Path
from typing import Any

import pytest

from mockserver.contract import document
from mockserver.errors import SpecError
from tests.builders import load


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("NO", "NO"),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("Off", "Off"),
        ("y", "y"),
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("2024-01-01", "2024-01-01"),
        ("2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z"),
        ("1:30", "1:30"),
        ("190:20:30", "190:20:30"),
        ("1_000", "1_000"),
        ("0x1F", 31),
        ("0o17", 15),
        ("017", 17),
        ("0b11", "0b11"),
        ("+12", 12),
        ("-7", -7),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("1.", 1.0),
        ("-1.5E-2", -0.015),
        ("~", None),
        ("null", None),
        ("", None),
        ("Null", None),
        ("nUll", "nUll"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("=", "="),
        ("3.0.3", "3.0.3"),
        ("'\\x'", "\\x"),
        ("18446744073709551616", 18446744073709551616),
    ],
)
def test_scalars_are_read_by_the_core_schema_of_yaml_1_2(written: str, expected: Any) -> None:
    read = document.parse(f"value: {written}", "acme.yaml")["value"]

    assert read == expected
    assert type(read) is type(expected)


@pytest.mark.parametrize(("written", "key"), [("200", "200"), ("true", "true"), ("NO", "NO"), ("1.5", "1.5")])
def test_keys_become_strings(written: str, key: str) -> None:
    assert document.parse(f"{written}: x", "acme.yaml") == {key: "x"}


def test_infinity_has_no_place_in_json_and_is_null() -> None:
    assert document.parse("value: .inf", "acme.yaml") == {"value": None}
    assert math.isinf(float("inf"))


def test_an_anchor_is_copied_so_that_its_uses_change_alone() -> None:
    data = document.parse("a: &x {n: 1}\nb: *x\nc: {<<: *x, m: 2}", "acme.yaml")

    data["a"]["n"] = 9

    assert data == {"a": {"n": 9}, "b": {"n": 1}, "c": {"n": 1, "m": 2}}


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a: 1\nb: [1, 2\nc: 3", 3, "this is not YAML"),
        ("a: 1\n\tb: 2", 2, "this is not YAML"),
        ("a: *nowhere", 1, "undefined alias"),
        ("a: !!python/object:os.system x", 1, "this is not YAML"),
        ('{"a": 1,\n "b": }', 2, "this is not JSON"),
        ("a: &x [*x]", None, "contains itself"),
        ("a: 1\nb: 2\na: 3", 3, "'a' stands twice"),
    ],
    ids=["bracket", "tab", "alias", "python", "json", "circle", "twice"],
)
def test_a_text_that_cannot_be_read_is_a_problem_at_its_line(text: str, line: int | None, says: str) -> None:
    with pytest.raises(SpecError) as caught:
        document.parse(text, "acme.yaml")

    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == ("acme.yaml", line)
    assert says in problem.message


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("swagger: '1.2'\npaths: {/a: {}}", "needs `openapi: 3.x.y`"),
        ("openapi: 3.0", "needs `openapi: 3.x.y`"),
        ("openapi: 4.0.0", "needs `openapi: 3.x.y`"),
        ("- 1", "needs `openapi: 3.x.y`"),
        ("", "needs `openapi: 3.x.y`"),
    ],
)
def test_only_openapi_3_is_served(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "acme.yaml"
    path.write_text(text)

    with pytest.raises(SpecError, match=says):
        document.load(path)


@pytest.mark.parametrize(
    ("content", "says"), [(b"\xff\xfe", "is not UTF-8"), (None, "cannot be read: No such file")]
)
def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path, content: bytes | None, says: str) -> None:
    path = tmp_path / "acme.yaml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(SpecError, match=says):
        document.load(path)


@pytest.mark.parametrize(
    ("openapi", "version"), [("3.0.3", (3, 0)), ("3.1.0", (3, 1)), ("3.1", (3, 1)), ("3.0.0-rc2", (3, 0))]
)
def test_version(openapi: str, version: tuple[int, int]) -> None:
    assert load("paths: {}", head=f"openapi: '{openapi}'\n").version == version


@pytest.mark.parametrize(
    ("pointer", "token"),
    [("/a~1b", "a/b"), ("/a~0b", "a~b"), ("/a%20b", "a b"), ("#/a~01", "a~1")],
)
def test_tokens_of_a_pointer_are_unescaped(pointer: str, token: str) -> None:
    assert list(document.steps(pointer)) == [token]


@pytest.mark.parametrize("token", ["plain", "a/b", "a~b", "~1", "/", ""])
def test_escape_is_undone_by_steps(token: str) -> None:
    assert list(document.steps(f"/{document.escape(token)}")) == [token]


LINED = """\
paths:
  /customers/{id}:
    get: &get
      tags: [a,
             b]
      responses:
        '200': {description: ok}
    put:
      <<: *get
      summary: put
    post:
      <<: [*get, {summary: merged}]
      tags: [own]
"""


@pytest.mark.parametrize(
    ("pointer", "line"),
    [
        ("", 1),
        ("/openapi", 1),
        ("/paths", 3),
        ("/paths/~1customers~1{id}", 4),
        ("/paths/~1customers~1{id}/get", 5),
        ("/paths/~1customers~1{id}/get/tags/1", 7),
        ("/paths/~1customers~1{id}/get/responses/200", 9),
        ("/paths/~1customers~1{id}/put/responses/200", 9),
        ("/paths/~1customers~1{id}/put/summary", 12),
        ("/paths/~1customers~1{id}/post/summary", 14),
        ("/paths/~1customers~1{id}/post/tags", 15),
        ("/paths/~1customers~1{id}/post/responses", 8),
        ("/paths/~1customers~1{id}/get/nowhere/deeper", 5),
        ("/nowhere", 1),
    ],
)
def test_the_line_of_a_pointer(pointer: str, line: int) -> None:
    assert load(LINED).line(pointer) == line


def test_an_own_key_hides_the_merged_one_wherever_the_merge_stands() -> None:
    found = load("a: &a\n  '/x': 1\nb:\n  <<: *a\n  '/x': 2\nc: {<<: *a}\n")

    assert found.line("/b/~1x") == 7
    assert found.line("/c/~1x") == 4


def test_json_has_lines() -> None:
    text = '{\n "openapi": "3.0.3",\n "paths": {\n  "/a": {}\n }\n}'
    found = document.from_data("acme", document.parse(text, ""), source="acme.json", text=text)

    assert found.line("/paths/~1a") == 4


def test_a_pointer_leads_through_arrays_and_nowhere_else() -> None:
    found = load("tags: [{name: a}]")

    assert found.at("/tags/0/name") == "a"
    for pointer in ("/tags/1", "/tags/x", "/tags/0/name/0", "/gone"):
        with pytest.raises(KeyError):
            found.at(pointer)


def test_a_circle_of_references_ends() -> None:
    found = load(
        "components: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}}"
    )

    with pytest.raises(KeyError):
        found.resolve({"$ref": "#/components/schemas/A"})
