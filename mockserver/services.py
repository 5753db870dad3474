"""What the parts of one document share: its contract, its callers, what compiles schemas and views."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

from mockserver.contract.model import Contract
from mockserver.exchange import Caller
from mockserver.rendering.views import ViewCompiler
from mockserver.settings import DEFAULT_MAX_BODY
from mockserver.validation.schema import SchemaCompiler
from mockserver.values import Values


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of one document that live as long as the server.

    Attributes:
        max_body: The most bytes of a body.
        values: What replies are made of where nothing else gives them.
    """

    contract: Contract
    callers: Mapping[str, Caller]
    seed: int
    schemas: SchemaCompiler
    views: ViewCompiler
    max_body: int = DEFAULT_MAX_BODY
    values: Values = field(init=False)

    def __post_init__(self) -> None:
        """Begin with no values made."""
        object.__setattr__(self, "values", Values(self.contract.document, self.schemas, self.seed))

    @property
    def secret(self) -> bytes:
        """What signs cursors: the same for the same document and seed."""
        return blake2b(f"{self.contract.name}:{self.seed}".encode(), digest_size=16).digest()
