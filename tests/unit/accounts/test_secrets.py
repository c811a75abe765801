"""What an authenticator app shares with us is sealed, and survives a change of the master key."""

from __future__ import annotations

import os

import pytest

from adviceline.accounts.secrets import is_current, open_secret, seal_secret
from adviceline.privacy.crypto import UnableToOpen


@pytest.fixture
def keys(settings: pytest.FixtureRequest) -> dict[str, bytes]:
    settings.MASTER_KEYS = {"k1": os.urandom(32)}
    return settings.MASTER_KEYS


def test_it_opens_again_and_never_looks_the_same(keys: dict[str, bytes]) -> None:
    sealed = seal_secret("JBSWY3DPEHPK3PXP")
    assert open_secret(sealed) == "JBSWY3DPEHPK3PXP"
    assert "JBSWY3DPEHPK3PXP" not in sealed
    assert seal_secret("JBSWY3DPEHPK3PXP") != sealed


def test_an_old_key_opens_while_it_is_configured(settings: pytest.FixtureRequest, keys: dict[str, bytes]) -> None:
    sealed = seal_secret("secret")
    settings.MASTER_KEYS = {"k2": os.urandom(32), **keys}
    assert open_secret(sealed) == "secret"
    assert not is_current(sealed)
    assert is_current(seal_secret("secret"))
    del settings.MASTER_KEYS["k1"]
    with pytest.raises(UnableToOpen, match="not configured"):
        open_secret(sealed)


@pytest.mark.parametrize("spoil", [lambda text: text[:-4] + "AAAA", lambda text: text[:9], lambda text: "k1:~~~"])
def test_a_changed_secret_is_refused(keys: dict[str, bytes], spoil: object) -> None:
    with pytest.raises(UnableToOpen):
        open_secret(spoil(seal_secret("secret")))
