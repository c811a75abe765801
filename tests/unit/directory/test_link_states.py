"""What one look means, and what many looks on different days make of it."""

from __future__ import annotations

import datetime as dt

import pytest

from adviceline.directory.rules.links import Evidence, Hop, Standing, after, verdict

DAY = dt.date(2022, 2, 3)
OK, MOVED, GONE, FAILED, UNCLEAR = (Evidence(found, "") for found in ("ok", "moved", "gone", "failed", "unclear"))


def stand(*looks: tuple[int, Evidence]) -> Standing:
    """After these looks: (day, what was found)."""
    standing = Standing()
    for day, evidence in looks:
        standing = after(standing, evidence, on=DAY + dt.timedelta(days=day))
    return standing


def test_a_bad_day_flags_nothing_however_often_it_is_tried():
    assert stand((0, OK), *[(1, FAILED)] * 50).state == "ok"
    assert stand(*[(0, FAILED)] * 50).state == "unchecked"


def test_failing_needs_three_days_and_says_gone_when_the_site_does():
    assert stand((0, OK), (1, FAILED), (2, FAILED)).state == "ok"
    assert stand((0, OK), (1, FAILED), (2, FAILED), (3, FAILED)).state == "failing"
    assert stand((0, OK), (1, GONE), (2, GONE), (9, GONE)).state == "gone"
    assert stand((0, GONE), (1, GONE), (2, FAILED)).state == "failing"
    assert stand((0, FAILED), (1, FAILED), (2, FAILED), (2, GONE)).state == "gone"


def test_one_good_look_puts_it_right_and_the_count_begins_again():
    back = stand((0, FAILED), (1, FAILED), (2, FAILED), (3, OK))
    assert back == Standing("ok")
    assert stand((0, FAILED), (1, FAILED), (2, MOVED), (3, FAILED), (4, FAILED)).state == "moved"


def test_a_site_that_answers_no_machine_is_neither_alive_nor_dead():
    assert stand((0, UNCLEAR)).state == "unclear"
    assert stand((0, FAILED), (1, FAILED), (2, FAILED), (3, UNCLEAR)).state == "failing"


def test_the_days_kept_do_not_grow_for_ever():
    assert len(stand(*[(day, FAILED) for day in range(100)]).failed_days) == 10


def chain(*hops: tuple[str, int]) -> tuple[Hop, ...]:
    return tuple(Hop(f"https://site.example{path}", status) for path, status in hops)


@pytest.mark.parametrize(
    ("hops", "permanent", "content", "empty", "found"),
    [
        ([("/a", 200)], True, "text/html", False, "ok"),
        ([("/a", 206)], True, "application/pdf", False, "ok"),
        ([("/a", 200)], True, "", False, "ok"),
        ([("/a", 200)], True, "image/png", False, "unclear"),
        ([("/a", 200)], True, "text/html", True, "failed"),
        ([("/a", 404)], True, "text/html", False, "gone"),
        ([("/a", 410)], True, "text/html", False, "gone"),
        ([("/a", 301), ("/b", 404)], True, "", False, "gone"),
        ([("/a", 500)], True, "", False, "failed"),
        ([("/a", 304)], True, "", False, "failed"),
        ([("/a", 403)], True, "", False, "unclear"),
        ([("/a", 429)], True, "", False, "unclear"),
        ([("/a", 301), ("/b", 200)], True, "text/html", False, "moved"),
        ([("/a", 302), ("/b", 200)], False, "text/html", False, "ok"),
        ([("/a", 301), ("/a/", 200)], True, "text/html", False, "ok"),
        ([("/a", 302), ("/", 200)], False, "text/html", False, "moved"),
        ([("/", 302), ("/home", 200)], False, "text/html", False, "ok"),
    ],
)  # fmt: skip
def test_what_an_answer_means(hops, permanent, content, empty, found):
    assert verdict(chain(*hops), permanent, content, empty).found == found
