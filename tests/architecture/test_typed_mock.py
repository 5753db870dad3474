"""`x-mock` is read in `contract/` alone: what comes after asks attributes of its dataclasses."""

import ast
from pathlib import Path

import pytest

from mockserver.contract.mock.block import EXTENSION
from tests.architecture.source import MODULES, ROOT, nodes_of

CONTRACT = ROOT / "mockserver" / "contract"
AFTER = [path for path in MODULES if CONTRACT not in path.parents]
# These walk whole documents and pass over the blocks: the document as it is served.
PASS_OVER = {"mockserver/server/documents.py", "mockserver/server/stock.py"}


def reads(module: Path) -> list[int]:
    """The lines of a module that name the extension, as a string or by its constant."""
    return [
        node.lineno
        for node in nodes_of(module)
        if (isinstance(node, ast.Constant) and node.value == EXTENSION)
        or (isinstance(node, ast.Name) and node.id == "EXTENSION")
    ]


@pytest.mark.parametrize("module", AFTER, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_after_contract_reads_a_raw_block(module: Path) -> None:
    if str(module.relative_to(ROOT)) not in PASS_OVER:
        assert reads(module) == [], "ask `operation.mock`, `schemas.mock_of`, ... for a typed block"


@pytest.mark.parametrize("name", sorted(PASS_OVER))
def test_what_passes_over_blocks_still_does(name: str) -> None:
    assert reads(ROOT / name)
