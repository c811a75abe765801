"""Which addresses may be opened: public web servers only, whatever way an inside one is written."""

from __future__ import annotations

import ipaddress

import pytest

from adviceline.directory.rules.reach import AddressRefused, Reach, is_public

INSIDE = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "3fff::1",
    "5f00::1",
]
PUBLIC = ["1.1.1.1", "8.8.8.8", "93.184.216.34", "151.101.0.1", "2606:4700:4700::1111", "2a00:1450:4009::200e"]


@pytest.mark.parametrize("text", INSIDE)
def test_what_is_not_on_the_public_internet(text):
    assert not is_public(ipaddress.ip_address(text))
    with pytest.raises(AddressRefused, match="not on the public internet"):
        Reach().check("fictional.example", [text])


@pytest.mark.parametrize("text", PUBLIC)
def test_what_is(text):
    assert Reach().check("fictional.example", [text]) == [text]


def test_one_inside_address_among_public_ones_is_enough_to_refuse():
    with pytest.raises(AddressRefused):
        Reach().check("fictional.example", ["8.8.8.8", "10.0.0.1"])


def test_what_is_no_address_at_all_is_refused():
    with pytest.raises(AddressRefused):
        Reach().check("fictional.example", ["not an address"])


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "gopher://example.org:70/", "//example.org/",
        "example.org", "https://", "https:///x", "https://user@example.org/", "https://user:pw@example.org/",
        "https://example.org:22/", "https://example.org:8080/", "https://example.org:0/", "https://example.org:99999/",
        "https://example.org:x/", "https://exa mple.org/", "https://example.org/\r\nHost: other", "https://example.org/\x00",
        "https://example.org\\@127.0.0.1/", "https://[::1/", "https://[fe80::1%25eth0]/", "https://./",
        "https://" + "a" * 300 + ".org/", "https://example.org/" + "a" * 2_000,
    ],
)  # fmt: skip
def test_an_address_that_is_not_opened(url):
    with pytest.raises(AddressRefused):
        Reach().target(url)


def test_an_address_is_taken_apart_as_a_server_wants_it():
    target = Reach().target("https://Éxample.org./a b".replace(" ", "%20") + "/ü?q=ü&x=%20#part")
    assert (target.scheme, target.host, target.port) == ("https", "xn--xample-9ua.org", 443)
    assert target.url == "https://xn--xample-9ua.org/a%20b/%C3%BC?q=%C3%BC&x=%20"
    assert Reach(ports=None).target("http://[2606:4700::1]:8080").url == "http://[2606:4700::1]:8080/"
