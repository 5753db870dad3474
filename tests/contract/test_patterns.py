"""Patterns as ECMA-262 has them, whoever's engine reads them."""

import json

import pytest

from mockserver.contract import patterns
from tests.builders import problems_of


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
