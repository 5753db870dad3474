"""What `Accept` admits."""

import pytest

from mockserver.validation.accept import admits


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
        ("application/problem+json", ["application/json"], False),
    ],
)
def test_admits(accept: str, offered: list[str], admitted: bool) -> None:  # noqa: FBT001
    assert admits(accept, offered) is admitted
