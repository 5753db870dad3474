"""The headers of a credential, for the operations of a whole document."""

import pytest

from mockserver.access.credentials import headers_for
from tests.access.test_auth import CALLERS, SCHEMES
from tests.builders import compiled

ANSWERS = "responses: {'200': {description: ok}}"


@pytest.mark.parametrize(
    ("others", "more"),
    [
        ("[{header: []}, {bearer: []}]", {}),
        ("[{header: [], bearer: []}]", {"Authorization": "Bearer test_full"}),
        ("[{bearer: []}, {basic: []}]", {"Authorization": "Bearer test_full"}),
        ("[{query: []}]", {}),
        ("[]", {}),
        ("[{}]", {}),
    ],
)
def test_they_meet_what_further_operations_ask_for(others: str, more: dict[str, str]) -> None:
    first = f"/x: {{get: {{security: [{{header: []}}], {ANSWERS}}}}}"
    made = compiled(f"paths: {{{first}, /y: {{get: {{security: {others}, {ANSWERS}}}}}}}\n{SCHEMES}")

    assert headers_for(made, CALLERS["test_full"]) == {"X-Key": "test_full", **more}


def test_no_header_has_two_values() -> None:
    paths = f"/x: {{get: {{{ANSWERS}}}}}, /y: {{get: {{security: [{{basic: []}}], {ANSWERS}}}}}"
    made = compiled(f"security: [{{bearer: []}}]\npaths: {{{paths}}}\n{SCHEMES}")

    assert headers_for(made, CALLERS["test_full"]) == {"Authorization": "Bearer test_full"}
