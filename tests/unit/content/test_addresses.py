"""An address of the directory leads to the public web, however it is written."""

from __future__ import annotations

import pytest

from adviceline.content.addresses import NO_PAGE, NOT_PUBLIC, is_web_address, why_no_web_address


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0x7f.0.0.1",
        "0177.0.0.1", "2130706433", "[::1]", "[fe80::1]", "[fd00::1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]",
        "[64:ff9b::7f00:1]", "localhost", "intranet", "db.localhost", "printer.local", "metadata.google.internal", "nas.lan",
        "localhost.", "127.0.0.1.", "\uff11\uff12\uff17.0.0.1", "LOCALHOST", "router.home.arpa", "127.0.0.1:8443",
    ],
)  # fmt: skip
def test_an_address_inside_a_network_is_refused_in_words(host):
    assert why_no_web_address(f"https://{host}/page") == NOT_PUBLIC


@pytest.mark.parametrize(
    "text",
    [
        "http://example.org/", "javascript:alert(1)", "https://", "https:///x", "https://a@example.org/", "", "example.org",
        "https://exa mple.org/", "https://127%2e0%2e0%2e1/", "https://[::1", "https://example.org:port/", "//example.org",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_refused_in_words(text):
    assert why_no_web_address(text) == NO_PAGE


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org",
        "https://www.example.org:8443/a?b#c",
        "https://8.8.8.8/",
        "https://b\u00fccher.example/",
        "https://a.b.co.uk./x",
    ],
)
def test_a_public_page_is_accepted(text):
    assert is_web_address(text)
