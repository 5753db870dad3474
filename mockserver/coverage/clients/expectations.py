"""Verdicts that are wanted: those of tests that send what is wrong, on purpose, to see what becomes of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from mockserver.exchange import Request

EXPECT = b"mockserver-expect"  # the header of a call that is meant to be found fault with


@dataclass(slots=True, eq=False)  # told of what comes, and none is another of the same words
class Expectation:
    """Verdicts that are wanted of some calls: they are not counted, and told where they do not come.

    Attributes:
        rules: Of these rules.
        namespace: Of the calls in this namespace; None for any.
        met: Those of them that have come.
    """

    rules: tuple[str, ...]
    namespace: str | None = None
    met: set[str] = field(default_factory=set)

    def takes(self, rule: str, namespace: str) -> bool:
        """Whether a verdict is wanted, which has come then."""
        wanted = rule in self.rules and self.namespace in {None, namespace}
        if wanted:
            self.met.add(rule)
        return wanted

    @property
    def missing(self) -> tuple[str, ...]:
        """The rules of which no verdict has come."""
        return tuple(rule for rule in self.rules if rule not in self.met)


def rules_expected(request: Request) -> tuple[str, ...]:
    """The rules that a call says it breaks: `Mockserver-Expect: contract-broken`, several with commas."""
    names: Iterable[str] = request.headers.get(EXPECT, b"").decode("latin-1").split(",")
    return tuple(dict.fromkeys(name for each in names if (name := each.strip())))
