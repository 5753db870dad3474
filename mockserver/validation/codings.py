"""Undoing the content codings of bodies (RFC 9110, 8.4), never beyond what may be read of one."""

import sys
import zlib
from collections.abc import Callable, Iterator, Mapping

from mockserver.errors import ApiError, ErrorKind
from mockserver.validation.media.base import malformed

STEP = 1 << 16  # bytes that are undone at once
MOST = 4  # codings of one body, one upon the other
LARGEST_WINDOW = 23  # of zstd: 8 MiB, as its logarithm (RFC 9659)
GZIP, ZLIB, RAW = 31, 15, -15  # zlib's `wbits`

Undo = Callable[[bytes], Iterator[bytes]]


class CodingError(ValueError):
    """What is to be undone is not of its coding, or is cut off."""


def _inflate(body: bytes, wbits: int) -> Iterator[bytes]:
    """The members of a gzip or a zlib stream, one after the other (RFC 1952, 2.2)."""
    while body:
        engine = zlib.decompressobj(wbits)
        try:
            while True:
                yield engine.decompress(body, STEP)
                body = engine.unconsumed_tail
                if engine.eof:
                    break
                if not body:
                    raise CodingError("it is cut off")
        except zlib.error as error:
            raise CodingError(str(error)) from None
        body = engine.unused_data


def _gzip(body: bytes) -> Iterator[bytes]:
    return _inflate(body, GZIP)


def _deflate(body: bytes) -> Iterator[bytes]:
    """A zlib stream; or none, as some clients have it (RFC 9110, 8.4.1.2)."""
    is_zlib = len(body) > 1 and body[0] & 15 == 8 and int.from_bytes(body[:2]) % 31 == 0
    return _inflate(body, ZLIB if is_zlib else RAW)


def _brotli(body: bytes) -> Iterator[bytes]:
    import brotli  # noqa: PLC0415 - few clients send it

    engine = brotli.Decompressor()
    try:
        yield engine.process(body, output_buffer_limit=STEP)
        while not engine.is_finished():
            chunk = engine.process(b"", output_buffer_limit=STEP)
            if not chunk and not engine.is_finished():
                raise CodingError("it is cut off")
            yield chunk
    except brotli.error as error:
        raise CodingError(str(error)) from None


def _zstd(body: bytes) -> Iterator[bytes]:
    if sys.version_info >= (3, 14):
        from compression import zstd  # noqa: PLC0415 - few clients send it
    else:
        from backports import zstd  # noqa: PLC0415 - few clients send it

    options = {int(zstd.DecompressionParameter.window_log_max): LARGEST_WINDOW}
    while body:
        engine = zstd.ZstdDecompressor(options=options)
        try:
            yield engine.decompress(body, STEP)
            while not engine.eof:
                if engine.needs_input:
                    raise CodingError("it is cut off")
                yield engine.decompress(b"", STEP)
        except zstd.ZstdError as error:
            raise CodingError(str(error)) from None
        body = engine.unused_data


CODINGS: Mapping[str, Undo] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
ACCEPTED = (b"accept-encoding", b"gzip, deflate, br, zstd")


def undone(body: bytes, header: str, limit: int) -> bytes:
    """A body without its content codings.

    Args:
        body: As it was sent.
        header: `Content-Encoding`: codings in the order in which they were applied.
        limit: The most bytes that any of them may give.

    Raises:
        ApiError: `unsupported_media_type` for a coding that is unknown, `malformed_body` for what is not of its
            coding, `payload_too_large` beyond the limit.
    """
    names = [name for part in header.lower().split(",") if (name := part.strip()) not in {"", "identity"}]
    if len(names) > MOST or any(name not in CODINGS for name in names):
        raise ApiError(ErrorKind.UNSUPPORTED_MEDIA_TYPE, headers=[ACCEPTED])
    for name in reversed(names):
        chunks, size = [], 0
        try:
            for chunk in CODINGS[name](body):
                chunks.append(chunk)
                size += len(chunk)
                if size > limit:
                    raise ApiError(ErrorKind.PAYLOAD_TOO_LARGE)
        except CodingError as error:
            raise malformed(f"it is no {name}: {error}") from None
        body = b"".join(chunks)
    return body
