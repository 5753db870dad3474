"""Reading a request by its operation: parameters and body together, every problem at once.

The server, recordings and the check for drift read requests here, so that they say the same of the same request.
"""

from collections.abc import Mapping

from mockserver.contract.model import Contract, Operation
from mockserver.errors import ApiError, ErrorKind, Violation
from mockserver.exchange import Call
from mockserver.settings import DEFAULT_MAX_BODY
from mockserver.validation.body import BodyReader
from mockserver.validation.parameters import Parameters
from mockserver.validation.schema import REFUSING, REQUEST, SchemaCompiler

OF_PARAMETERS = (ErrorKind.INVALID_PARAMETER,)
OF_BODIES = (
    ErrorKind.UNSUPPORTED_MEDIA_TYPE,
    ErrorKind.PAYLOAD_TOO_LARGE,
    ErrorKind.MALFORMED_BODY,
    ErrorKind.INVALID_BODY,
)


class RequestReader:
    """Reads what an operation declares of a request, compiled once.

    Attributes:
        parameters: What reads the parameters of each location.
        body: What reads the body; None for an operation that declares none.
        raises: The kinds of error that a request may be refused with here.
    """

    def __init__(
        self,
        contract: Contract,
        operation: Operation,
        compiler: SchemaCompiler,
        max_body: int = DEFAULT_MAX_BODY,
    ) -> None:
        """Compile.

        Args:
            contract, operation, compiler: What is read, and with what.
            max_body: The most bytes of a body, decoded; a document may allow fewer.

        Raises:
            ValueError: When a schema is no valid JSON Schema.
        """
        document, rules = contract.document, operation.rules
        self.parameters = Parameters(document, operation, compiler, rules, query_keys(contract))
        self._max_body = min(max_body, rules.max_body) if rules.max_body else max_body
        body = operation.body
        direction = REQUEST if rules.read_only == "ignore" else REFUSING
        self.body = BodyReader(document, body, compiler, self._max_body, direction) if body else None
        of_parameters = OF_PARAMETERS if operation.parameters else ()
        self.raises = (*of_parameters, *OF_BODIES) if body else of_parameters

    def read(self, call: Call, path: Mapping[str, bytes], *, with_body: bool = True) -> list[Violation]:
        """Put what a request says into its call, and return every way in which it breaks the contract.

        Args:
            call: Gets parameters and body, defaults filled in.
            path: Raw values of the path's templates.
            with_body: Whether the body is known; a recording may leave it out.

        Raises:
            ApiError: `payload_too_large`, `unsupported_media_type`, `malformed_body`: nothing that is wrong with the
                parameters is told beside these.
        """
        request, parameters = call.request, self.parameters
        violations: list[Violation] = []
        if path:
            call.path = parameters.read_path(path, violations)
        call.query = parameters.read_query(request.query, violations)
        if request.query and parameters.ignores_undeclared:
            call.undeclared = parameters.undeclared(request.query)
        if parameters.header_fields:
            call.header = parameters.read_header(request, violations)
        if parameters.cookie.parameters:
            call.cookie = parameters.read_cookie(request, violations)
        size = len(request.body) if request.file is None else request.size
        if request.too_large or size > self._max_body:
            raise ApiError(ErrorKind.PAYLOAD_TOO_LARGE)
        if self.body is not None and with_body:
            call.sent, call.body = self.body.read_body(request, violations)
        return violations

    def admits_path(self, path: Mapping[str, bytes]) -> bool:
        """Whether the raw values of a path's templates meet the schemas of their parameters."""
        violations: list[Violation] = []
        self.parameters.read_path(path, violations)
        return not violations

    def fits(self, call: Call, path: Mapping[str, bytes]) -> bool:
        """Whether a request breaks nothing; the call gets what it says all the same."""
        try:
            return not self.read(call, path)
        except ApiError:
            return False


def query_keys(contract: Contract) -> frozenset[str]:
    """The query parameters that carry credentials, declared by security schemes alone (OpenAPI 3.0.3, apiKey)."""
    return frozenset(s.parameter for s in contract.schemes.values() if s.location == "query")
