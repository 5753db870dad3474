"""The Connexion application around the compiled request path."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import partial
from typing import Any

from connexion import AsyncApp
from connexion.middleware.main import API
from connexion.options import SwaggerUIOptions
from connexion.resolver import Resolution, Resolver
from connexion.spec import OpenAPISpecification
from starlette.types import ASGIApp

from mockserver.server.dispatcher import Dispatcher
from mockserver.server.pipeline import ContractMiddleware
from mockserver.server.vendor import Vendor

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

    Its `$ref`s stay, because plans follow them: what Connexion would inline is read by nobody.
    """

    def __init__(self, data: Mapping[str, Any], *, base_uri: str = "") -> None:
        self._spec = {"components": {}, **deepcopy(dict(data))}
        self._raw_spec = self._spec
        self._base_uri = base_uri


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
