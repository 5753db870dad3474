"""Header parameters by which clients negotiate."""

from typing import Any

import pytest

from tests.validation.parameters_of import header

CODINGS = {"type": "string", "enum": ["gzip", "identity"]}
LANGUAGES = {"type": "string", "enum": ["de", "en-GB"]}
FREE = {"type": "string"}


@pytest.mark.parametrize(
    ("name", "schema", "sent", "expected"),
    [
        ("Accept-Encoding", CODINGS, "gzip", "gzip"),
        ("Accept-Encoding", CODINGS, "gzip, deflate, br", "gzip"),
        ("Accept-Encoding", CODINGS, "br;q=1.0, gzip;q=0.8, *;q=0.1", "gzip"),
        ("Accept-Encoding", CODINGS, "gzip;q=0", "identity"),
        ("accept-encoding", CODINGS, "br, zstd", "identity"),
        ("Accept-Encoding", FREE, "gzip, deflate, br", "gzip, deflate, br"),
        ("Accept-Language", LANGUAGES, "fr-CH, de-AT;q=0.9, en;q=0.8", "de"),
        ("Accept-Language", LANGUAGES, "en-GB", "en-GB"),
        ("Accept-Language", LANGUAGES, "fr", None),
        ("X-Coding", CODINGS, "gzip, deflate", None),
    ],
)
def test_one_of_what_a_client_takes_is_enough(
    name: str, schema: Any, sent: str, expected: str | None
) -> None:
    found, violations = header(name, schema, sent)

    assert [v.keyword for v in violations] == ([] if expected else ["enum"])
    assert expected is None or found == expected
