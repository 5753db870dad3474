"""Everything that a user can write has a row on its page: recipes, credentials, routes, options, rules, formats."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from starlette.testclient import TestClient

import mockserver
from mockserver.access.credentials import LIMITS, TEST_CREDENTIALS
from mockserver.admin.entries import NAMES
from mockserver.cli.main import main
from mockserver.coverage.clients.rules import RULES
from mockserver.coverage.items.item import KINDS
from mockserver.coverage.runs import project_settings
from mockserver.datagen.dates import FORMATS as TIME_FORMATS
from mockserver.datagen.people import SUBJECTS
from mockserver.datagen.recipes.recipe_expressions import HEADS
from mockserver.datagen.recipes.recipe_fields import GENERATORS
from mockserver.datagen.recipes.recipe_plan import _KEYS as GROUP_KEYS
from mockserver.faults.fault import MEMBERS
from mockserver.reports import FORMATS, reference_page
from mockserver.settings import SETTINGS
from mockserver.testing.marker import KNOWN as MARKER_KEYWORDS

ROOT = Path(__file__).resolve().parents[2]


def page(name: str) -> str:
    return (ROOT / "docs" / f"{name}.md").read_text("utf-8")


def section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next of its level or above."""
    level = heading.partition(" ")[0]
    text = re.sub(
        r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL
    )  # whose comments look like headings
    found = re.search(
        rf"^{re.escape(heading)}\n(.*?)(?=^#{{1,{len(level)}}} |\Z)", text, re.MULTILINE | re.DOTALL
    )
    assert found, f"there is no heading {heading!r}"
    return found[1]


def quoted(text: str) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", text))


def words_of_tables(text: str) -> set[str]:
    """The quoted words in the first cells of tables."""
    return {word for row in re.findall(r"^\| (.+?) \|", text, re.MULTILINE) for word in quoted(row)}


def test_every_generator_of_recipes_has_a_row_with_its_keys() -> None:
    lines = section(page("fixtures"), "### Fields").splitlines()
    rows = {found[1]: row for row in lines if (found := re.match(r"\| `(\w+): ", row))}

    for name, (_, keys) in GENERATORS.items():
        assert name in rows, f"docs/fixtures.md, Fields: say what `{name}` makes"
        assert [key for key in keys if f"`{key}`" not in rows[name]] == [], rows[name]


def test_the_worked_recipe_uses_every_generator() -> None:
    recipe = page("fixtures").partition("```yaml")[2].partition("```")[0]

    assert [name for name in GENERATORS if not re.search(rf"\b{name}:\s", recipe)] == []


def test_every_key_of_a_group_has_a_row() -> None:
    assert words_of_tables(section(page("fixtures"), "### Groups")) == set(GROUP_KEYS)


def test_every_format_of_a_moment_has_a_row() -> None:
    assert set(TIME_FORMATS) <= words_of_tables(section(page("fixtures"), "### Fields"))


def test_every_expression_of_recipes_has_a_row() -> None:
    rows = section(page("fixtures"), "### Expressions")
    words = words_of_tables(rows)

    assert {word[1:].partition(".")[0] for word in words if word.startswith("$")} == set(HEADS)
    for subject, members in SUBJECTS.items():
        (row,) = [line for line in rows.splitlines() if f"| `${subject}." in line]
        told = {word.rpartition(".")[2] for word in quoted(row.partition(" | ")[0])}
        assert told == set(members), f"docs/fixtures.md, Expressions: the members of ${subject}"


def test_every_member_of_a_credential_has_a_row() -> None:
    text = section(page("fixtures"), "## credentials.yaml")
    members = {member for entry in TEST_CREDENTIALS.values() for member in entry}

    assert members <= words_of_tables(text)
    assert set(LIMITS) <= quoted(text)
    assert set(TEST_CREDENTIALS) <= quoted(page("vendors"))


def routes() -> Iterator[tuple[str, str]]:
    """Method and path of everything that the control plane answers."""
    app = mockserver.create_app(["rotor"])
    client = TestClient(app, base_url="http://localhost", client=("127.0.0.1", 50_000))
    known = client.get("/__admin/nothing").json()["detail"].partition("there are: ")[2]
    for path in known.split(", "):
        allowed = client.request("TRACE", path).headers["allow"]
        yield from ((method, path) for method in allowed.split(", ") if method != "HEAD")


def test_every_route_of_the_control_plane_has_a_row() -> None:
    words = words_of_tables(page("control-plane"))
    told = {word for word in words if re.match(r"[A-Z]+ /__admin", word)}

    assert told == {f"{method} {path}" for method, path in routes()}


def test_every_filter_of_the_journal_and_every_member_of_a_fault_has_a_row() -> None:
    assert set(NAMES) <= words_of_tables(section(page("control-plane"), "## The journal"))
    assert set(MEMBERS) <= words_of_tables(page("faults"))


def commands(group: click.Group, above: str = "") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{above}{name} ")
        else:
            yield above + name, command


@pytest.mark.parametrize(("name", "command"), list(commands(main)), ids=[name for name, _ in commands(main)])
def test_every_option_of_a_command_is_in_its_section(name: str, command: click.Command) -> None:
    told = re.findall(r"--[a-z][a-z-]+|(?<=`)-[a-z](?=`)", section(page("command-line"), f"## {name}"))
    options = [
        opt
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.hidden
        for opt in (*parameter.opts, *parameter.secondary_opts)
    ]

    assert [opt for opt in options if opt not in {*told, "--help"}] == [], "docs/command-line.md"
    assert [opt for opt in told if opt not in {*options, "--help"}] == [], "docs/command-line.md"


def test_every_variable_that_no_option_of_a_command_stands_for_is_told() -> None:
    """The others follow from their options, as the page says and tests/test_settings.py shows."""
    flags = {
        option for _, command in commands(main) for parameter in command.params for option in parameter.opts
    }
    alone = {option.variable for option in SETTINGS.values() if option.flag.partition("/")[0] not in flags}

    assert alone == {"MOCKSERVER_SPECS", "MOCKSERVER_FIXTURES"}
    assert alone <= quoted(page("command-line"))


def test_every_option_of_the_plugin_is_told() -> None:
    code = (ROOT / "mockserver" / "testing" / "pytest_plugin.py").read_text("utf-8")
    text = page("pytest")
    options = re.findall(r'"(--mockserver-[a-z-]+)"', code)
    settings = re.findall(r'addini\(\s*"(\w+)"', code)

    assert len(options) > 4
    assert len(settings) > 4
    told = words_of_tables(section(text, "## Options"))
    assert {option for option in options if not any(word.startswith(option) for word in told)} == set()
    assert set(settings) <= quoted(section(text, "## Options"))
    assert set(MARKER_KEYWORDS) <= words_of_tables(text)


@pytest.mark.parametrize("name", ["coverage", "verdicts"])
def test_every_kind_rule_and_format_is_told_as_the_code_has_it(name: str) -> None:
    assert reference_page.with_parts(page(name)) == page(name), (
        "run: python -m mockserver.reports.reference_page docs/coverage.md docs/verdicts.md"
    )


def test_every_key_of_coverage_has_a_row() -> None:
    text = page("coverage")

    assert set(KINDS) == words_of_tables(section(text, "## What is counted"))
    assert set(RULES) <= quoted(section(text, "## Verdicts"))
    assert set(FORMATS) == words_of_tables(section(text, "## Reports"))
    assert set(project_settings.KEYS) == words_of_tables(section(text, "## What a project says"))
    assert set(project_settings.IGNORE_KEYS) <= quoted(section(text, "## What a project says"))


def test_every_page_is_in_the_navigation() -> None:
    navigation = (ROOT / "mkdocs.yml").read_text("utf-8").partition("nav:")[2]

    assert set(re.findall(r"[\w-]+\.md", navigation)) == {path.name for path in (ROOT / "docs").glob("*.md")}
