"""What the parts of one document share: its contract, its callers, what compiles schemas and views."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from mockserver.contract.authorization import Authorization, authorization_of
from mockserver.contract.model import Contract
from mockserver.exchange import Caller
from mockserver.rendering.view_forms import Repair
from mockserver.rendering.views import ViewCompiler
from mockserver.settings import DEFAULT_MAX_BODY
from mockserver.validation.schema import REPLY, SchemaCompiler
from mockserver.values import DocumentValues

if TYPE_CHECKING:
    from mockserver.datagen.seeded import RowMaker


def repairs_of(schemas: SchemaCompiler, rows: "RowMaker") -> Callable[[Any], Repair]:
    """What makes of a schema what mends the rows that it shows.

    Args:
        schemas: Compiles the schema, when the first row is shown by it.
        rows: Makes what a row lacks.
    """

    def of(schema: Any) -> Repair:
        compiled = cache(lambda: schemas.validator(schema, REPLY).is_valid)

        def repair(shown: dict[str, Any], key: str) -> Any:
            return shown if compiled()(shown) else rows.shown(schema, shown, key, compiled())

        return repair

    return of


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of one document that live as long as the server.

    Attributes:
        max_body: The most bytes of a body.
        rows: Makes the rows of resources that say what theirs look like; None where there are none.
        values: What replies are made of where nothing else gives them.
        authorization: What the document says of tokens; None where callers need none.
    """

    contract: Contract
    callers: Mapping[str, Caller]
    seed: int
    schemas: SchemaCompiler
    views: ViewCompiler
    max_body: int = DEFAULT_MAX_BODY
    rows: "RowMaker | None" = None
    values: DocumentValues = field(init=False)
    authorization: Authorization | None = field(init=False)

    def __post_init__(self) -> None:
        """Begin with no values made."""
        object.__setattr__(self, "authorization", authorization_of(self.contract))
        object.__setattr__(self, "values", DocumentValues(self.contract.document, self.schemas, self.seed))

    @property
    def secret(self) -> bytes:
        """What signs cursors: the same for the same document and seed."""
        return blake2b(f"{self.contract.name}:{self.seed}".encode(), digest_size=16).digest()
