"""Files that somebody asked for."""

from pathlib import Path

from mockserver.errors import UsageError


def write_file(path: Path, content: str | bytes) -> None:
    """Write a file, a text in UTF-8; folders that are missing are made.

    Raises:
        UsageError: When it cannot be written: a folder that may not be, a disk that is full.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from None
