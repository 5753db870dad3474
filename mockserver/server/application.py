"""The Connexion application around the compiled request path."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from connexion import AsyncApp
from connexion.options import SwaggerUIOptions
from connexion.resolver import Resolution, Resolver
from connexion.spec import OpenAPISpecification

from mockserver.clock import Clock
from mockserver.journal import Journal
from mockserver.server.pipeline import ContractMiddleware
from mockserver.server.vendor import Vendor


class PlanResolver(Resolver):
    """Resolves each operation to what answers it; the compiled path never calls it through Connexion."""

    def resolve(self, operation: Any) -> Resolution:
        """The operation's function and a name that is its own within the document."""
        return Resolution(_unused, operation.operation_id or f"{operation.method} {operation.path}")


async def _unused() -> None:
    """The operation is answered by its plan, before Connexion would call a function."""


def _accept(cls: type[OpenAPISpecification], spec: Mapping[str, Any]) -> None:
    """Take the document as it is: it has been checked already, by 3.1's rules too, which Connexion does not know."""


class CheckedSpecification(OpenAPISpecification):
    """Connexion's reading of a document that has been checked."""

    _validate_spec = classmethod(_accept)


def connexion_app(vendors: Mapping[str, Vendor], journal: Journal, clock: Clock) -> AsyncApp:
    """An application that serves every vendor through `ContractMiddleware`."""
    middleware = partial(ContractMiddleware, journal=journal, clock=clock)
    app = AsyncApp("mockserver", middlewares=[middleware], swagger_ui_options=SwaggerUIOptions(swagger_ui=False, serve_spec=False))
    for vendor in vendors.values():
        contract = vendor.contract
        app.add_api(
            {key: value for key, value in contract.document.data.items() if key != "x-mock"},  # no news for Connexion
            base_path=f"/{contract.name}{contract.base_path}",
            name=contract.name,
            resolver=PlanResolver(),
            vendor=vendor,
        )
    return app
