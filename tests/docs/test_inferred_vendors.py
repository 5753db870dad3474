"""The page that says what inference finds of the documents that ship is as it finds it now."""

from pathlib import Path

from benchmarks import evidence

PAGE = Path(__file__).resolve().parents[2] / "docs" / "inferred-vendors.md"


def test_the_page_says_what_is_found() -> None:
    """`python -m benchmarks.evidence docs/inferred-vendors.md` writes it anew."""
    assert PAGE.read_text("utf-8") == evidence.page()


def test_most_of_what_has_evidence_is_found() -> None:
    said = [(path.stem, each) for path in evidence.SPECS.glob("*.yaml") for each in evidence.compared(path)]
    bare = [each for name, each in said if not each.found and evidence.unfounded(name, each)]
    found = sum(each.found for _, each in said)

    assert len(bare) <= 0.25 * len(said)
    assert found >= 0.83 * (len(said) - len(bare))


def test_as_they_are_written_inference_changes_no_operation() -> None:
    for path in evidence.SPECS.glob("*.yaml"):
        assert all(each.pointer.startswith("/x-mock/pagination/") for each in evidence.added(path)), path
