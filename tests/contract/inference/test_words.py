"""Names taken apart."""

import pytest

from mockserver.contract.inference.words import stem_of_id


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("customer_id", "customer"), ("customerIds", "customer"), ("orgID", "org"), ("orgid", "org"),
        ("user_gid", "user"), ("callSid", "call"), ("id", ""), ("valid", "val"), ("name", ""),
    ],
)  # fmt: skip
def test_an_id_speaks_of_what_stands_before_it(name: str, stem: str) -> None:
    assert stem_of_id(name) == stem
