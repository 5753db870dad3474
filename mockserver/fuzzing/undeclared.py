"""Statuses that a document does not declare: said once for the document."""

from typing import Any

from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response
from schemathesis.generation.case import Case
from schemathesis.openapi.checks import UndefinedStatusCode


class Undeclared:
    """Takes the failures of `status_code_conformance` together, which tells of a status once for each operation.

    A document that leaves out its 401 has left it out; it says nothing more that three hundred operations do so.

    Attributes:
        places: Operations by the status that they answered with and do not declare.
        shown: For each of these statuses, a request that is answered so, as a curl line.
    """

    def __init__(self) -> None:
        self.places: dict[str, list[str]] = {}
        self.shown: dict[str, str] = {}

    def keep(self, failure: Failure, case: Case[Any], response: Response) -> bool:
        """Whether a failure is another one."""
        if not isinstance(failure, UndefinedStatusCode):
            return True
        status = str(response.status_code)
        places = self.places.setdefault(status, [])
        if failure.operation and failure.operation not in places:
            places.append(failure.operation)
        self.shown.setdefault(status, case.as_curl_command())
        return False
