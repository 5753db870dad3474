"""`mockserver list`, `explain`, `seed`, `fuzz` and the group itself."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from click import Context
from click.testing import CliRunner, Result

import mockserver
from mockserver.cli.main import main
from mockserver.datagen.recipes import fixtures
from tests.cli.conftest import ROOT

VENDORS = sorted(path.stem for path in (ROOT / "specs").glob("*.yaml"))
COMMANDS = main.list_commands(Context(main))


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_help_names_every_command() -> None:
    assert COMMANDS == [
        "check",
        "coverage",
        "explain",
        "fuzz",
        "init",
        "lint",
        "list",
        "run",
        "seed",
        "serve",
        "stubs",
    ]
    assert all(f"  {name} " in invoke("--help").output for name in COMMANDS)


@pytest.mark.parametrize(
    "command", [[], *([name] for name in COMMANDS)], ids=lambda words: " ".join(words) or "group"
)
def test_every_help_has_an_example(command: list[str]) -> None:
    result = invoke(*command, "--help")

    assert result.exit_code == 0
    assert "  Examples:\n    mockserver " in result.output


def test_version_is_the_packages() -> None:
    assert invoke("--version").output == f"mockserver, version {mockserver.__version__}\n"


def test_python_m_is_the_same_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mockserver", "--version"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == invoke("--version").output


def test_an_unknown_command_is_wrong_usage() -> None:
    assert invoke("srve").exit_code == 2


def test_list_has_operations_credentials_and_variants_of_every_vendor() -> None:
    listed = {vendor["name"]: vendor for vendor in orjson.loads(invoke("list", "--json").output)["vendors"]}
    app = mockserver.create_app()

    assert sorted(listed) == VENDORS
    for name, vendor in app.vendors.items():
        contract = vendor.contract
        assert [one["id"] for one in listed[name]["operations"]] == [one.id for one in contract.operations]
        assert {"test_full", "test_limited", "test_metered", "test_exhausted", "test_other"} <= set(
            listed[name]["credentials"]
        )
        assert set(listed[name]["variants"]) == set(contract.mock.variants)


@pytest.mark.parametrize("name", VENDORS)
def test_list_prints_what_json_says(name: str) -> None:
    printed = invoke("list", name).output
    [vendor] = orjson.loads(invoke("list", name, "--json").output)["vendors"]

    for operation in vendor["operations"]:
        assert operation["id"] in printed
    for each in [vendor["path"], *vendor["credentials"], *vendor["variants"]]:
        assert each in printed


@pytest.mark.parametrize("name", VENDORS)
def test_explain_covers_every_operation_and_parameter_with_x_mock(name: str) -> None:
    explained = {
        one["id"]: one for one in orjson.loads(invoke("explain", name, "--json").output)["operations"]
    }
    contract = mockserver.create_app([name]).vendors[name].contract

    assert list(explained) == [operation.id for operation in contract.operations]
    for operation in contract.operations:
        said = " ".join(fact["says"] for fact in explained[operation.id]["facts"])
        for parameter in operation.parameters:
            if parameter.mock.origins.keys() - {"error", "messages"}:
                assert parameter.name in said, (operation.id, said)


ACME = """\
openapi: 3.0.3
info: {title: Acme, version: "1"}
x-mock:
  resources:
    things: {sort: [-made], key: code, unique: [{fields: [name]}]}
  pagination:
    pages: {style: page, body: {things: $rows}}
  limits:
    policies: {often: {rate: 5/minute}}
    default: [often]
paths:
  /things:
    get:
      operationId: listThings
      security: [{Key: []}]
      x-mock: {behaviour: list, resource: things, pagination: pages, scopes: [read]}
      parameters:
        - {name: page, in: query, schema: {type: integer, default: 1}, x-mock: {page: number}}
        - {name: like, in: query, schema: {type: string}, x-mock: {filter: {field: name, op: contains}}}
        - {name: lang, in: query, schema: {type: string}, x-mock: {no_effect: all names are English}}
      responses:
        "200": {description: Things., content: {application/json: {schema: {type: object}}}}
components:
  securitySchemes: {Key: {type: apiKey, in: header, name: key}}
"""


def test_explain_says_what_and_where(tmp_path: Path) -> None:
    """Behaviour, pages, filters, order, limits, scopes and errors, each with its line."""
    path = tmp_path / "acme.yaml"
    path.write_text(ACME)
    printed = [
        " ".join(line.split()) for line in invoke("explain", str(path), "listThings").output.splitlines()
    ]

    assert printed[0] == f"GET /things listThings ({path}:13)"
    assert "does list things (line 16)" in printed
    assert "pages pages, by page: page is the page (1 unless asked otherwise) (line 7)" in printed
    assert "parameter like: keeps rows whose name contains it (line 19)" in printed
    assert "parameter lang: has no effect: all names are English (line 20)" in printed
    assert "sort -made, -code (line 5)" in printed  # the key breaks ties in the last direction
    assert "credentials Key (line 15)" in printed
    assert "scopes read (line 16)" in printed
    assert "limit often: 5/minute, fixed window (line 9)" in printed
    errors = next(line for line in printed if line.startswith("errors "))
    assert "unauthenticated 401, forbidden 403, rate_limited 429" in errors


def test_explain_of_an_unknown_operation_names_the_known_ones(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(ACME)
    result = invoke("explain", str(tmp_path / "acme.yaml"), "lsitThings")

    assert result.exit_code == 2
    assert "no operation 'lsitThings'; it has: listThings" in result.stderr


@pytest.mark.parametrize("name", VENDORS)
def test_stored_rows_are_what_the_recipe_makes(name: str, tmp_path: Path) -> None:
    """Byte by byte, and no file is left over; `mockserver seed` writes them."""
    folder = ROOT / "fixtures" / name
    fixtures.write_rows(tmp_path, fixtures.make(folder, name=name))
    stored = {path.name: path.read_bytes() for path in folder.glob("*.json")}

    assert fixtures.is_current(folder)
    assert stored == {path.name: path.read_bytes() for path in tmp_path.iterdir()}


@pytest.fixture
def own_fixtures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """`own_fixtures(name)`: a vendor's folder, copied to where it can be changed."""
    monkeypatch.setenv("MOCKSERVER_FIXTURES", str(tmp_path))

    def copy(name: str) -> Path:
        return Path(shutil.copytree(ROOT / "fixtures" / name, tmp_path / name))

    return copy


def test_seed_puts_right_what_differs_and_says_so(own_fixtures: Callable[[str], Path]) -> None:
    folder = own_fixtures(VENDORS[0])
    changed, missing, *_ = sorted(folder.glob("*.json"))
    before = {path: path.read_bytes() for path in (changed, missing)}
    changed.write_text("{}")
    missing.unlink()
    (folder / "stale.json").write_text("{}")
    result = invoke("seed", VENDORS[0])

    assert result.exit_code == 0
    assert result.output.split() == [
        "changed:", str(changed), "added:", str(missing), "removed:", str(folder / "stale.json"),
    ]  # fmt: skip
    assert {path: path.read_bytes() for path in before} == before
    assert not (folder / "stale.json").exists()
    assert invoke("seed").output == "every file is what its recipe makes\n"


def test_seed_tells_what_is_wrong_with_every_recipe_and_writes_the_others(
    own_fixtures: Callable[[str], Path],
) -> None:
    first, second, sound = (own_fixtures(name) for name in VENDORS[:3])
    for folder in (first, second):
        (folder / "recipe.yaml").write_text("things: 3\nothers: 4\n")
    missing = next(sound.glob("*.json"))
    missing.unlink()
    result = invoke("seed")

    assert result.exit_code == 2
    for folder in (first, second):
        for line in (1, 2):
            assert f"{folder / 'recipe.yaml'}:{line}: resource " in result.stderr
    assert missing.exists()


def test_seed_check_fails_and_changes_nothing(own_fixtures: Callable[[str], Path]) -> None:
    path = next(own_fixtures(VENDORS[0]).glob("*.json"))
    path.write_text("{}")
    result = invoke("seed", "--check")

    assert result.exit_code == 1
    assert f"would be changed: {path}" in result.output
    assert path.read_text() == "{}"


def test_seed_of_a_broken_recipe_or_an_unknown_name_is_wrong_usage(
    own_fixtures: Callable[[str], Path],
) -> None:
    folder = own_fixtures(VENDORS[0])
    (folder / "recipe.yaml").write_text("resources: [")
    broken, unknown = invoke("seed"), invoke("seed", "nobody")

    assert (broken.exit_code, unknown.exit_code) == (2, 2)
    assert f"{folder / 'recipe.yaml'}:2: this is not YAML" in broken.stderr
    assert f"there is no recipe for 'nobody' in {folder.parent}; known: {VENDORS[0]}" in unknown.stderr


def test_fuzz_refuses_a_phase_that_there_is_not() -> None:
    result = invoke("fuzz", "--phases", "fuzing")

    assert result.exit_code == 2
    assert "there is no phase 'fuzing'; phases: examples, coverage, fuzzing, stateful" in result.stderr
