"""Settings: sizes as people write them, and what the environment says."""

import pytest

from mockserver.errors import UsageError
from mockserver.settings import from_environment, size_of


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("1000", 1000), ("0", 0), ("10MiB", 10 << 20), ("512k", 512 << 10), ("512 KiB", 512 << 10), ("1g", 1 << 30),
        ("2MB", 2_000_000), ("3kB", 3000), ("7b", 7), (" 1M ", 1 << 20),
    ],
)  # fmt: skip
def test_a_size_is_read(text: str, size: int) -> None:
    assert size_of(text, "--max-body") == size


@pytest.mark.parametrize("text", ["", "many", "-1", "1.5MiB", "1TiB", "1 Mi B", "0x10", "\u0661"])
def test_a_text_that_says_no_size_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"MOCKSERVER_MAX_BODY: .* is no size; write bytes, or"):
        size_of(text, "MOCKSERVER_MAX_BODY")


def test_the_environment_says_the_largest_body(monkeypatch: pytest.MonkeyPatch) -> None:
    assert from_environment().max_body == 10 << 20
    monkeypatch.setenv("MOCKSERVER_MAX_BODY", "2MiB")
    assert from_environment().max_body == 2 << 20
