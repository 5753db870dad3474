"""What passes through of a reply: each piece to the client, and as much of it as is looked at kept."""

from hashlib import sha256

from mockserver.errors import ApiError
from mockserver.exchange import Cut, ForwardedReply, Headers
from mockserver.validation.codings import undone


class PassingBody:
    """The body of a reply while it passes: kept as a whole up to a size, of a larger one the beginning and its hash.

    Attributes:
        size: Bytes that have passed.
        fault: What is wrong with its content coding; empty for nothing.
    """

    def __init__(self, most: int, beginning: int) -> None:
        """Begin empty.

        Args:
            most: Bytes up to which it is kept whole, also without its content coding.
            beginning: Bytes that are kept of a larger one.
        """
        self.size = 0
        self.fault = ""
        self._most, self._beginning = most, min(beginning, most)
        self._kept = bytearray()
        self._digest = sha256()

    def take(self, piece: bytes) -> None:
        """Take what passes."""
        self.size += len(piece)
        self._digest.update(piece)
        if self.size <= self._most:
            self._kept += piece
        elif len(self._kept) != self._beginning:
            self._kept = (self._kept + piece)[: self._beginning]

    def reply(self, status: int, headers: Headers, *, whole: bool) -> ForwardedReply:
        """The reply that it is of, as it is kept: without content codings where all of it is there.

        Args:
            status, headers: Of the reply.
            whole: Whether the body came to its end.
        """
        body = bytes(self._kept)
        if self.size > self._most:
            return ForwardedReply(
                status, headers, body, Cut(self.size, self._digest.hexdigest(), "--max-body")
            )
        coding = next((value for name, value in headers if name == b"content-encoding"), b"")
        if coding and body and whole:
            try:
                body = undone(body, coding.decode("latin-1"), self._most)
            except ApiError as error:
                named = coding.decode("latin-1", "replace")
                self.fault = f"the body cannot be read as its content coding {named} says: {error.kind}"
        return ForwardedReply(status, headers, body)
