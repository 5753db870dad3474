"""The README is true: its commands print what it shows, its worked example is a vendor."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import mockserver
from mockserver.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
CONSOLE = re.compile(r"^\$ (curl .+)\n((?:[^`\n].*\n)+)", re.MULTILINE)
SESSIONS = CONSOLE.findall(README)
FILES = dict(re.findall(r"```yaml\n# (\S+)\n(.*?)```", README, re.DOTALL))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of the shipped vendors and of the worked example, at its own port."""
    folder = tmp_path_factory.mktemp("worked")
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for kind in ("specs", "fixtures"):
        for path in (ROOT / kind).iterdir():
            (folder / kind / path.name).symlink_to(path)
    settings = Settings(specs=folder / "specs", fixtures=folder / "fixtures")
    with mockserver.running(settings=settings, validate_responses=True) as server:
        yield server.url


def test_the_readme_has_sessions_and_files() -> None:
    """The patterns of this test find what the README shows."""
    assert len(SESSIONS) == 7
    assert sorted(FILES) == ["fixtures/acme/recipe.yaml", "specs/acme.yaml"]


@pytest.mark.parametrize(("command", "reply"), SESSIONS, ids=[command[-40:] for command, _ in SESSIONS])
def test_commands_print_what_the_readme_shows(root: str, command: str, reply: str) -> None:
    """Each curl line, at the port of this server, prints the reply below it."""
    words = shlex.split(command.replace("http://127.0.0.1:8080", root))

    printed = subprocess.run([*words, "--silent"], capture_output=True, text=True, check=True).stdout

    assert printed == reply.strip()


def test_the_table_of_base_urls_is_right() -> None:
    """Every shipped document's server and its place here stand in one row."""
    app = mockserver.create_app()

    for name, vendor in app.vendors.items():
        url = vendor.contract.document.data["servers"][0]["url"]
        assert f"| `{url}` | `http://127.0.0.1:8080/{name}{vendor.contract.base_path}` |" in README


def test_the_ci_job_is_the_one_that_is_tested() -> None:
    """The job that the README shows is the file that another test runs."""
    assert f"```yaml\n{(ROOT / 'examples' / 'contracts.yml').read_text()}```" in README
