"""Choosing which calls a fault strikes."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from mockserver.bounded import Recent
from mockserver.contract.model import Contract
from mockserver.exchange import Request, Strike
from mockserver.faults.active import ActiveMark, ActiveSet, IdNumbers
from mockserver.faults.fault import Fault, read_fault

MOST_FAULTS = 1000  # of a namespace: each call is held against them
MOST_MET = 100_000  # requests that met a fault by chance, and are told from those that come again
DRAWN = 16  # bytes: two numbers; also those by which a request is known again


@dataclass(frozen=True, slots=True)
class FaultMet:
    """A call has met a fault: so often by now.

    Attributes:
        fault: The fault's id.
        hits: How many calls it has struck.
        key: What the request is known by; None where nothing depends on it.
        met: How often the same request met it.
    """

    fault: str
    hits: int
    key: bytes | None = None
    met: int = 0


@dataclass(frozen=True, slots=True)
class FaultsSet:
    """Faults have been added or removed.

    Attributes:
        active: Those that there are, the latest first.
        mark: What brought them back; None where nothing did.
    """

    active: tuple[Fault, ...]
    mark: ActiveMark[Fault] | None = None


class Faults(ActiveSet[Fault]):
    """The faults of one namespace: the first of `active` that strikes is the only one."""

    def __init__(self, contracts: Mapping[str, Contract], numbers: IdNumbers | None = None) -> None:
        """Begin without any.

        Args:
            contracts: What is served.
            numbers: Where ids come from.
        """
        super().__init__("faults", MOST_FAULTS, FaultsSet, numbers)
        self._contracts = contracts
        self._met: dict[str, Recent[bytes, int]] = {}  # for each fault, how often the same request met it

    def add(self, **given: Any) -> Fault:
        """Add a fault.

        Args:
            given: Members of a fault as `/__admin/faults` takes them, `carried_out` for `carriedOut`.

        Raises:
            UsageError: For what makes no sense.
        """
        if "carried_out" in given:
            given["carriedOut"] = given.pop("carried_out")
        return self.have(lambda id_: read_fault(id_, given, self._contracts))

    def remove(self, fault: Fault) -> None:
        """Let a fault strike no more."""
        self.keep(lambda each: each.id != fault.id)

    def clear(self, vendor: str | None = None) -> None:
        """Remove every fault, or those of one vendor alone."""
        self.keep(lambda each: vendor not in {None, each.vendor})

    def _forget(self, gone: str) -> None:
        """Forget what a fault has met, and by what requests."""
        super()._forget(gone)
        self._met.pop(gone, None)

    def _more(self) -> Mapping[str, Mapping[bytes, int]]:
        """How often the same requests met each fault."""
        return {fault: dict(counts) for fault, counts in self._met.items()}

    def _bring_back_more(self, more: Mapping[str, Mapping[bytes, int]]) -> None:
        for fault, counts in more.items():
            for key, met in counts.items():
                self._counts_of(fault)[key] = met

    def strike(self, vendor: str, operation: str, request: Request, seed: int) -> Strike | None:
        """The fault that strikes a call, None for none.

        Whether it does, and for how long, depends on the seed, the request, and how often the same request came.
        """
        with self.lock:
            for fault in self.active:
                if fault.vendor not in {None, vendor} or fault.operation not in {None, operation}:
                    continue
                if fault.delivery is not None:
                    continue
                if fault.times is not None and self.hits(fault) >= fault.times:
                    continue
                struck = self._meet(fault, request, seed)
                if struck is not None:
                    return struck
        return None

    def strike_delivery(self, vendor: str, event: str, told: Request, seed: int) -> Fault | None:
        """The fault that strikes the delivery of an event, None for none; `told` is what it is known by."""
        with self.lock:
            for fault in self.active:
                if fault.vendor not in {None, vendor} or fault.event not in {None, event}:
                    continue
                if fault.delivery is None or (fault.times is not None and self.hits(fault) >= fault.times):
                    continue
                if self._meet(fault, told, seed) is not None:
                    return fault
        return None

    def apply(self, change: FaultMet | FaultsSet) -> None:
        """Have the faults that were set elsewhere; count a call that met one there."""
        with self.lock:
            if isinstance(change, FaultsSet):
                if change.mark is not None:
                    self._bring_back(change.mark)
                else:
                    self._take(change.active)
                return
            self._hits[change.fault] = change.hits
            if change.key is not None:
                self._counts_of(change.fault)[change.key] = change.met

    def _meet(self, fault: Fault, request: Request, seed: int) -> Strike | None:
        """Let a fault strike or not, and count that."""
        key, met, chance, share = None, 0, 0.0, 0.0
        if fault.probability < 1 or fault.delay[0] < fault.delay[1]:
            key = blake2b(request.whole(), digest_size=DRAWN).digest()
            counts = self._counts_of(fault.id)
            counts[key] = met = counts.get(key, 0) + 1
            chance, share = drawn(request, seed, met)
        strikes = chance < fault.probability
        self._hits[fault.id] += strikes
        if self.record is not None:
            self.record(FaultMet(fault.id, self._hits[fault.id], key, met))
        least, most = fault.delay
        return fault.strike(least + (most - least) * share) if strikes else None

    def _counts_of(self, fault: str) -> Recent[bytes, int]:
        found = self._met.get(fault)
        if found is None:
            found = self._met[fault] = Recent(MOST_MET // 2, spare=MOST_MET // 2)
        return found


def drawn(request: Request, seed: int, met: int) -> tuple[float, float]:
    """Two numbers from 0 up to 1, of a request that was met so often."""
    found = blake2b(b"%b:%d:%d" % (request.whole(), seed, met), digest_size=DRAWN).digest()
    return int.from_bytes(found[:8], "big") / 2**64, int.from_bytes(found[8:], "big") / 2**64
