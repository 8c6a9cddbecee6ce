"""Credentials of an account that a keyring keeps."""

from __future__ import annotations

from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as Unusable
from keyring.errors import KeyringLocked

from contracts.conformance.auth import Credentials
from contracts.errors import ContractError
from ringback.accounts import credentials


class Kept(KeyringBackend):
    """A keyring with an account in it."""

    priority = 1

    def __init__(self, held: dict[tuple[str, str], str], *, locked: bool = False) -> None:
        super().__init__()
        self.held, self.locked = held, locked

    def get_password(self, service: str, username: str) -> str | None:
        """What is kept of a service under a name."""
        if self.locked:
            raise KeyringLocked
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it."""
        self.held[service, username] = password


@pytest.fixture(autouse=True)
def _own_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def test_an_account_is_read_from_a_keyring() -> None:
    keyring.set_keyring(Kept({}))
    keyring.set_password("staging", "email", "me@example.org")
    keyring.set_password("staging", "password", "secret")
    assert credentials("keyring:staging") == Credentials(identifier="me@example.org", password="secret")


@pytest.mark.parametrize(
    ("backend", "told"),
    [
        (Kept({("other", "token"): "x"}), "keyring staging: no credentials are there"),
        (Kept({}, locked=True), "keyring staging: it cannot be read (KeyringLocked)"),
        (Unusable(), "keyring staging: it cannot be read (NoKeyringError)"),
    ],
    ids=["empty", "locked", "none"],
)
def test_what_a_keyring_cannot_tell_is_said(backend: KeyringBackend, told: str) -> None:
    keyring.set_keyring(backend)
    with pytest.raises(ContractError, match=told.replace("(", r"\(").replace(")", r"\)")) as error:
        credentials("keyring:staging")
    assert error.value.hint
