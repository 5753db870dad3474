"""Every item of a contract."""

from mockserver.contract.model import Contract
from mockserver.coverage.items import Item


def universe(contract: Contract) -> tuple[Item, ...]:
    """Every item that a contract offers to be covered, by kind, each once."""
    return ()
