"""Content codings: undone, refused by name, and never beyond what may be read."""

import gzip
import sys
import zlib
from collections.abc import Callable

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.errors import ApiError
from mockserver.validation.codings import undone

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LIMIT = 1 << 20


def raw_deflate(body: bytes) -> bytes:
    engine = zlib.compressobj(wbits=-15)
    return engine.compress(body) + engine.flush()


CODED: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("gzip", gzip.compress),
    ("x-gzip", gzip.compress),
    ("GZip", gzip.compress),
    ("deflate", zlib.compress),
    ("deflate", raw_deflate),
    ("br", brotli.compress),
    ("zstd", zstd.compress),
    ("identity", bytes),
    ("", bytes),
    ("gzip, br", lambda body: brotli.compress(gzip.compress(body))),
    ("deflate,identity , zstd", lambda body: zstd.compress(zlib.compress(body))),
]


@pytest.mark.parametrize(("header", "code"), CODED)
@given(body=st.binary())
def test_any_body_comes_back(header: str, code: Callable[[bytes], bytes], body: bytes) -> None:
    assert undone(code(body), header, LIMIT) == body


@pytest.mark.parametrize(("header", "code"), [("gzip", gzip.compress), ("zstd", zstd.compress)])
def test_members_follow_each_other(header: str, code: Callable[[bytes], bytes]) -> None:
    assert undone(code(b"a") + code(b"b"), header, LIMIT) == b"ab"


REAL = [pair for pair in CODED if pair[0] not in {"identity", "", "x-gzip", "GZip"}]


@pytest.mark.parametrize(("header", "code"), REAL)
def test_a_bomb_is_too_large(header: str, code: Callable[[bytes], bytes]) -> None:
    assert len(undone(code(bytes(LIMIT)), header, LIMIT)) == LIMIT
    with pytest.raises(ApiError, match="payload_too_large"):
        undone(code(bytes(LIMIT + 1)), header, LIMIT)


@pytest.mark.parametrize(("header", "code"), REAL)
def test_what_is_cut_off_is_malformed(header: str, code: Callable[[bytes], bytes]) -> None:
    with pytest.raises(ApiError, match="malformed_body"):
        undone(code(b"some text, and some more of it" * 9)[:-3], header, LIMIT)


@pytest.mark.parametrize("header", ["gzip", "deflate", "br", "zstd"])
@pytest.mark.parametrize(
    "body", [b"{}", b"\x00\xff\xfe", b"\x1f\x8b\x08", b"plain text, not compressed at all"]
)
def test_what_is_of_no_coding_is_malformed(header: str, body: bytes) -> None:
    with pytest.raises(ApiError, match="malformed_body"):
        undone(body, header, LIMIT)


@pytest.mark.parametrize(("header", "code"), [("gzip", gzip.compress), ("zstd", zstd.compress)])
def test_what_follows_a_body_is_malformed(header: str, code: Callable[[bytes], bytes]) -> None:
    with pytest.raises(ApiError, match="malformed_body"):
        undone(code(b"{}") + b"more", header, LIMIT)


@pytest.mark.parametrize("header", ["compress", "gzip, aes128gcm", "utf-8", ", ".join(["gzip"] * 5)])
def test_a_coding_that_is_unknown_is_refused_with_those_that_are_known(header: str) -> None:
    with pytest.raises(ApiError, match="unsupported_media_type") as caught:
        undone(b"{}", header, LIMIT)

    assert caught.value.headers == ((b"accept-encoding", b"gzip, deflate, br, zstd"),)
