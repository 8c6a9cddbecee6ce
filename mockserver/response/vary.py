"""The field that tells what of a request has had a say in its response. Source: RFC 9110, 12.5.5."""

from __future__ import annotations

from specs.messages import Headers


def varying(headers: Headers, *names: str) -> Headers:
    """Header fields with a ``Vary`` that has some names in it, beside those that it has already."""
    told = [part.strip() for name, value in headers if name.lower() == "vary" for part in value.split(",")]
    known = {each.lower() for each in told}
    others = tuple(each for each in headers if each[0].lower() != "vary")
    return (*others, ("Vary", ", ".join((*told, *(name for name in names if name.lower() not in known)))))
