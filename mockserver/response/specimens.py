"""The smallest well-formed bodies of media types that are no text of a schema's: pictures, archives, documents."""

from __future__ import annotations

import base64
import struct
import zlib
from functools import cache

from specs.messages import essence


def of(media_type: str) -> bytes | None:
    """A body of a media type, or None where there is no specimen of it."""
    return _all().get(essence(media_type))


def text(media_type: str) -> str | None:
    """A text of a media type that has a form of its own, or None."""
    return _TEXTS.get(essence(media_type))


def in_range(pattern: str) -> str | None:
    """The first media type with a specimen in a range such as ``image/*``."""
    kind = pattern.partition("*")[0]
    return next((name for name in _all() if name.startswith(kind)), None)


@cache
def _all() -> dict[str, bytes]:
    return {
        "image/png": _png(),
        "image/gif": base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"),
        "image/svg+xml": b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>',
        "image/bmp": _bmp(),
        "audio/wav": _wav(),
        "audio/x-wav": _wav(),
        "application/pdf": _pdf(),
        "application/zip": b"PK\x05\x06" + bytes(18),
        "application/gzip": _gzip(),
        "application/x-gzip": _gzip(),
        "application/x-tar": bytes(1024),
    }


def _png() -> bytes:
    """One transparent pixel. Source: ISO/IEC 15948, 11.2."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 6, 0, 0, 0)
    pixel = b"\x78\x01\x63\x60\x00\x02\x00\x00\x05\x00\x01"  # deflated five zeros, the same for every zlib
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")


def _bmp() -> bytes:
    header = struct.pack("<2sIHHI", b"BM", 58, 0, 0, 54)
    return header + struct.pack("<IiiHHIIiiII", 40, 1, 1, 1, 24, 0, 4, 2835, 2835, 0, 0) + b"\xff\xff\xff\x00"


def _wav() -> bytes:
    """No samples of one channel, 8 kHz."""
    kind = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 8000, 8000, 1, 8)
    content = b"WAVE" + kind + struct.pack("<4sI", b"data", 0)
    return b"RIFF" + struct.pack("<I", len(content)) + content


def _gzip() -> bytes:
    """Nothing, compressed at no particular time. Source: RFC 1952."""
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff\x03\x00" + bytes(8)


def _pdf() -> bytes:
    """One empty page. Source: ISO 32000-1, 7.5."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>",
    )
    made, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj" % number + each + b"endobj\n"
    table = b"0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(made))
    return made + b"xref\n0 %d\n" % (len(objects) + 1) + table + trailer


_TEXTS = {
    "text/plain": "text",
    "text/html": "<!doctype html>\n<html><head><title>Mock</title></head><body></body></html>\n",
    "text/csv": "name,value\r\na,1\r\n",
    "text/css": "body {}\n",
    "text/javascript": "void 0;\n",
    "application/javascript": "void 0;\n",
    "application/xhtml+xml": '<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body/></html>\n',
    "text/calendar": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:mock\r\nEND:VCALENDAR\r\n",
    "application/yaml": "{}\n",
    "text/yaml": "{}\n",
}
