"""What is done in one place of the code, for everyone who needs it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "mockserver").rglob("*.py"))


def imported(module: Path) -> Iterator[str]:
    """The full names that a module imports from others."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize(
    ("name", "users"),
    [
        # The server, recordings and drift read requests through it, or they would judge them differently.
        ("mockserver.validation.parameters.Parameters", ["mockserver/validation/reader.py"]),
        ("mockserver.validation.body.BodyReader", ["mockserver/validation/reader.py"]),
    ],
)
def test_done_in_one_place(name: str, users: list[str]) -> None:
    found = [str(module.relative_to(ROOT)) for module in MODULES if name in imported(module)]

    assert found == users
