"""Parameters of media types. Source: RFC 9110, 5.6.6 and 8.3."""

from __future__ import annotations

import codecs
from functools import lru_cache

_REMEMBERED = 256


def parameter(media_type: str, name: str) -> str | None:
    """A parameter's value, quotes undone; None where the media type does not have it."""
    if ";" not in media_type:
        return None
    from python_multipart.multipart import parse_options_header

    found = parse_options_header(media_type)[1].get(name.encode())
    return None if found is None else found.decode("latin-1")


@lru_cache(_REMEMBERED)
def charset(media_type: str) -> str:
    """The canonical name of the encoding that a media type names; ``utf-8`` where it names none.

    Raises:
        ValueError: no such encoding is known.
    """
    named = parameter(media_type, "charset")
    if named is None:
        return "utf-8"
    try:
        found = codecs.lookup(named)
    except (LookupError, ValueError) as error:
        raise ValueError("its charset is not known") from error
    if not getattr(found, "_is_text_encoding", True):  # zip, rot13 and their like are no encodings of text
        raise ValueError("its charset is not known")
    return "us-ascii" if found.name == "ascii" else found.name
