"""Writing what is exchanged to a file while it is exchanged: HAR 1.2, there as a whole at the end."""

import logging
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import IO

from mockserver.contract.model import Contract
from mockserver.errors import UsageError
from mockserver.exchange import Exchange
from mockserver.reports.har import add_exchange, har_file

logger = logging.getLogger("mockserver")


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
        self._fault = ""
        self._contracts, self._show = contracts, show_secrets
        self._lock = Lock()
        if path.is_dir():
            raise UsageError(f"--record {path}: this is a folder; name a file in it")
        if path.exists() and not path.is_file():
            raise UsageError(f"--record {path}: this is no regular file, and another would take its place")
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
            if not (self._har.closed or self._fault):
                show = self._show
                self._try(
                    lambda: add_exchange(self._har, exchange.number, exchange, contract, show_secrets=show)
                )

    def close(self) -> None:
        """Put the file in its place: readers see all of it, or what was there before.

        Raises:
            UsageError: When it could not be written to its end.
        """
        with self._lock:
            if not self._fault:
                self._try(self._finish)
            if self._fault:
                with suppress(OSError):  # what is still to be written cannot be
                    self._text.close()
                self._beside.unlink(missing_ok=True)
                raise UsageError(self._fault)

    def _try(self, write: Callable[[], object]) -> None:
        """Write; where that cannot be done, it is said, nothing more is written, and calls are answered as before."""
        try:
            write()
        except OSError as error:
            self._fault = f"--record {self._path}: cannot be written: {error.strerror}; there is no recording"
            logger.error(self._fault)  # noqa: TRY400 - it says all

    def _finish(self) -> None:
        self._har.close()
        self._text.write("\n")
        self._text.close()
        self._beside.replace(self._path)
