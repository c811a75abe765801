"""robots.txt, with the examples of RFC 9309 and what people write into theirs."""

from __future__ import annotations

import pytest

from adviceline.directory.rules.robots import EVERYTHING, read_robots

US = "adviceline-link-check"


def allows(text: str, path: str) -> bool:
    return read_robots(text, US).allows(path)


@pytest.mark.parametrize("text", ["", "# nothing\n", "User-agent: *\nDisallow:\n", "Disallow: /\n", "<html>404</html>"])
def test_what_forbids_nothing(text):
    assert allows(text, "/page")


def test_the_group_that_names_us_goes_before_the_one_for_all():
    text = "User-agent: *\nDisallow: /\n\nUser-agent: Adviceline-Link-Check\nDisallow: /private\n"
    assert allows(text, "/page")
    assert not allows(text, "/private/page")


def test_a_group_may_name_several_and_stand_in_two_places():
    text = "user-agent: otherbot\nUSER-AGENT: adviceline-link-check\ndisallow: /a\n\n"
    text += "User-agent: adviceline-link-check\nDisallow: /b"
    assert not allows(text, "/a")
    assert not allows(text, "/b")
    assert allows(text, "/c")


def test_a_group_for_another_is_not_for_us():
    assert allows("User-agent: otherbot\nDisallow: /", "/page")


def test_the_longest_pattern_decides_and_of_two_as_long_the_one_that_allows():
    assert allows("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c")
    assert not allows("User-agent: *\nAllow: /a\nDisallow: /a/b", "/a/b/c")
    assert allows("User-agent: *\nDisallow: /a\nAllow: /a", "/a")


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("/*.php", "/index.php?x=1", True), ("/*.php$", "/index.php", True), ("/*.php$", "/index.php?x=1", False),
        ("/a*b*c", "/axxbyyc", True), ("/a*b*c", "/acb", False), ("*", "/anything", True), ("/fish", "/Fish", False),
        ("/fish$", "/fish", True), ("/fish$", "/fishes", False), ("/$", "/", True), ("/$", "/x", False),
        ("/a*a$", "/a", False), ("/a*a$", "/aa", True), ("/**/x", "/a/x", True),
    ],
)  # fmt: skip
def test_stars_and_ends(pattern, path, fits):
    assert allows(f"User-agent: *\nDisallow: {pattern}", path) is not fits


def test_a_pattern_made_to_take_long_does_not():
    assert allows("User-agent: *\nDisallow: /" + "*a" * 5_000 + "b$", "/" + "a" * 2_000)


def test_robots_txt_itself_may_be_read():
    assert allows("User-agent: *\nDisallow: /", "/robots.txt")


@pytest.mark.parametrize(
    ("written", "seconds"), [("3", 3.0), ("0.5", 0.5), ("86400", 10.0), ("-1", 0.0), ("soon", 0.0), ("1e9", 0.0)]
)
def test_the_delay_that_a_site_asks_for_is_kept_within_reason(written, seconds):
    assert read_robots(f"User-agent: *\nCrawl-delay: {written}\nDisallow: /x", US).delay_seconds == seconds


def test_everything_means_everything():
    assert EVERYTHING.allows("/any?thing")
