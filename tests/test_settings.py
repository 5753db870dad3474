"""Settings: sizes as people write them, and what the environment says."""

from pathlib import Path
from typing import Any

import pytest

from mockserver.cli.serve import serve
from mockserver.environment import size_of
from mockserver.errors import UsageError
from mockserver.settings import OPTIONS, SETTINGS, from_environment, server_options


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


# Of each setting: what the environment or a command line says, and what a keyword says.
SAID: dict[str, tuple[str, Any]] = {
    "specs": ("/documents", Path("/documents")),
    "fixtures": ("/rows", Path("/rows")),
    "admin_token": ("secret", "secret"),
    "admin_hosts": ("mock", ["mock"]),
    "max_body": ("2MiB", 2 << 20),
    "journal_body": ("2KiB", 2 << 10),
    "journal_size": ("2MiB", 2 << 20),
    "namespaces": ("20", 20),
    "snapshots": ("3", 3),
    "allow_ref": ("/", (Path("/"),)),
    "allow_remote_refs": ("1", True),
    "strict": ("on", True),
    "show_secrets": ("true", True),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_is_given_by_variable_option_or_keyword(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    option, (text, value) = SETTINGS[name], SAID[name]
    assert getattr(server_options().settings, name) != value
    assert getattr(server_options(**{name: value}).settings, name) == value
    if name not in {"specs", "fixtures"}:
        given = serve.make_context("serve", [option.flag, *([] if option.values is bool else [text])]).params
        assert given[name] == value or list(given[name]) == value

    monkeypatch.setenv(option.variable, text)
    assert getattr(from_environment(), name) == value
    assert serve.make_context("serve", []).params.get(name) in {None, ()}


def test_every_option_of_a_server_is_one_of_serve() -> None:
    assert {parameter.name for parameter in serve.params} >= set(OPTIONS) - {"specs", "fixtures"}
