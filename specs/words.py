"""Enumerations that stand in many keys."""

from __future__ import annotations

from enum import StrEnum


class Word(StrEnum):
    """One of a few words, and hashed as fast as any text: how other enumerations are hashed is written in Python."""

    __hash__ = str.__hash__
