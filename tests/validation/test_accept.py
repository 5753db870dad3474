"""What `Accept` admits."""

import pytest

from mockserver.validation.accept import best, is_accepted


@pytest.mark.parametrize(
    ("accept", "offered", "admitted"),
    [
        ("*/*", ["application/json"], True),
        ("application/json", ["application/json"], True),
        ("application/json", ["application/json; charset=utf-8"], True),
        ("Application/JSON", ["application/json"], True),
        ("application/json;q=0.1", ["application/json"], True),
        ("application/json;version=2", ["application/json"], True),
        ("application/*", ["application/json"], True),
        ("text/html, application/*;q=0.5", ["application/json"], True),
        ("text/html, */*;q=0.1", ["application/json"], True),
        ("text/html", ["application/json", "text/html"], True),
        ("", ["application/json"], True),
        ("nonsense", ["application/json"], True),
        ("application/json;q=high", ["application/json"], True),
        ("text/html", ["application/json"], False),
        ("text/*", ["application/json"], False),
        ("application/jsonx", ["application/json"], False),
        ("application/json;q=0", ["application/json"], False),
        ("*/*;q=0", ["application/json"], False),
        ("application/json;q=0, */*", ["application/json"], False),
        ("application/*;q=0, */*", ["application/json"], False),
        ("application/json;q=0, application/*", ["application/json", "application/problem+json"], True),
        ("application/problem+json", ["application/json"], True),
        ("application/vnd.acme.v2+json", ["application/json"], True),
        ("application/vnd.acme.v2+json; charset=utf-8", ["application/json; charset=utf-8"], True),
        ("application/json", ["application/hal+json"], True),
        ("application/*+json", ["application/json"], True),
        ("application/vnd.acme+json;q=0", ["application/json"], False),
        ("application/vnd.acme+json, application/json;q=0", ["application/json"], False),
        ("application/vnd.acme+json, */*;q=0", ["application/json"], False),
        ("application/vnd.acme+json", ["text/csv"], False),
        ("text/csv", ["application/vnd.acme+json"], False),
        ("application/json", [], False),
    ],
)
def test_admits(accept: str, offered: list[str], admitted: bool) -> None:  # noqa: FBT001
    assert is_accepted(accept, offered) is admitted


JSON, XML, CSV, HAL = "application/json", "application/xml", "text/csv", "application/hal+json"


@pytest.mark.parametrize(
    ("accept", "offered", "chosen"),
    [
        ("text/csv, application/json;q=0.5", [JSON, CSV], CSV),
        ("text/*, application/json;q=0.5", [JSON, CSV], CSV),
        ("*/*, application/json;q=0.5", [JSON, CSV], CSV),
        ("*/*", [XML, JSON], XML),
        ("", [XML, JSON], XML),
        ("application/*;q=0.2, text/csv;q=0.3", [JSON, XML, CSV], CSV),
        ("application/*, application/xml;q=0", [XML, JSON], JSON),
        ("application/vnd.acme+json", [XML, HAL, JSON], HAL),
        ("application/vnd.acme+json, application/xml;q=0.1", [XML, JSON], XML),
        ("image/png", [XML, JSON], None),
    ],
)
def test_the_best_of_what_is_offered(accept: str, offered: list[str], chosen: str | None) -> None:
    assert best(accept, offered) == chosen
