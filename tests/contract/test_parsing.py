"""Texts that are nearly in order: what is read of them, and what is said."""

import tracemalloc
from typing import Any

import pytest

from mockserver.contract import parsing, positions
from mockserver.errors import SpecError


def read(text: str) -> parsing.Parsed:
    return parsing.parse_text(text, "acme")


@pytest.mark.parametrize(
    ("text", "data", "line", "says"),
    [
        (
            "a: 1\nb: 2\na: 3",
            {"a": 3, "b": 2},
            3,
            "the key 'a' stands twice, first at line 1; the last one counts",
        ),
        (
            '{"a": 1,\n "b": {"c": 1,\n "c": 2}}',
            {"a": 1, "b": {"c": 2}},
            3,
            "the key 'c' stands twice, first at line 2",
        ),
        ("a: !thing {b: 1}\nc: !thing x", {"a": {"b": 1}, "c": "x"}, 2, "the tag '!thing' is not known"),
        ("a: &x [*x]", {"a": [None]}, None, "an anchor contains itself"),
        ("a: &x {b: *x}", {"a": {"b": None}}, None, "an anchor contains itself"),
        ("? {a: 1}\n: b\nc: 1", {"c": 1}, 1, "a key is a text"),
        ("<<: 5\na: 1", {"a": 1}, 1, "what a merge key brings has to be an object"),
        ("a: !!int x", {"a": "x"}, 1, "'x' is no int; read as a text"),
        ("a: " + "9" * 5000, {"a": "9" * 5000}, 1, "is no int"),
        ("[" * 250 + "]" * 250, None, 1, "nested deeper than 200 levels"),
        ('{"a": "\\ud800"}', {"a": "?"}, None, "half of a surrogate pair"),
        ('{"a":' + "[" * 300 + "]" * 300 + "}", None, None, "nested deeper than 200 levels"),
    ],
)
def test_what_can_be_read_is_read_and_told(text: str, data: Any, line: int | None, says: str) -> None:
    found = read(text)

    assert data is None or found.data == data
    assert [problem.line for problem in found.problems if says in problem.message] == [line]


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("{openapi: 3.0.3, a: [1]}", {"openapi": "3.0.3", "a": [1]}),  # YAML's flow style is no JSON
        ('\ufeff{"a": 1}', {"a": 1}),
        ("\ufeffa: 1", {"a": 1}),
        ('{"a": 18446744073709551616, "b": NaN}', {"a": 18446744073709551616, "b": None}),
        ("a: !!binary aGk=\nb: !!timestamp 2024-01-01", {"a": "aGk=", "b": "2024-01-01"}),
        ("a: &x {n: 1}\nb: {<<: *x, n: 2}\nc: {<<: [*x, {n: 3, m: 4}]}", {
            "a": {"n": 1}, "b": {"n": 2}, "c": {"n": 1, "m": 4},
        }),
        ("a: &x {n: 1}\nb: &y {<<: *x, m: 2}\nc: {<<: *y}", {
            "a": {"n": 1}, "b": {"n": 1, "m": 2}, "c": {"n": 1, "m": 2},
        }),
    ],
)  # fmt: skip
def test_what_is_in_order_is_read_without_a_word(text: str, data: Any) -> None:
    found = read(text)

    assert (found.data, found.problems) == (data, [])


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        "- " * 200_000,
        "- !a " * 200_000,
        "{a: " * 5_000,
        '{"a":' * 100_000,
        "? " * 5_000 + "a",
        '{"a": ' + "9" * 5000 + "}",
    ],
    ids=["brackets", "dashes", "tags", "braces", "json", "keys", "digits"],
)
def test_what_nobody_survives_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(SpecError) as refused:
        read(text)

    assert "\n" not in str(refused.value)


def test_anchors_that_make_a_flood_of_nodes_are_refused_before_they_do() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    tracemalloc.start()
    with pytest.raises(SpecError, match="its anchors make 200,000 nodes"):
        read("\n".join(lines))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 500 * 2**20


JSON = '{\n "a": [1,\n  {"b\\"\\u00e9": 2}],\n\t"c": "x,{[:",\n\n "d": {}\n}'


@pytest.mark.parametrize(
    ("pointer", "line"), [("", 1), ("a", 2), ("a/0", 2), ("a/1", 3), ('a/1/b"é', 3), ("c", 4), ("d", 6)]
)
def test_json_has_lines_also_where_it_is_no_yaml(pointer: str, line: int) -> None:
    steps = pointer.split("/") if pointer else []

    assert positions.nearest(positions.of_json(JSON), steps) == (line, True)


def test_what_stands_nowhere_has_the_line_of_what_would_hold_it() -> None:
    assert positions.nearest(positions.of_json(JSON), ("a", "1", "nope", "x")) == (3, False)
    assert positions.nearest(positions.of_json(JSON), ("a", "9")) == (2, False)
    assert positions.nearest(positions.of_json(JSON), ("a", "x")) == (2, False)
