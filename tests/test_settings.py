"""Settings: sizes as people write them, and what the environment says."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import mockserver
from mockserver.address import ADDRESS
from mockserver.cli.options import address_given
from mockserver.cli.serve import serve
from mockserver.environment import size_of
from mockserver.errors import UsageError
from mockserver.keywords import server_options
from mockserver.settings import OPTIONS, SETTINGS, from_environment


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


# Of each option: what the environment or a command line says, and what a keyword says.
SAID: dict[str, tuple[str, Any]] = {
    "specs": ("/documents", Path("/documents")),
    "fixtures": ("/rows", Path("/rows")),
    "rows_cache": ("/kept", Path("/kept")),
    "admin_token": ("secret", "secret"),
    "admin_hosts": ("mock", ["mock"]),
    "max_body": ("2MiB", 2 << 20),
    "journal_body": ("2KiB", 2 << 10),
    "journal_size": ("2MiB", 2 << 20),
    "files_size": ("3MiB", 3 << 20),
    "namespaces": ("20", 20),
    "snapshots": ("3", 3),
    "webhook_allow": ("hooks.example", ["hooks.example"]),
    "allow_ref": ("/", (Path("/"),)),
    "allow_remote_refs": ("1", True),
    "strict": ("on", True),
    "show_secrets": ("true", True),
    "seed": ("-7", -7),
    "rows": ("12", 12),
    "variants": ("acme=old", {"acme": ["old"]}),
    "overlays": ("/dev/null", ["/dev/null"]),
    "infer": ("0", False),
    "validate_responses": ("1", True),
    "cors": ("no", False),
    "store": ("sqlite:state.db", "sqlite:state.db"),
    "if_changed": ("keep", "keep"),
    "pipeline": ("stock", "stock"),
    "upstreams": ("acme=https://api.acme.example/v1", {"acme": "https://api.acme.example/v1"}),
    "upstream_for": ("all", "all"),
    "upstream_headers": ("Authorization=Bearer a, b", {"Authorization": "Bearer a, b"}),
    "upstream_timeout": ("5", 5),
    "arrange": ("/dev/null", (Path("/dev/null"),)),
    "record": ("traffic.har", Path("traffic.har")),
    "host": ("::1", "::1"),
    "port": ("9000", 9000),
    "tls": ("1", True),
    "tls_port": ("8443", 8443),
    "tls_cert": ("/dev/null", Path("/dev/null")),
    "tls_key": ("/dev/null", Path("/dev/null")),
}
TOGETHER: dict[str, dict[str, Any]] = {
    "upstream_for": {"upstreams": {"acme": "https://api.acme.example"}},
    "tls_cert": {"tls_port": 1, "tls_key": Path("k")},
    "tls_key": {"tls_port": 1, "tls_cert": Path("c")},
}
NOT_OF_COMMANDS = {"specs", "fixtures"}


def made(name: str) -> Any:
    """The member of that name of what `serve` would be asked for without an option."""
    if name in ADDRESS:
        return getattr(address_given(dict.fromkeys(ADDRESS) | TOGETHER.get(name, {}), 8080), name)
    options = server_options(**TOGETHER.get(name, {}))
    return getattr(options.settings if name in SETTINGS else options, name)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", [*OPTIONS, *ADDRESS])
def test_every_option_is_given_by_command_line_environment_and_project(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    option, (text, value) = (OPTIONS | ADDRESS)[name], SAID[name]
    if name not in TOGETHER:
        assert made(name) != value
    if name not in NOT_OF_COMMANDS:
        on = option.flag.partition("/")
        words = [on[0] if value is True else on[2]] if option.values is bool else [on[0], text]
        given = serve.make_context("serve", words).params
        assert given[name] == value or list(given[name]) == value

    said = json.dumps(value if isinstance(value, bool | int) else [text] if option.several else text)
    (tmp_path / "pyproject.toml").write_text(f"[tool.mockserver]\n{option.key} = {said}\n")
    assert made(name) == (size_of(said, "") if option.read is size_of else value)

    monkeypatch.setenv(option.variable, text)
    (tmp_path / "pyproject.toml").write_text("")
    assert made(name) == value
    assert serve.make_context("serve", []).params.get(name) in (None, (), {})


@pytest.mark.parametrize("name", OPTIONS)
def test_a_keyword_counts_before_the_environment(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text, value = SAID[name]
    default = made(name)
    monkeypatch.setenv(OPTIONS[name].variable, text)
    given = server_options(**{name: default})

    if default not in (None, (), {}):  # which stand for what is not given
        assert getattr(given.settings if name in SETTINGS else given, name) == default
    assert made(name) == value


@pytest.mark.parametrize(
    "text",
    [
        "[tool.mockserver]\nseed = 7",
        "[ 'tool' . \"mockserver\" ]\nseed = 7",
        "[tool]\nmockserver = {seed = 7}",
        "[tool]\nmockserver.seed = 7",
        "[tool.other]\n[ tool ]\nmockserver.seed = 7",
        "tool.mockserver.seed = 7",
        "tool . mockserver = {seed = 7}",
        "tool = {mockserver = {seed = 7}}",
    ],
)
def test_a_table_is_read_however_it_is_written(text: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(text)

    assert server_options().seed == 7


def test_the_environment_counts_before_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mockserver.toml").write_text('seed = 1\nrows = 3\ndocuments = ["acme.yaml"]\n')
    monkeypatch.setenv("MOCKSERVER_SEED", "2")

    options = server_options()

    assert (options.seed, options.rows, options.documents) == (2, 3, ("acme.yaml",))
    assert server_options(["rotor"]).documents == ("rotor",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sed = 1", "pyproject.toml: unknown key 'sed'; did you mean 'seed'?"),
        ("seed = 'x'", "pyproject.toml: seed: 'x' is no whole number"),
        ("seed = true", "pyproject.toml: seed: True is no value of it; write what --seed takes"),
        ("rows = [1]", "pyproject.toml: rows: [1] is no value of it"),
        ("strict = 1", "pyproject.toml: strict: 1 is neither true nor false"),
        ("pipeline = 'x'", "pyproject.toml: pipeline: 'x' is none of compiled, stock"),
        ("documents = 'x'", "pyproject.toml: documents is a list of names, files or URLs"),
        ("seed = ", "pyproject.toml: this is not TOML"),
    ],
)
@pytest.mark.parametrize("documents", [(), ("rotor",)], ids=["its documents", "named documents"])
def test_a_project_that_says_nonsense_is_told_where(
    text: str, said: str, documents: Sequence[str], tmp_path: Path
) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[tool.mockserver]\n{text}\n")

    with pytest.raises(UsageError) as caught:
        server_options(documents)

    assert str(caught.value).startswith(said)


def test_a_variable_that_says_none_of_the_words_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOCKSERVER_PIPELINE", "quick")

    with pytest.raises(UsageError, match="MOCKSERVER_PIPELINE: 'quick' is none of compiled, stock"):
        server_options()


def test_a_test_holds_replies_to_the_document_unless_something_says_not_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MOCKSERVER_VALIDATE_RESPONSES", "0")
    with mockserver.running("rotor") as server:
        assert not server.app.options.validate_responses
    monkeypatch.delenv("MOCKSERVER_VALIDATE_RESPONSES")
    with mockserver.running("rotor") as server:
        assert server.app.options.validate_responses


def test_every_option_of_a_server_is_one_of_serve() -> None:
    assert {parameter.name for parameter in serve.params} >= set(OPTIONS) - NOT_OF_COMMANDS
