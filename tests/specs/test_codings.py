"""Content codings are undone whole or not at all, and never beyond a size."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard

from specs.http1.codings import UnreadableError, acceptable, decoded

BODY = b'{"name": "Rex", "tags": [' + b",".join(b'"tag %d"' % number for number in range(500)) + b"]}"
ENCODED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}


@pytest.mark.parametrize("coding", ENCODED)
def test_a_coding_is_undone(coding: str) -> None:
    assert decoded(coding, ENCODED[coding](BODY), len(BODY)) == BODY


@pytest.mark.parametrize("coding", ENCODED)
@pytest.mark.parametrize("left", [1, 20, -1])
def test_a_body_that_breaks_off_is_none(coding: str, left: int) -> None:
    with pytest.raises(UnreadableError, match=f"the body is no {coding}"):
        decoded(coding, ENCODED[coding](BODY)[:left], len(BODY))


@pytest.mark.parametrize("coding", ENCODED)
def test_no_more_comes_out_than_may(coding: str) -> None:
    with pytest.raises(UnreadableError, match=r"more than 100 bytes"):
        decoded(coding, ENCODED[coding](b"0" * 50_000_000), 100)


def test_a_body_of_several_frames_is_one() -> None:
    assert decoded("zstd", zstandard.compress(BODY) + zstandard.compress(b"more"), 1_000_000) == BODY + b"more"


def test_two_codings_are_undone_the_last_first() -> None:
    assert decoded("gzip, br", brotli.compress(gzip.compress(BODY)), 1_000_000) == BODY


def test_what_can_be_undone_may_be_asked_for() -> None:
    assert acceptable("br, zstd;q=0.5, compress, gzip") == "br, zstd;q=0.5, gzip"
