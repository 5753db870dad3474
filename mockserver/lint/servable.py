"""Whether a document can be served as it is, with its fixtures, and with each of its variants."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace

from mockserver.contract.compiler import compile_contract
from mockserver.contract.document import Document
from mockserver.contract.model import Contract
from mockserver.errors import Problem, SpecError
from mockserver.keywords import server_options
from mockserver.parts import PARTS
from mockserver.server.made_vendors import first_rows, make_vendor
from mockserver.server.vendor import Vendor
from mockserver.settings import Settings
from mockserver.state.namespaces import Namespaces
from mockserver.state.shared import SharedStates


def check_serving(contract: Contract, settings: Settings) -> Iterator[Problem]:
    """The problems that would stop the server, or one of the operations, although the document is in order."""
    try:
        vendor = _serve(contract, settings)
    except SpecError as error:
        yield from error.problems
    else:
        more = [problem for problem in vendor.problems if problem not in contract.problems]
        yield from (replace(problem, severity="error") for problem in more)


def check_variants(contract: Contract, original: Document, settings: Settings) -> Iterator[Problem]:
    """The problems that each variant alone would bring; `original` as it was read."""
    for name in contract.mock.variants:
        varied = original.but(deepcopy(original.data))
        try:
            _serve(compile_contract(varied, PARTS, variants=[name], strict=True), settings)
        except SpecError as error:
            for problem in error.problems:
                yield Problem(
                    problem.pointer,
                    f"variant {name!r}: {problem.message}",
                    problem.line,
                    problem.file,
                    problem.severity,
                )


def _serve(contract: Contract, settings: Settings) -> Vendor:
    options = server_options(settings=settings)
    rows, made = first_rows(contract, options)
    namespaces = Namespaces(rows, options.seed, SharedStates({contract.name: contract}))
    return make_vendor(contract, namespaces, options, made)
