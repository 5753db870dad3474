"""What the parts of one document share: its contract, its callers, what compiles schemas and views."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from mockserver.contract.model import Contract
from mockserver.datagen.schemas.generator import Generator
from mockserver.exchange import Caller
from mockserver.rendering.views import ViewCompiler
from mockserver.settings import DEFAULT_MAX_BODY
from mockserver.validation.schema import SchemaCompiler


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of one document that live as long as the server; `max_body` is the most bytes of a body."""

    contract: Contract
    callers: Mapping[str, Caller]
    seed: int
    schemas: SchemaCompiler
    views: ViewCompiler
    max_body: int = DEFAULT_MAX_BODY

    @property
    def secret(self) -> bytes:
        """What signs cursors: the same for the same document and seed."""
        return blake2b(f"{self.contract.name}:{self.seed}".encode(), digest_size=16).digest()

    def made(self, schema: Any, *path: str, seed: int | None = None) -> Any:
        """A value that a client may be sent.

        Args:
            schema: Of the document.
            path: What the value is: another path, another value.
            seed: By default, the document's.

        Raises:
            Unsatisfiable: When no value meets the schema.
        """
        document = self.contract.document
        generator = Generator(
            self.seed if seed is None else seed, nullable=document.version < (3, 1), sent=True
        )
        return generator.value(schema, document.at, *path)
