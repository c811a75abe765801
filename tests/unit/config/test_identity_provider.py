"""The address of the identity provider, whose word is taken because of where it comes from."""

from __future__ import annotations

import pytest

from config import env


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("ADVICELINE_OIDC_CLIENT_ID", "adviceline")
    monkeypatch.setenv("ADVICELINE_OIDC_CLIENT_SECRET", "a secret for tests")
    return monkeypatch


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("", ""),
        ("https://login.example.org", "https://login.example.org"),
        ("https://tenant.example.org/", "https://tenant.example.org"),
        ("https://login.example.org:8443/Realms/Staff/v2.0", "https://login.example.org:8443/Realms/Staff/v2.0"),
        ("http://127.0.0.1:9000/realm", "http://127.0.0.1:9000/realm"),
    ],
)
def test_an_address_over_tls_or_on_this_machine_is_taken(said: pytest.MonkeyPatch, given: str, taken: str) -> None:
    said.setenv("ADVICELINE_OIDC_ISSUER", given)
    assert env.issuer() == taken


@pytest.mark.parametrize(
    "given",
    ["http://login.example.org", "login.example.org", "https://*.example.org", "https://login.example.org/?tenant=a",
     "https://login.example.org /a", "http://127.0.0.1.example.org"],
)  # fmt: skip
def test_any_other_is_refused_at_the_start(said: pytest.MonkeyPatch, given: str) -> None:
    said.setenv("ADVICELINE_OIDC_ISSUER", given)
    with pytest.raises(env.SettingError, match="Write it like https://"):
        env.issuer()


@pytest.mark.parametrize("missing", ["ADVICELINE_OIDC_CLIENT_ID", "ADVICELINE_OIDC_CLIENT_SECRET"])
def test_it_is_not_taken_without_what_we_are_known_by_there(said: pytest.MonkeyPatch, missing: str) -> None:
    said.setenv("ADVICELINE_OIDC_ISSUER", "https://login.example.org")
    said.delenv(missing)
    with pytest.raises(env.SettingError, match="needs ADVICELINE_OIDC_CLIENT_ID"):
        env.issuer()
