"""What the code must keep to, whatever it does: sizes, no vendor's name, no machine's path."""

import ast
import inspect
import re
import subprocess
from pathlib import Path

import pytest

import mockserver
from tests.architecture.source import MODULES, ROOT, nodes_of

TESTS = sorted((ROOT / "tests").rglob("*.py"))
VENDORS = sorted(path.stem for path in (ROOT / "specs").glob("*.yaml"))

MODULE_LINES = 300
FUNCTION_LINES = 50
LONG_FUNCTION, LONG_ONES = (
    30,
    0.01,
)  # lines without the docstring, and the share of functions that may have more

# Neither pattern matches its own text, or this file would be its own finding.
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|opt/pypi)/")
REGISTRY_HOST = re.compile(r"(?:pypi|pythonhosted|npmjs|deb\.debian)\.org")

each_module = pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))


def project_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip(f"which files are the project's is asked of git: {listed.stderr.strip()}")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


@pytest.mark.parametrize("module", [*MODULES, *TESTS], ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_are_short(module: Path) -> None:
    lines = len(module.read_text("utf-8").splitlines())

    assert lines <= MODULE_LINES, f"{lines} lines: split it at a seam of the subject"


@each_module
def test_functions_are_short(module: Path) -> None:
    functions = (
        node for node in nodes_of(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    lengths = {f"{node.name}:{node.lineno}": (node.end_lineno or 0) - node.lineno + 1 for node in functions}

    assert {name: lines for name, lines in lengths.items() if lines > FUNCTION_LINES} == {}


def test_functions_are_short_as_a_rule() -> None:
    """Beyond thirty lines is the exception, for what is one step after another."""
    functions = [
        node
        for module in MODULES
        for node in nodes_of(module)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]

    def lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
        says = node.body[0] if ast.get_docstring(node) is not None else None
        told = (says.end_lineno or 0) - says.lineno + 1 if says is not None else 0
        return (node.end_lineno or 0) - node.lineno + 1 - told

    long = [f"{node.name}: {lines(node)}" for node in functions if lines(node) > LONG_FUNCTION]
    assert len(long) <= LONG_ONES * len(functions), long


def test_each_room_has_a_folder_of_tests() -> None:
    rooms = {path.parent.name for path in (ROOT / "mockserver").glob("*/__init__.py")}

    assert [room for room in sorted(rooms) if not [*(ROOT / "tests" / room).rglob("test_*.py")]] == []


@each_module
def test_no_vendor_is_named_in_the_code(module: Path) -> None:
    code = module.read_text("utf-8")
    named = [name for name in VENDORS if re.search(rf"\b{re.escape(name)}\b", code, re.IGNORECASE)]

    assert named == [], "what belongs to one vendor goes into its document or its fixtures"


def test_every_public_name_is_documented() -> None:
    names: tuple[str, ...] = tuple(getattr(mockserver, "__all__", ()))
    public = {name: getattr(mockserver, name) for name in names if hasattr(mockserver, name)}
    undocumented = [
        name
        for name, thing in public.items()
        if (inspect.isroutine(thing) or inspect.isclass(thing) or inspect.ismodule(thing))
        # A dataclass without a docstring is given its signature as one.
        and (not thing.__doc__ or thing.__doc__.startswith(f"{name}("))
    ]

    assert undocumented == []


@pytest.mark.parametrize("forbidden", [MACHINE_PATH, REGISTRY_HOST], ids=["machine path", "registry host"])
def test_the_project_names_no_machine_and_no_registry(forbidden: re.Pattern[str]) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in project_files()
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1)
        if forbidden.search(line)
    ]

    assert found == []
