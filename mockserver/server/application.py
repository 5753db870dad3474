"""The Connexion application around the compiled request path."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from connexion import AsyncApp
from connexion.middleware.main import API
from connexion.options import SwaggerUIOptions
from connexion.resolver import Resolution, Resolver
from connexion.spec import OpenAPISpecification
from starlette.types import ASGIApp

from mockserver.errors import UsageError, hint
from mockserver.server.dispatcher import Dispatcher
from mockserver.server.pipeline import ContractMiddleware
from mockserver.server.vendor import Vendor
from mockserver.settings import ServerOptions

NO_PAGES = SwaggerUIOptions(swagger_ui=False, serve_spec=False)


class OneFunction(Resolver):
    """Resolves every operation to one function, under the operation's own id."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__()
        self._function = function

    def resolve(self, operation: Any) -> Resolution:
        """The function, and the id that the operation has in the contract."""
        return Resolution(
            self._function, operation.operation_id or f"{operation.method.upper()} {operation.path}"
        )


async def _unused() -> None:
    """The operation is answered by its plan, before Connexion would call a function."""


class CheckedSpecification(OpenAPISpecification):
    """Connexion's view of a document that has been checked, by 3.1's rules too, which it does not know.

    Its `$ref`s stay, because plans follow them: what Connexion would inline is read by nobody. A copy of
    all of it would cost a start more than the rest of Connexion's part does, and memory for as long as it serves.
    """

    def __init__(self, data: Mapping[str, Any], *, base_uri: str = "") -> None:
        self._spec = {"components": {}, **data, "paths": _own_lists(data.get("paths") or {})}
        self._raw_spec = self._spec
        self._base_uri = base_uri


def _own_lists(paths: Mapping[str, Any]) -> dict[str, Any]:
    """Paths whose operations have lists of parameters of their own: Connexion adds those of the path to them.

    Without extensions beside the paths, which Connexion takes for paths.
    """
    return {
        path: {name: _with_own_list(member) for name, member in item.items()}
        for path, item in paths.items()
        if isinstance(item, Mapping) and not path.startswith("x-")
    }


def _with_own_list(member: Any) -> Any:
    """A member of a path item; an operation with a copy of its parameters."""
    parameters = member.get("parameters") if isinstance(member, Mapping) else None
    return {**member, "parameters": [*parameters]} if isinstance(parameters, list) else member


def connexion_app(vendors: Mapping[str, Vendor], dispatcher: Dispatcher, max_body: int) -> ASGIApp:
    """An application that serves every vendor through `ContractMiddleware`."""
    middleware = partial(ContractMiddleware, dispatcher=dispatcher, max_body=max_body)
    app = AsyncApp("mockserver", middlewares=[middleware], swagger_ui_options=NO_PAGES)
    for vendor in vendors.values():
        contract = vendor.contract
        # What `add_api` does with a document that it has read; it takes no Specification.
        app.middleware.apis.append(
            API(
                CheckedSpecification(contract.document.data),
                base_path=f"/{contract.name}{contract.base_path}",
                name=contract.name,
                **app.middleware.options.replace(resolver=OneFunction(_unused)).__dict__,
            )
        )
    served: ASGIApp = app.middleware  # to which the application passes everything on
    return served


def pipeline_named(name: str) -> Callable[[Mapping[str, Vendor], Dispatcher, int], ASGIApp]:
    """What answers requests: the compiled path, or Connexion's own middlewares.

    Raises:
        UsageError: For another name.
    """
    if name == "stock":
        from mockserver.server.stock import stock_app  # noqa: PLC0415 - a third of Connexion, for comparisons only

        return stock_app
    if name != "compiled":
        raise UsageError(f"pipeline {name!r}: there are 'compiled' and 'stock'")
    return connexion_app


def forwarding(
    served: ASGIApp, vendors: Mapping[str, Vendor], dispatcher: Dispatcher, options: ServerOptions
) -> ASGIApp:
    """What answers requests, but for those that real APIs answer.

    Raises:
        UsageError: For the upstream of a document that is not served.
    """
    for name, url in options.upstreams.items():
        if name not in vendors:
            raise UsageError(f"--upstream {name}={url}: no document of that name; {hint(name, vendors)}")
    from mockserver.server.forwarded_calls import ForwardedCalls  # noqa: PLC0415 - brings an HTTP client

    return ForwardedCalls(served, vendors, dispatcher, options)
