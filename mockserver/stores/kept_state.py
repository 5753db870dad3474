"""All that a store keeps of a server: begun anew, changed as others have changed it, told as what leads to it."""

import logging
from collections.abc import Callable, Iterator, Mapping

from mockserver.state.changes import Reseeded, SharedLog
from mockserver.state.namespaces import Namespaces
from mockserver.state.resource_rules import DuplicateError
from mockserver.state.shared import SharedStates
from mockserver.stores.codec import LoggedChange

logger = logging.getLogger("mockserver")


class KeptState:
    """The state of all documents, in all namespaces.

    Attributes:
        seeds: What has put other seeded rows in the place of those of the beginning; None where nothing has.
    """

    def __init__(
        self,
        states: SharedStates,
        documents: Mapping[str, Namespaces],
        reseed: Callable[[Reseeded | None], object],
    ) -> None:
        """Take it.

        Args:
            states, documents: What documents share, and what each keeps.
            reseed: Puts other seeded rows in the place of all; those of the beginning for None.
        """
        self.seeds: Reseeded | None = None
        self._states, self._documents, self._reseed = states, documents, reseed

    def join(self, log: SharedLog) -> None:
        """Have all changes kept in a log from now on."""
        self._states.join(log)
        for name, namespaces in self._documents.items():
            namespaces.join(log, name)

    def begin_anew(self) -> None:
        """Back to the seeded rows of the beginning, and nothing else."""
        if self.seeds is not None:
            self._put_seeds(None)
        for namespace in self._states.names():
            self._states.follow(namespace).reset()
            for namespaces in self._documents.values():
                state = namespaces.find(namespace)
                if state is not None:
                    state.reset()

    def apply(self, logged: LoggedChange) -> None:
        """Carry out a change that was made elsewhere, or before."""
        namespace, vendor, change = logged
        shared = self._states.follow(namespace)
        if isinstance(change, Reseeded):
            self._put_seeds(change)
        elif vendor is None:
            shared.apply(change)
        else:
            try:
                self._documents[vendor].enter(namespace).apply(change)
            except (
                DuplicateError,
                KeyError,
            ):  # of a document that has changed since, and is kept all the same
                logger.warning("--store: a change of %s does not fit its document any more", vendor)

    def _put_seeds(self, change: Reseeded | None) -> None:
        self.seeds = change
        self._reseed(change)

    def since_begun(self) -> Iterator[LoggedChange]:
        """What leads from a state that begins to this one."""
        if self.seeds is not None:
            yield LoggedChange("", None, self.seeds)
        for namespace in self._states.names():
            shared = self._states.at(namespace)
            yield from (LoggedChange(namespace, None, each) for each in shared.since_begun())
            for vendor, namespaces in self._documents.items():
                state = namespaces.find(namespace)
                if state is not None:
                    yield from (LoggedChange(namespace, vendor, each) for each in state.since_begun())
