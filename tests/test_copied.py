"""Sequences and mappings of which a copy shares all but what is changed, against lists and dicts."""

from bisect import bisect_left, bisect_right, insort_right
from operator import neg
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from mockserver.copied import Blocks, Layered

NUMBERS = st.integers(-9, 9)


class SmallBlocks(Blocks[int]):
    most: ClassVar[int] = 3


@given(st.lists(NUMBERS, max_size=30), st.lists(st.tuples(st.booleans(), NUMBERS), max_size=30))
def test_a_sequence_that_is_sorted_by_a_key_stays_so(
    begun: list[int], changes: list[tuple[bool, int]]
) -> None:
    plain = sorted(begun, key=neg)
    blocks = SmallBlocks(plain)
    for comes, number in changes:
        before, kept = blocks, [*plain]
        if comes:
            blocks = blocks.inserted(number, neg)
            insort_right(plain, number, key=neg)
        elif number in plain:
            blocks = blocks.without(number, neg)
            plain.remove(number)
        assert [*blocks] == plain
        assert [*before] == kept

    assert (len(blocks), blocks.total, bool(blocks)) == (len(plain), len(plain), bool(plain))
    for wanted in range(-10, 11):
        for bisect in (bisect_left, bisect_right):
            assert blocks.bisected(bisect, wanted, neg) == bisect(plain, wanted, key=neg)


@given(st.lists(NUMBERS, max_size=30), st.integers(-35, 35) | st.none(), st.integers(-35, 35) | st.none())
def test_a_sequence_is_cut_as_a_list_is(begun: list[int], start: int | None, stop: int | None) -> None:
    blocks = SmallBlocks(begun)

    assert blocks[start:stop] == begun[start:stop]
    assert blocks[start:stop:-1] == begun[start:stop:-1]
    assert blocks.cut(abs(start or 0), abs(stop or 0)) == begun[abs(start or 0) : abs(stop or 0)]
    assert [blocks[at] for at in range(-len(begun), len(begun))] == [*begun, *begun]
    for beyond in (len(begun), -len(begun) - 1):
        with pytest.raises(IndexError):
            blocks[beyond]


class CopiesAgainstDicts(RuleBasedStateMachine):
    """Mappings that share what they have, each written to alone."""

    both = Bundle("both")

    def __init__(self) -> None:
        super().__init__()
        self.all: list[tuple[Layered[int, str], dict[int, str]]] = []

    @rule(target=both)
    def begin(self) -> tuple[Layered[int, str], dict[int, str]]:
        self.all.append((Layered(), {}))
        return self.all[-1]

    @rule(pair=both, key=NUMBERS, value=st.text(max_size=2))
    def write(self, pair: tuple[Layered[int, str], dict[int, str]], key: int, value: str) -> None:
        pair[0][key] = pair[1][key] = value

    @rule(pair=both, key=NUMBERS)
    def remove(self, pair: tuple[Layered[int, str], dict[int, str]], key: int) -> None:
        pair[0].remove(key)
        pair[1].pop(key, None)

    @rule(pair=both)
    def share(self, pair: tuple[Layered[int, str], dict[int, str]]) -> None:
        pair[0].share()

    @rule(target=both, pair=consumes(both))
    def copy(
        self, pair: tuple[Layered[int, str], dict[int, str]]
    ) -> tuple[Layered[int, str], dict[int, str]]:
        self.all.append((pair[0].copy(), pair[1].copy()))
        return self.all[-1]

    @invariant()
    def each_has_what_was_written_to_it(self) -> None:
        for layered, plain in self.all:
            assert dict(layered.entries()) == plain
            assert {key: layered[key] for key in range(-10, 11)} == {
                key: plain.get(key) for key in range(-10, 11)
            }


TestCopiesAgainstDicts = CopiesAgainstDicts.TestCase


def test_a_copy_of_a_shared_mapping_has_nothing_of_its_own() -> None:
    layered: Layered[int, str] = Layered()
    for key in range(100):
        layered[key] = str(key)
    layered.share()

    twin = layered.copy()
    twin[100] = "new"
    twin.remove(3)

    assert twin.base is layered.base
    assert dict(twin) == {100: "new", 3: None}


def test_a_longer_sequence_shares_the_blocks_that_it_does_not_change() -> None:
    blocks = Blocks(range(10_000))

    longer = blocks.inserted(5_000, float)

    shared = {id(block) for block in blocks._blocks} & {id(block) for block in longer._blocks}
    assert len(shared) == len(blocks._blocks) - 1
