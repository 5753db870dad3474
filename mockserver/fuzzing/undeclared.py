"""Statuses that a document does not declare: said once for the document."""

from collections.abc import Mapping
from typing import Any

from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response
from schemathesis.generation.case import Case
from schemathesis.openapi.checks import UndefinedStatusCode

# Statuses that say what a refusal says, by that of the refusal (RFC 9110, 15.5; 422 in the place of 400).
ALIKE: Mapping[str, frozenset[str]] = {
    "400": frozenset({"400", "422"}),
    "401": frozenset({"401", "403"}),
    "403": frozenset({"403", "401", "404"}),
    "404": frozenset({"404", "410"}),
    "405": frozenset({"405"}),
    "406": frozenset({"406"}),
    "409": frozenset({"409", "400", "412", "422"}),
    "413": frozenset({"413", "400", "422"}),
    "415": frozenset({"415", "400", "422"}),
}


class Undeclared:
    """Takes the failures of `status_code_conformance` together, which tells of a status once for each operation.

    A document that leaves out its 401 has left it out; it says nothing more that three hundred operations do so. Nor
    is that the server's doing: a call without credentials is refused, and no status is declared that would say it. A
    refusal is a finding where the operation declares one that says the same, and every other status is one, unless the
    operation declares none at all (`responses` may be missing in OpenAPI 3.1).

    Attributes:
        places: Operations by the status that they answered with and do not declare.
        left_out: The same where the operation declares no status that says so.
        shown: For each status that is not declared, a request that is answered so, as a curl line.
    """

    def __init__(self) -> None:
        self.places: dict[str, list[str]] = {}
        self.left_out: dict[str, list[str]] = {}
        self.shown: dict[str, str] = {}

    def keep(self, failure: Failure, case: Case[Any], response: Response) -> bool:
        """Whether a failure is another one."""
        if not isinstance(failure, UndefinedStatusCode):
            return True
        status = str(response.status_code)
        declared = {str(each) for each in failure.defined_status_codes}
        alike = ALIKE.get(status)
        omitted = not declared or (alike is not None and alike.isdisjoint(declared))
        kept = self.left_out if omitted else self.places
        places = kept.setdefault(status, [])
        if failure.operation and failure.operation not in places:
            places.append(failure.operation)
        if kept is self.places:
            self.shown.setdefault(status, case.as_curl_command())
        return False
