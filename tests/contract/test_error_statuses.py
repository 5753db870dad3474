"""The status of an error where nothing says it: one that the operation declares for its like."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from mockserver.contract.error_statuses import likely_status


@pytest.mark.parametrize(
    ("kind", "declared", "status"),
    [
        ("not_found", ["200", "400"], 400),
        ("not_found", ["200", "400", "default"], 404),
        ("not_found", ["200", "400", "4XX"], 404),
        ("not_found", ["200", "410"], 410),
        ("conflict", ["201", "422"], 422),
        ("conflict", ["201", "422", "default"], 409),
        ("invalid_body", ["201", "422", "default"], 422),
        ("invalid_body", ["201", "default"], 400),
    ],
)
def test_a_declaration_for_any_error_needs_no_status_of_another_kind(
    kind: str, declared: list[str], status: int
) -> None:
    operation = cast(Any, SimpleNamespace(responses=dict.fromkeys(declared)))

    assert likely_status(kind, operation) == status
