"""What a contract offers to be covered, and the words for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Key = tuple[str, str, str, str]  # vendor, kind, operation, name: an item without its place

# Each kind of item, by the plural that options, files and reports use.
KINDS: Mapping[str, str] = {
    "operations": "operations that were called",
    "statuses": "declared statuses that the client saw, by operation",
    "parameters": "parameters that were sent, by operation",
    "enums": "values of enumerations that were sent, in parameters and bodies",
    "boundaries": "smallest and largest values and lengths that were sent exactly, in parameters and bodies",
    "fields": "optional fields of bodies that were sent",
    "security": "security schemes that a call used",
    "pages": "paginated lists that were walked from their first page to their last, over two pages at least",
    "errors": "named error bodies that the client met",
    "links": "declared links that were followed: a value of one reply, sent where the link says",
}


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """One thing that a client's calls can touch.

    Attributes:
        vendor: The document's name.
        kind: A key of `KINDS`.
        operation: The operation's id; empty for what belongs to the whole document.
        name: What it is, unique within the three above: `GET /customers` (operations), `404` (statuses),
            `query.limit` (parameters), `query.status=active`, `body.address.country=US` (enums),
            `query.limit minimum=1`, `body.items[].sku maxLength=12` (boundaries), `body.notes` (fields), `ApiKey`
            (security), `end` (pages), `NotFound not_found` (errors), `201 customer` (links).
        pointer: Its place in the document, `$ref`s followed; `document.line(pointer)` gives the line.
    """

    vendor: str
    kind: str
    operation: str
    name: str
    pointer: str = field(default="", compare=False)

    @property
    def key(self) -> Key:
        """The item without its place: what run data hold."""
        return self.vendor, self.kind, self.operation, self.name

    def __str__(self) -> str:
        """`vendor kind operation name`, without what is empty."""
        return " ".join(part for part in self.key if part)
