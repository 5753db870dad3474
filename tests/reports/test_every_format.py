"""What holds for each format, whatever came in the requests."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from mockserver.errors import UsageError
from mockserver.reports import FORMATS, Report, render, write
from tests.reports.conftest import AWKWARD, awkward, verdict
from tests.reports.conftest import report as report_of
from tests.reports.readers import READERS, Reader

STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
SHOWN = [
    name for name in FORMATS if name not in {"har", "json"}
]  # the others are data, which programs read as they came
each_format = pytest.mark.parametrize("name", FORMATS)


def test_every_format_has_a_reader() -> None:
    assert list(READERS) == list(FORMATS)


@pytest.mark.parametrize("text", AWKWARD.values(), ids=AWKWARD)
@each_format
def test_awkward_texts_are_read_again(name: str, text: str) -> None:
    """The format's schema or reader takes a report whose every text is awkward."""
    made = awkward(text)
    if name != "har":  # of the journal alone, which `test_har.py` has
        READERS[name](render(name, made))


@each_format
def test_a_run_with_faults_a_clean_one_and_none_are_read_again(
    name: str, broken: Report, clean: Report, empty: Report, lived: Report
) -> None:
    read: Reader = READERS[name]
    read(render(name, empty))
    read(render(name, lived))
    if name != "har":
        read(render(name, broken))
        read(render(name, clean))


@pytest.mark.parametrize("text", AWKWARD.values(), ids=AWKWARD)
@pytest.mark.parametrize("name", SHOWN)
def test_nothing_in_a_report_steers_a_terminal(name: str, text: str) -> None:
    """Control characters and changes of direction are written out, wherever a report is shown."""
    assert not STEERING.search(render(name, awkward(text)))


@each_format
def test_the_same_run_gives_the_same_report(name: str, lived: Report) -> None:
    assert render(name, lived) == render(name, lived)


@each_format
def test_a_thousand_verdicts_with_long_texts_stay_of_a_size_that_can_be_read(name: str) -> None:
    many = [verdict(number, f"{number} {'x' * 5000}") for number in range(1000)]

    if name != "har":
        assert len(render(name, report_of(many))) < 40_000_000


@each_format
def test_a_report_is_written_to_a_file_in_a_folder_that_is_made(
    name: str, lived: Report, tmp_path: Path
) -> None:
    path = tmp_path / "new" / "folder" / "report"

    write(name, lived, path)

    assert path.read_text("utf-8") == render(name, lived)


def test_a_file_that_cannot_be_written_is_told(clean: Report, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot be written: Is a directory"):
        write("json", clean, tmp_path)


@pytest.mark.parametrize(
    "act", [render, lambda name, made: write(name, made, Path("x"))], ids=["render", "write"]
)
def test_an_unknown_format_names_a_near_one(act: Callable[[str, Report], object], clean: Report) -> None:
    with pytest.raises(UsageError, match="there is no report format 'jnuit'; did you mean 'junit'"):
        act("jnuit", clean)


def test_verdicts_that_say_the_same_of_the_same_place_are_one_issue(broken: Report) -> None:
    text = render("terminal", broken)

    assert text.count("error contract-broken acme listThings: sent too much") == 1
    assert "2 times" in text
