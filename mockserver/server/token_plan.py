"""An operation of a document that is an endpoint of its authorization server: its replies in the document's shape."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import orjson

from mockserver.contract.endpoint_operations import AUTHORIZATION
from mockserver.contract.model import Operation, is_json
from mockserver.errors import ErrorKind
from mockserver.exchange import Call, Exchange, Reply
from mockserver.exchange.preferences import Preferences
from mockserver.server.plan import Plan
from mockserver.server.token_endpoints import TokenEndpoints
from mockserver.services import Services
from mockserver.state.namespaces import Namespaces, NamespaceState
from mockserver.state.tokens import ACCESS
from mockserver.validation.reply import ReplyValidator

NEVER_INVENTED = frozenset({"refresh_token", "id_token"})  # which would lead nowhere


class TokenPlan(Plan):
    """Reads a request as every other operation does, and lets the authorization server answer it.

    Attributes:
        endpoint: Which of its endpoints the operation is.
        is_open: Whether nobody is asked who calls, although the document asks for a token.
    """

    def __init__(self, operation: Operation, services: Services, tokens: TokenEndpoints) -> None:
        """Compile.

        Args:
            operation, services: As of every plan. Who asks for a token cannot be asked for one.
            tokens: The authorization server, of which the operation is an endpoint.
        """
        schemes = tokens.declared.schemes
        self.is_open = any(all(name in schemes for name in each) for each in operation.security)
        asked = replace(operation, security=(), scopes=()) if self.is_open else operation
        super().__init__(asked, services, validate=False)
        self.pairs = ()
        self._tokens = tokens
        self.endpoint = tokens.declared.operations[operation.id]
        self._checked = ReplyValidator(operation, services.schemas, services.values.is_hopeless)
        self._bases = sorted(services.contract.base_paths(operation), key=len, reverse=True)
        self.act = self._issue

    def open(self, exchange: Exchange, namespaces: Namespaces) -> tuple[Call, NamespaceState]:
        """Find out who calls, and in which namespace: that of a client, a user or a code counts as well."""
        if not exchange.namespace:
            exchange.namespace = self._tokens.namespace_asked(exchange.request)
        call, state = super().open(exchange, namespaces)
        call.caller = replace(call.caller, namespace=exchange.namespace)
        return call, state

    def _issue(self, call: Call, state: NamespaceState) -> Reply:
        address = call.request.address()
        base = next((base for base in self._bases if base and address.endswith(base)), "")
        root = address.removesuffix(base)
        with state.lock:
            made = self._tokens.reply(
                self.endpoint, call.request, state, call.caller.namespace, root, by_operation=True
            )
        if self.endpoint == AUTHORIZATION:
            return made
        kind = None if made.status < 400 else ErrorKind.UNAUTHENTICATED
        return self._shaped(Reply(made.status, made.headers, made.body, kind), call)

    def _shaped(self, made: Reply, call: Call) -> Reply:
        """A reply in the document's shape: as the RFC has it where that fits, else what the document shows, with it."""
        status = self._status(made.status)
        response = self.operation.response(status)
        if response is None or (made.kind is not None and not response.content):
            return made
        if not response.content:
            return Reply(status, [each for each in made.headers if each[0] != b"content-type"], b"")
        shown = self.forced.bare(Preferences(code=status), call)
        fields = dict(made.headers) | (dict(shown.headers) if shown is not None else {})
        if not is_json(fields.get(b"content-type", b"").decode("latin-1")):
            return made

        def written(body: Any) -> Reply:
            return Reply(status, list(fields.items()), orjson.dumps(body), made.kind)

        said = orjson.loads(made.body or b"{}")
        whole, example = written(said), orjson.loads(shown.body) if shown is not None else None
        if not isinstance(example, dict):
            return whole
        held = next(
            (name for name, each in example.items() if isinstance(each, dict) and ACCESS in each), None
        )
        if held is not None and ACCESS not in example:  # `data` holds what is said

            def within(body: Any) -> Reply:
                return written({**example, held: body})

            return within(self._joined(said, example[held], within, call))
        if self._checked.fault(whole) is None:
            return whole
        return written(self._joined(said, example, written, call))

    def _joined(
        self, said: dict[str, Any], example: dict[str, Any], written: Callable[[Any], Reply], call: Call
    ) -> dict[str, Any]:
        """An example with all of what is said that the document lets it have."""
        without = {key: value for key, value in example.items() if key in said or key not in NEVER_INVENTED}
        body = without if self._checked.fault(written(without)) is None else example
        if "expires_in" in said and isinstance(body.get("expires_at"), int | float):
            said = {**said, "expires_at": int(call.moment) + said["expires_in"]}
        for name, value in said.items():
            tries = ({**body, name: each} for each in _spelled(value))
            body = next((each for each in tries if self._checked.fault(written(each)) is None), body)
        return body

    def _status(self, status: int) -> int:
        """The status that the operation declares for a success."""
        if status >= 300 or self.operation.response(status) is not None:
            return status
        own = (int(each) for each in self.operation.responses if each.isdigit() and each[0] == "2")
        return min(own, default=status)


def _spelled(value: Any) -> Iterator[Any]:
    """A value as APIs write it: `bearer` for `Bearer`, scopes as a list."""
    yield value
    if isinstance(value, str):
        yield value.lower()
        yield value.split()
