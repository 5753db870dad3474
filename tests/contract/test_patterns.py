"""Patterns as ECMA-262 has them, whoever's engine reads them."""

import json
from time import process_time

import pytest
import regress
from hypothesis import given
from hypothesis import strategies as st

from mockserver.contract import patterns
from mockserver.contract.pattern_spelling import states
from tests.builders import Mock, compiled, problems_of


@pytest.mark.parametrize(
    ("pattern", "matching", "other"),
    [
        (r"^[a-z]+$", "abc", "ABC"),
        (r"^[\w-\.]+@([\w-]+\.)+[\w-]{2,4}$", "a.b-c@x.example.com", "nope"),  # Annex B: a range that is none
        (r"^[\d-x]+$", "5-x", "y"),
        (r"^.{1,262144}$", "a", ""),
        (r"^[^]+$", "a", ""),
        (r"^\p{L}+$", "é", "1"),
        (r"(?i)^abc$", "ABC", "x"),
        (r"(?i)^[\w-\.]a$", ".A", "b"),
        (r"^(?=.*[a-z])(?=.*\d).{8,}$", "abcdefg1", "abcdefgh"),
        (r"^(a|b)\1$", "aa", "ab"),
        (r"^\d$", "1", "٣"),  # ECMA-262's digits are ASCII
    ],
)
def test_a_pattern_is_searched_for_as_ecma_262_says(pattern: str, matching: str, other: str) -> None:
    search = patterns.search(pattern)
    assert search is not None
    assert search(matching)
    assert not search(other)
    assert len(patterns.keywords(pattern)) == 1


@pytest.mark.parametrize("pattern", ["[", "(*UTF8)a", "a**"])
def test_what_no_engine_reads_is_not_checked(pattern: str) -> None:
    assert patterns.search(pattern) is None
    assert patterns.keywords(pattern) == {}


def test_what_is_no_text_is_not_checked() -> None:
    assert patterns.keywords(7) == {}


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_a_document_is_warned_only_of_what_no_engine_reads(version: str) -> None:
    properties = {"read": {"pattern": r"^[\w-\.]+$"}, "not": {"pattern": "("}}
    text = f"components: {json.dumps({'schemas': {'Thing': {'properties': properties}}})}\npaths: {{}}"
    (problem,) = problems_of(text, head=f"openapi: {version}\ninfo: {{title: Acme, version: '1'}}\n")
    assert (problem.severity, problem.pointer) == (
        "warning",
        "/components/schemas/Thing/properties/not/pattern",
    )


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize("pattern", [r"^((a|b)*){1,20000}$", r"(a{1,3}){2,30000}", r"^(a)\1{70000}$"])
def test_a_pattern_that_could_hang_a_request_is_not_checked_and_told(pattern: str, version: str) -> None:
    head = f"openapi: {version}\ninfo: {{title: Acme, version: '1'}}\n"
    components = {"schemas": {"Thing": {"pattern": pattern}}}
    (problem,) = problems_of(f"components: {json.dumps(components)}\npaths: {{}}", head=head)

    assert (problem.severity, problem.pointer) == ("warning", "/components/schemas/Thing/pattern")
    assert "could take time beyond all measure" in problem.message
    assert patterns.search(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"^(a+)+$", "a" * 40 + "b"),
        (r"^([\w-\.]+)+$", "a" * 5000 + "!"),
        (r"^(?=.*x)(a|a)*$", "a" * 40 + "b"),
        (r"^.{1,65535}.{1,65535}b$", "a" * 100_000),
        (r"a{1,65535}a{1,65535}b", "a" * 100_000),
    ],
)
def test_no_pattern_that_is_checked_takes_long(pattern: str, text: str) -> None:
    search = patterns.search(pattern)
    assert search is not None

    started = process_time()
    search(text)

    assert process_time() - started < 2


SPELT = [
    r"[\w-\.]",
    r"[\d-x]",
    r"[.-\w]",
    r"[^]",
    "a{,5}",
    "a{1",
    r"[\b]",
    r"[a-z&&[^b]]",
    r"{[\w-x]",
    r"(?i)^[\w-\.]$",
]


@given(st.sampled_from(SPELT), st.text("aAbx_-.5 /]{}[^\n:,;@1&é\u0663\b", max_size=8))
def test_a_pattern_that_is_spelt_for_the_validator_means_the_same(pattern: str, text: str) -> None:
    spelling = patterns.native(pattern)
    search = patterns.search(pattern)
    assert spelling not in {None, pattern}
    assert search is not None

    found = regress.Regex(pattern.removeprefix("(?i)"), "i" if pattern.startswith("(?i)") else "").find(text)
    assert search(text) is (found is not None)


def test_names_of_properties_are_held_against_patterns_too() -> None:
    text = """
    paths:
      /a:
        post:
          requestBody:
            content:
              application/json:
                schema:
                  type: object
                  patternProperties: {'^[\\w-\\.]+$': {type: integer}}
                  additionalProperties: false
          responses: {'204': {description: ok}}
    """
    mock = Mock(compiled(text, head="openapi: 3.1.0\ninfo: {title: Acme, version: '1'}\n"))

    assert mock.ask("POST", "/a", {"a-b.c": 1}).status == 204
    assert mock.ask("POST", "/a", {"a-b.c": "x"}).status == 400
    assert mock.ask("POST", "/a", {"a!": 1}).status == 400


@pytest.mark.parametrize(
    ("pattern", "count"),
    [
        ("abc", 3),
        ("a{1,5}", 5),
        ("^(ab{2}){3}c", 11),
        ("[a-z]{10,}", 10),
        ("(a|b){4}", 12),
        ("((a{90}){90}", 8100),
        ("", 0),
        ("{", 1),
        (")", 1),
    ],
)
def test_what_is_repeated_counts_as_often(pattern: str, count: int) -> None:
    assert states(pattern) == count


def test_patterns_that_ask_for_too_much_together_are_left_out() -> None:
    """Three thousand of them took gigabytes."""
    large = {f"p{n}": {"type": "string", "pattern": f"(ab{{1,{n}}}){{300}}"} for n in range(100, 200)}
    components = {"schemas": {"Thing": {"properties": {"a": {"pattern": "^a{1,50}$"}, **large}}}}
    found = [each.message for each in problems_of(f"components: {json.dumps(components)}\npaths: {{}}")]
    assert len(found) == 85
    assert "more than 500,000 repetitions" in found[0]
