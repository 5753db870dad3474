"""Values that replies are made of where nothing else gives them: generated, or a document's examples, mended."""

import logging
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mockserver.contract.document import Document
from mockserver.contract.model import Contract
from mockserver.datagen.schemas.costs import Costs
from mockserver.datagen.schemas.reading import Reading
from mockserver.errors import Problem
from mockserver.state.resource_rules import Seeds
from mockserver.validation.schema import REPLY, SchemaCompiler

if TYPE_CHECKING:
    from mockserver.datagen.schemas.generator import Generator, Made
    from mockserver.datagen.seeded import RowMaker


logger = logging.getLogger("mockserver")
IsValid = Callable[[Any], bool]


class DocumentValues:
    """Makes the values of one document: valid by its schemas, or as near to them as can be, which is said once."""

    def __init__(self, document: Document, schemas: SchemaCompiler, seed: int) -> None:
        self._document = document
        self._schemas = schemas
        self._seed = seed
        self._judges: dict[int, tuple[Any, IsValid | None]] = {}
        self._faults: dict[int, str] = {}
        self._told: set[str] = set()

    @cached_property
    def _generator(self) -> "Generator":
        # A late import: a server whose documents show every reply starts without it, 20 ms sooner and 1 MiB smaller.
        from mockserver.datagen.schemas.generator import Generator  # noqa: PLC0415

        return Generator(self._seed, nullable=self._document.version < (3, 1), sent=True)

    @cached_property
    def _costs(self) -> Costs:
        return Costs(Reading(self._document.at).at)

    def least(self, schema: Any) -> float:
        """Of how many values one of a schema consists at least; infinite where it nests without end."""
        return self._costs.of(schema)

    def tell_no_more_of(self, problems: Iterable[Problem]) -> None:
        """Keep to oneself what was told already."""
        self._told |= {str(problem) for problem in problems}

    def made(self, schema: Any, *path: str, seed: int | None = None, pointer: str = "") -> Any:
        """A value that a client may be sent.

        Args:
            schema: Of the document.
            path: What the value is: another path, another value.
            seed: By default, the server's.
            pointer: Where the document declares the schema, for what is said of it.
        """
        generator = self._generator if seed is None else self._generator.seeded(seed)
        made = generator.made(schema, self._document.at, path, judge=self._judge(schema))
        return self._valued(made, schema, pointer)

    def mended(self, schema: Any, shown: Any, *path: str, pointer: str = "") -> Any:
        """An example as its schema admits it: itself where it does, else what was meant.

        Args:
            schema: Of the document.
            shown: The example.
            path: What the value is, for what has to be generated.
            pointer: Where the document shows it, for what is said of it.
        """
        judge = self._judge(schema)
        if judge is not None and judge(shown):
            return shown
        made = self._generator.made(schema, self._document.at, path, shown=shown, judge=judge)
        if made.fault is None:
            self._say(pointer, "this example breaks its schema, and is mended")
        return self._valued(made, schema, pointer)

    def kept(self, schema: Any, body: Any, *path: str) -> Any:
        """A body as its schema admits it: itself where it does, else what is nearest to it.

        Args:
            schema: Of the document.
            body: Made of rows.
            path: What the value is, for what has to be generated.
        """
        judge = self._judge(schema)
        if judge is None or judge(body):
            return body
        return self._generator.made(schema, self._document.at, path, shown=body, judge=judge).value

    def fits(self, schema: Any, value: Any) -> bool:
        """Whether a value meets a schema, as far as the validator can read it."""
        judge = self._judge(schema)
        return judge is None or judge(value)

    def is_hopeless(self, schema: Any) -> bool:
        """Whether no valid value of a schema was found: what is sent is only near to it."""
        return id(schema) in self._faults

    def _judge(self, schema: Any) -> IsValid | None:
        """What judges the replies of a schema; None for one that the validator cannot read."""
        known = self._judges.get(id(schema))
        if known is None:
            known = self._judges[id(schema)] = (schema, self._compiled(schema))
        return known[1]

    def _compiled(self, schema: Any) -> IsValid | None:
        try:
            return self._schemas.validator(schema, REPLY).is_valid
        except ValueError:
            return None

    def _valued(self, made: "Made", schema: Any, pointer: str) -> Any:
        if made.fault is not None and id(schema) not in self._faults:
            self._faults[id(schema)] = made.fault
            self._say(pointer, f"nothing satisfies this schema ({made.fault}): what is near to it is sent")
        return made.value

    def _say(self, pointer: str, message: str) -> None:
        text = str(self._document.problem(pointer, message, severity="warning"))
        if text not in self._told:
            self._told.add(text)
            logger.warning("%s", text)


def row_maker(contract: Contract, seed: int, rows: int | None, by_hand: Seeds) -> "RowMaker | None":
    """What makes rows of schemas; None for a document no resource of which says what its rows look like."""
    if not any(resource.row for resource in contract.mock.resources.values()):
        return None
    from mockserver.datagen.seeded import RowMaker  # noqa: PLC0415 - brings Faker, which most servers need late or never

    return RowMaker(contract, seed, rows, by_hand)
