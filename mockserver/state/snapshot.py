"""What a namespace held, to come back to."""

from collections.abc import Mapping
from dataclasses import dataclass

from mockserver.faults.active import ActiveMark
from mockserver.faults.fault import Fault
from mockserver.faults.stub import Stub
from mockserver.state.namespaces import Mark


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a namespace held when it was marked.

    Attributes:
        states: Of each vendor: its rows, and what goes with them.
        faults, stubs: Those that were active, and what they had met.
    """

    states: Mapping[str, Mark]
    faults: ActiveMark[Fault]
    stubs: ActiveMark[Stub]
