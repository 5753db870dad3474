"""Files that somebody asked for."""

from pathlib import Path

import pytest

from mockserver.errors import UsageError
from mockserver.written_files import write_file


def test_a_file_is_written_with_the_folders_that_are_missing(tmp_path: Path) -> None:
    write_file(tmp_path / "a" / "b", "ä\ud800")
    write_file(tmp_path / "c", b"\xff")

    assert (tmp_path / "a" / "b").read_text("utf-8") == r"ä\ud800"
    assert (tmp_path / "c").read_bytes() == b"\xff"


@pytest.mark.parametrize("place", ["", "file/within"])
def test_a_file_that_cannot_be_written_is_named(place: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=rf"{tmp_path}.*: cannot be written: "):
        write_file(tmp_path / place, "text")
