"""Writing what is exchanged to a file while it is exchanged: HAR 1.2, there as a whole at the end."""

import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import IO

from mockserver.contract.model import Contract
from mockserver.errors import UsageError
from mockserver.exchange import Exchange
from mockserver.reports.har import add_exchange, har_file


def _claimed(file: IO[str]) -> bool:
    """Take a file until it is closed; False where another server has it, which Windows does not tell."""
    if sys.platform == "win32":
        return True
    import fcntl  # noqa: PLC0415 - of POSIX alone

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


class Recording:
    """A listener of the journal that writes each exchange to a file beside the one that is asked for."""

    def __init__(self, path: Path, contracts: Mapping[str, Contract], *, show_secrets: bool) -> None:
        """Begin.

        Args:
            path: The file that is there in the end; it stays as it is until then.
            contracts: By name: they say where keys are.
            show_secrets: Whether keys are written as they were sent.

        Raises:
            UsageError: For a file that cannot be written, or that another server writes.
        """
        self._path, self._beside = path, path.with_name(f"{path.name}.part")
        self._contracts, self._show = contracts, show_secrets
        self._lock = Lock()
        if path.is_dir():
            raise UsageError(f"--record {path}: this is a folder; name a file in it")
        try:
            self._text = self._beside.open("a", encoding="utf-8")
        except OSError as error:
            raise UsageError(f"--record {path}: cannot be written: {error.strerror}") from None
        if not _claimed(self._text):
            self._text.close()
            raise UsageError(f"--record {path}: another server records to this file; name another one")
        self._text.truncate(0)  # what a server left that was killed
        self._har = har_file(self._text, "Recorded by mockserver")

    def __call__(self, exchange: Exchange) -> None:
        """Write an exchange."""
        contract = self._contracts.get(exchange.vendor or "")
        with self._lock:
            if not self._har.closed:
                add_exchange(self._har, exchange.number, exchange, contract, show_secrets=self._show)

    def close(self) -> None:
        """Put the file in its place: readers see all of it, or what was there before."""
        with self._lock:
            self._har.close()
            self._text.write("\n")
            self._text.close()
            self._beside.replace(self._path)
