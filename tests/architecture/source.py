"""The source of the package as it is looked at here: each module is parsed and gone through once for all rules."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "mockserver"
MODULES = sorted(PACKAGE.rglob("*.py"))


@cache
def tree_of(module: Path) -> ast.Module:
    """A module, parsed."""
    return ast.parse(module.read_text("utf-8"))


@cache
def nodes_of(module: Path) -> tuple[ast.AST, ...]:
    """Every node of a module, those that are further out first."""
    return tuple(ast.walk(tree_of(module)))
