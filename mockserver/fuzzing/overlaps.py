"""Telling an `Allow` that is wrong from one that names what another path of the document answers at the same place."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response
from schemathesis.openapi.checks import AllowHeaderMismatch

from mockserver.contract.model import Contract

TEMPLATE = re.compile(r"\\\{[^{}]*\\\}")  # as `re.escape` leaves it


class Overlaps:
    """Drops the failures of `allow_header_conformance` about methods of another path that the URL meets as well.

    The check reads the one path of its case. `DELETE /users/login` is answered by `/users/{name}` where
    `/users/login` has no such method, and `Allow` names each method that is answered (RFC 9110, 10.2.1).
    """

    def __init__(self, contract: Contract) -> None:
        """Take a document."""
        self._methods: Mapping[re.Pattern[str], set[str]] = {}
        found: dict[str, set[str]] = {}
        for operation in contract.operations:
            found.setdefault(operation.path, set()).add(operation.method.lower())
        self._methods = {
            re.compile(TEMPLATE.sub("[^/]+", re.escape(path)) + "$"): methods
            for path, methods in found.items()
        }

    def keep(self, failure: Failure, response: Response) -> bool:
        """Whether a failure counts."""
        if not isinstance(failure, AllowHeaderMismatch) or failure.missing_methods:
            return True
        path = urlsplit(str(response.request.url)).path
        here = set().union(*(methods for fits, methods in self._methods.items() if fits.search(path)))
        return not here.issuperset(method.lower() for method in failure.undocumented_methods)
