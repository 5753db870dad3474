"""Requests that break their contract."""

from mockserver.contract.model import Contract, Operation
from mockserver.contract.placed_nodes import document_node
from mockserver.coverage.clients.breaches import breaches_of, is_broken
from mockserver.coverage.clients.calls import ClientCall
from mockserver.coverage.clients.history import History
from mockserver.coverage.clients.rules.base import Describe, Finding, Rule, When
from mockserver.coverage.clients.verdict import Breach
from mockserver.errors import Violation


def broken_contract(call: ClientCall, history: History) -> Describe | Finding | None:
    """A request that its operation cannot have meant."""
    if call.page is not None and call.page.beside:
        page = call.page
        told = Breach("query", page.beside, f"none beside {page.name}", note="both came")
        return Finding(
            f"sent {page.name} and {page.beside}, which exclude each other",
            (call.evidence,),
            breaches=(told,),
        )
    return describe_breaches if is_broken(call.exchange) else None


def describe_breaches(call: ClientCall) -> Finding:
    """Each way in which the request broke its contract."""
    violations = call.exchange.violations
    breaches = breaches_of(call.exchange, call.operation)
    pointer = ""
    if violations and call.contract is not None and call.operation is not None:
        pointer = broken_pointer(call.contract, call.operation, violations[0])
    more = f" and {len(breaches) - 1} more" if len(breaches) > 1 else ""
    return Finding(f"{breaches[0]}{more}", (call.evidence,), pointer, breaches=breaches)


def broken_pointer(contract: Contract, operation: Operation, violation: Violation) -> str:
    """The pointer to what a request breaks: a parameter, or a member of the body, as deep as it is declared."""
    if violation.location != "body":
        name = str(violation.path[0]) if violation.path else ""
        found = [p for p in operation.parameters if (p.location, p.name) == (violation.location, name)]
        return document_node(contract.document, found[0].pointer if found else operation.pointer).pointer
    body = document_node(contract.document, f"{operation.pointer}/requestBody")
    content = body.down(contract.document, "content")
    media = next(iter(content.value), None) if isinstance(content.value, dict) else None
    schema = content.down(contract.document, media, "schema") if media else body
    return schema.inside(contract.document, violation.path).pointer


RULE = Rule(
    name="contract-broken",
    severity="error",
    description="Sent a request that breaks its contract.",
    help=(
        "The document does not admit what was sent: a parameter, a header field or a member of the body. Each "
        "violation is shown with what was expected and what came. Send what the document asks for; where the vendor "
        "takes it all the same, mend the document."
    ),
    when=When.BROKEN,
    check=broken_contract,
)
