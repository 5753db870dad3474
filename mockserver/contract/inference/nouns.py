"""What the resources of a document are called."""

from collections.abc import Sequence

from mockserver.contract.inference.resources import InferredResource
from mockserver.contract.inference.words import norm, singular


class Nouns:
    """A document's resources by what they are called."""

    def __init__(self, resources: Sequence[InferredResource]) -> None:
        self._one: dict[str, InferredResource] = {}
        self._as_written: dict[str, InferredResource] = {}
        for resource in sorted(resources, key=_nearness):
            self._one.setdefault(singular(resource.main.noun), resource)
            self._as_written.setdefault(norm(resource.main.noun), resource)

    def named(self, word: str) -> InferredResource | None:
        """The resource that a name speaks of: `customer` of `/customers`; the one nearest the root of several."""
        fits = (self._one.get(singular(word)), self._as_written.get(norm(word)))
        return min((each for each in fits if each is not None), key=_nearness, default=None)


def _nearness(resource: InferredResource) -> tuple[int, bool, str]:
    return resource.main.key.count("{}"), not resource.main.items, resource.main.key
