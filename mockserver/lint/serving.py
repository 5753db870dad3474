"""Whether a document can be served as it is, with its fixtures, and with each of its variants."""

from collections.abc import Iterator
from copy import deepcopy

from mockserver.app import make_vendor, namespaces_of
from mockserver.clock import Clocks
from mockserver.contract.compiler import compile_contract
from mockserver.contract.document import Document
from mockserver.contract.model import Contract
from mockserver.errors import Problem, SpecError
from mockserver.faults.injector import AllFaults
from mockserver.parts import PARTS
from mockserver.settings import DEFAULT_SEED, Settings


def check_serving(contract: Contract, settings: Settings) -> Iterator[Problem]:
    """The problems that would stop the server although the document is in order."""
    try:
        _serve(contract, settings)
    except SpecError as error:
        yield from error.problems


def check_variants(contract: Contract, original: Document, settings: Settings) -> Iterator[Problem]:
    """The problems that each variant alone would bring; `original` as it was read."""
    for name in contract.mock.variants:
        varied = Document(original.name, deepcopy(original.data), source=original.source, text=original.text)
        try:
            _serve(compile_contract(varied, PARTS, variants=[name]), settings)
        except SpecError as error:
            for problem in error.problems:
                yield Problem(
                    problem.pointer,
                    f"variant {name!r}: {problem.message}",
                    problem.line,
                    problem.file,
                    problem.severity,
                )


def _serve(contract: Contract, settings: Settings) -> None:
    namespaces = namespaces_of(
        contract, settings, Clocks(), AllFaults({contract.name: contract}), seed=DEFAULT_SEED
    )
    make_vendor(contract, namespaces, settings, validate=False)
