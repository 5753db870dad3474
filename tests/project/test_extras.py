"""What an installation without extras can do, and what it says of the rest."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
# What only the extras bring, and what only the development of this project needs.
ABSENT = (
    "schemathesis",
    "hypothesis",
    "hypothesis_graphql",
    "pytest",
    "aiohttp",
    "trustme",
    "authlib",
    "joserfc",
)
WITHOUT = f"""
import sys
from importlib.machinery import PathFinder

class Absent(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.partition(".")[0] in {ABSENT} else super().find_spec(name, path, target)

sys.meta_path = [Absent if finder is PathFinder else finder for finder in sys.meta_path]
"""


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )


def test_the_extras() -> None:
    extras = PROJECT["optional-dependencies"]

    assert extras["all"] == ["mockserver[fuzz,oauth,pytest,tls]"]
    assert extras.keys() == {"fuzz", "oauth", "pytest", "tls", "all", "dev"}
    assert not any(
        line.startswith(("authlib", "schemathesis", "pytest", "trustme")) for line in PROJECT["dependencies"]
    )


def test_every_module_but_those_of_an_extra_works_without_extras() -> None:
    done = python(
        WITHOUT
        + """
import mockserver, pkgutil
LEFT = ("mockserver.access.oauth.", "mockserver.fuzzing", "mockserver.testing.pytest_plugin", "mockserver.__main__")
every = [module.name for module in pkgutil.walk_packages(mockserver.__path__, "mockserver.")]
found = [name for name in every if not name.startswith(LEFT) and "aiohttp" not in name]
for name in found:
    __import__(name)
assert len(found) > 100, found
app = mockserver.create_app()
print(app.vendors["rotor"].contract.name)
"""
    )

    assert (done.stdout, done.stderr) == ("rotor\n", "")


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (["fuzz", "rotor"], "Schemathesis is not installed: pip install 'mockserver[fuzz]'"),
        (
            ["serve", "rotor", "--tls", "--port", "0"],
            "a certificate cannot be made: pip install 'mockserver[tls]', or give one with --tls-cert and --tls-key",
        ),
    ],
)
def test_a_command_whose_extra_is_missing_says_so_in_one_line(command: list[str], line: str) -> None:
    done = python(WITHOUT + f"from mockserver.cli.main import main; main({command}, prog_name='mockserver')")

    assert done.returncode == 2
    assert done.stderr == f"mockserver {command[0]}: {line}\n"


def test_the_plugin_imports_neither_the_server_nor_the_fuzzer() -> None:
    """A run that asks for no mock server pays for none."""
    done = python(
        "import sys, mockserver.testing.pytest_plugin\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} "
        "& {'schemathesis', 'hypothesis', 'connexion', 'starlette', 'jsonschema_rs', 'faker', 'yaml'}))"
    )

    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_a_run_with_the_plugin_does_not_import_the_fuzzer(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import sys\n"
        "def test_it(mockserver):\n"
        "    assert mockserver['rotor'].url\n"
        "    assert not {'schemathesis', 'hypothesis'} & sys.modules.keys()\n"
    )
    options = ["-q", "-p", "mockserver.testing.pytest_plugin", "-p", "no:cacheprovider", str(tmp_path)]

    done = python(
        "import os, pytest; os.environ['PYTEST_DISABLE_PLUGIN_AUTOLOAD'] = '1'; "
        f"raise SystemExit(pytest.main({options}))"
    )

    assert "1 passed" in done.stdout, done.stdout
