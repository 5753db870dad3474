"""The pages are true: commands print what is shown, snippets run, the worked examples are vendors."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import click
import httpx
import pytest

import mockserver
from mockserver.access import credentials
from mockserver.cli.main import main
from mockserver.coverage.runs import project_settings
from mockserver.datagen.recipes.fixtures import make
from mockserver.keywords import server_options
from mockserver.settings import Settings
from tests.docs.pages import FILES, PAGES, ROOT, blocks
from tests.programs import program

CONSOLE = re.compile(r"^\$ (curl .+)\n((?:[^`\n].*\n)+)", re.MULTILINE)
SESSIONS = [(page, *found) for page, text in PAGES.items() for found in CONSOLE.findall(text)]
SNIPPETS = [
    (place, code)
    for place, code in blocks("python")
    if "def test" not in code and not place.startswith("docs/verdicts.md")
]
INLINE = re.compile(r"`(mockserver [a-z][^`]*)`")
COMMANDS = [
    *(
        (place, line)
        for place, text in blocks("")
        for line in text.splitlines()
        if line[:11] == "mockserver "
    ),
    *((page, line) for page, text in PAGES.items() for line in INLINE.findall(text) if len(line.split()) > 2),
]


@pytest.fixture(scope="module")
def root(worked: Path) -> Iterator[str]:
    """A server of all of them, at its own port."""
    settings = Settings(specs=worked / "specs", fixtures=worked / "fixtures")
    with mockserver.running(settings=settings, validate_responses=True) as server:
        yield server.url


def test_there_is_something_to_run() -> None:
    """The patterns of this test find what the pages show."""
    assert len({command for _, command, _ in SESSIONS}) == 29
    assert sorted(FILES) == [
        "fixtures/acme/recipe.yaml",
        "fixtures/library/credentials.yaml",
        "fixtures/shop/credentials.yaml",
        "fixtures/shop/recipe.yaml",
        "specs/acme.yaml",
        "specs/drive.yaml",
        "specs/library.yaml",
        "specs/news.yaml",
        "specs/parcels.yaml",
        "specs/queue.yaml",
    ]
    assert len(SNIPPETS) == 17
    assert len(COMMANDS) > 25


@pytest.mark.parametrize(
    ("page", "command", "reply"), SESSIONS, ids=[f"{page}-{command[-40:]}" for page, command, _ in SESSIONS]
)
def test_commands_print_what_is_shown(root: str, worked: Path, page: str, command: str, reply: str) -> None:
    """Each curl line, at the port of this server, prints the reply below it: files as seen from their folder."""
    words = shlex.split(command.replace("http://127.0.0.1:8080", root))
    words[0] = program("curl", package="curl")

    printed = subprocess.run([*words, "--silent"], capture_output=True, text=True, check=True).stdout

    assert printed.replace(f"{worked}/", "") == reply.strip()


@pytest.mark.parametrize(("place", "code"), SNIPPETS, ids=[place for place, _ in SNIPPETS])
def test_snippets_run(place: str, code: str, worked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each where the worked examples are."""
    monkeypatch.chdir(worked)
    exec(compile(code, place, "exec"), {"__name__": "snippet"})


def test_the_tests_that_are_shown_pass(tmp_path: Path) -> None:
    (shown,) = [code for page, code in blocks("python") if "def test" in code]
    (tmp_path / "test_shown.py").write_text(shown)

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "3 passed" in done.stdout, done.stdout


@pytest.mark.parametrize(
    ("place", "line"), COMMANDS, ids=[f"{place}-{line[11:40]}" for place, line in COMMANDS]
)
def test_command_lines_are_understood(
    place: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each command line that is shown, with the files that it names, has options and values that there are."""
    monkeypatch.chdir(tmp_path)
    words = shlex.split(line, comments=True)[1:]
    for name in (word for word in words if re.search(r"\.(yaml|har|json|pem)$", word) and "=" not in word):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()

    context = click.Context(main)
    command: click.Command = main
    while isinstance(command, click.Group):
        _, found, words = command.resolve_command(context, words)
        assert found is not None, line
        command = found
    command.make_context(command.name, words)


def test_the_table_of_base_urls_is_right() -> None:
    """Every shipped document's server and its place here stand in one row."""
    app = mockserver.create_app()

    for name, vendor in app.vendors.items():
        url = vendor.contract.document.data["servers"][0]["url"]
        row = f"| `{url}` | `http://127.0.0.1:8080/{name}{vendor.contract.base_path}` |"
        assert row in PAGES["docs/vendors.md"]


def test_the_variants_that_are_shown_are_there() -> None:
    line = next(line for place, line in COMMANDS if "--variant" in line)
    words = shlex.split(line)
    given = dict(word.split("=") for flag, word in pairwise(words) if flag == "--variant")

    app = mockserver.create_app(variants={name: found.split(",") for name, found in given.items()})

    assert app.options.variants.keys() >= given.keys()


@pytest.mark.parametrize("page", ["README.md", "docs/pytest.md"])
def test_the_ci_job_is_the_one_that_is_tested(page: str) -> None:
    """The job that is shown is the file that another test runs."""
    assert f"```yaml\n{(ROOT / 'examples' / 'contracts.yml').read_text()}```" in PAGES[page]


@pytest.mark.parametrize("page", ["README.md", "docs/pytest.md"])
def test_a_call_that_breaks_the_contract_is_told_as_it_is_shown(page: str) -> None:
    (shown,) = [
        text for place, text in blocks("") if place.startswith(page) and text.startswith("contract-broken")
    ]

    with mockserver.intercepting("rotor") as server, mockserver.judging(server) as judgement:
        url = "https://api.getrotor.com/open-api/customers?limit=5000"
        httpx.get(url, headers={"x-api-key": "test_full"})
        with pytest.raises(mockserver.ContractBrokenError) as broken:
            judgement.check()

    assert str(broken.value).partition("\n")[2].replace(f"{ROOT}/", "") == shown.rstrip("\n")


def test_what_a_project_says_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options, text = sorted((text for _, text in blocks("toml")), key=len)
    (tmp_path / "mockserver.toml").write_text(options.removeprefix("[tool.mockserver]\n"))
    monkeypatch.chdir(tmp_path)
    asked = server_options()
    assert (asked.documents, asked.seed, asked.settings.admin_hosts) == (
        ("rotor", "specs/acme.yaml"),
        7,
        ["mock"],
    )

    (tmp_path / "pyproject.toml").write_text(text)
    contracts = {"rotor": mockserver.create_app(["rotor"]).vendors["rotor"].contract}

    read = project_settings.read_configuration(tmp_path)

    assert [(each.scope, each.percent) for each in read.thresholds(contracts)] == [
        ("everything", 40.0),
        ("rotor", 60.0),
        ("rotor statuses", 50.0),
    ]
    assert read.off == ("walk-abandoned",)
    assert [rule.operation for rule in read.ignore] == ["listLeads"]


def test_every_target_of_make_that_is_named_is_there() -> None:
    """Also in the list of those that make no file, or a file of the name would stop it."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = set(re.findall(r"(?:^|`)make ([a-z][a-z-]*)", "\n".join(PAGES.values()), re.MULTILINE))
    there = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))

    assert len(named) > 10
    assert named <= there
    assert there == set(makefile.partition(".PHONY:")[2].partition("\n")[0].split())


def test_what_the_worked_recipe_and_credentials_say_is_made(worked: Path) -> None:
    """The page on fixtures shows a recipe that can be followed, and credentials that can be read."""
    rows = make(worked / "fixtures" / "shop", name="shop")
    callers = credentials.read_callers(worked / "fixtures" / "shop")

    assert {resource: len(tenants["default"]) > 1 for resource, tenants in rows.items()} == dict.fromkeys(
        ("companies", "customers", "orders", "lines"), True
    )
    assert rows["orders"]["default"][0]["price"] == "$5 off"
    assert callers["sk_test_4711"].limits == "enforced"


def test_the_readme_is_short() -> None:
    assert PAGES["README.md"].count("\n") <= 150
