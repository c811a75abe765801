"""Counting requests: what a rate means, and whose address counts behind proxies."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import RequestFactory

from adviceline.accounts import limits
from adviceline.accounts.limits import client_address, limited, parse_rate


@pytest.fixture(autouse=True)
def _fresh_counts(settings: pytest.FixtureRequest) -> None:
    settings.RATE_LIMITS = True
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    cache.clear()


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    moment = [1_000_000_200.0]
    monkeypatch.setattr(limits.time, "time", lambda: moment[0])
    return moment


@pytest.mark.parametrize(
    ("rate", "meaning"),
    [("10/m", (10, 60)), ("10/10m", (10, 600)), ("3/h", (3, 3600)), ("1/30s", (1, 30)), ("9/2d", (9, 172800))],
)
def test_a_rate_says_how_many_in_how_long(rate: str, meaning: tuple[int, int]) -> None:
    assert parse_rate(rate) == meaning


@pytest.mark.parametrize("rate", ["", "10", "10/", "0/m", "10/0m", "ten/m", "10/m/ip", "-1/m"])
def test_what_is_no_rate_is_refused_when_the_view_is_written(rate: str) -> None:
    with pytest.raises(ValueError, match="is not a rate"):
        limited(rate)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "peer", "counted"),
    [
        (0, "", "192.0.2.1", "192.0.2.1"),
        (0, "198.51.100.7", "192.0.2.1", "192.0.2.1"),  # nobody of ours wrote it
        (1, "198.51.100.7", "192.0.2.1", "198.51.100.7"),
        (1, "203.0.113.9, 198.51.100.7", "192.0.2.1", "198.51.100.7"),  # the visitor wrote the first
        (2, "203.0.113.9, 198.51.100.7, 192.0.2.2", "192.0.2.1", "198.51.100.7"),
        (2, "198.51.100.7", "192.0.2.1", "192.0.2.1"),  # fewer than the proxies would have written
        (1, "not-an-address", "192.0.2.1", "192.0.2.1"),
        (1, "", "192.0.2.1", "192.0.2.1"),
        (0, "", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (0, "", "::ffff:192.0.2.5", "192.0.2.5"),
        (0, "", "", "unknown"),
    ],
)
def test_only_our_own_proxies_are_believed(
    settings: pytest.FixtureRequest, proxies: int, forwarded: str, peer: str, counted: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=peer, **({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}))
    assert client_address(request) == counted


def test_over_the_rate_is_asked_to_wait_and_gets_back_what_was_typed(now: list[float]) -> None:
    view = limited("2/10m")(lambda request: HttpResponse("done"))

    def send(peer: str = "192.0.2.1") -> HttpResponse:
        typed = {"question": "How do we plan for Monday?", "password": "not given back"}
        return view(RequestFactory().post("/", typed, REMOTE_ADDR=peer))

    assert [send().status_code for _ in range(3)] == [200, 200, 429]
    refused = send()
    words = refused.content.decode()
    assert refused["Retry-After"] == str(600 - 1_000_000_200 % 600)
    assert "How do we plan for Monday?" in words
    assert "not given back" not in words
    assert "Please wait" in words
    assert send("192.0.2.2").status_code == 200, "another visitor is not held up"
    now[0] += 600
    assert send().status_code == 200


def test_reading_is_not_counted(now: list[float]) -> None:
    view = limited("1/m")(lambda request: HttpResponse("done"))
    assert {view(RequestFactory().get("/")).status_code for _ in range(5)} == {200}


def test_a_view_that_shows_its_own_form_is_told_how_long_to_wait(now: list[float]) -> None:
    seen: list[int] = []
    view = limited("1/m", in_form=True)(lambda request: seen.append(request.limited) or HttpResponse())
    for _ in range(2):
        view(RequestFactory().post("/"))
    view(RequestFactory().get("/"))
    assert seen == [0, 60 - 1_000_000_200 % 60, 0]


def test_views_of_one_name_share_a_count_and_others_do_not(now: list[float]) -> None:
    first = limited("1/m", name="forms")(lambda request: HttpResponse())
    second = limited("1/m", name="forms")(lambda request: HttpResponse())
    third = limited("1/m", name="other")(lambda request: HttpResponse())
    assert [view(RequestFactory().post("/")).status_code for view in (first, second, third)] == [200, 429, 200]


def test_limits_can_be_switched_off_for_measuring(settings: pytest.FixtureRequest) -> None:
    settings.RATE_LIMITS = False
    view = limited("1/m")(lambda request: HttpResponse())
    assert {view(RequestFactory().post("/")).status_code for _ in range(4)} == {200}


def test_the_visitors_address_is_not_kept_in_the_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    places: list[str] = []
    monkeypatch.setattr(limits.cache, "add", lambda key, *args, **kwargs: places.append(key))
    monkeypatch.setattr(limits.cache, "incr", lambda key: 1)
    limits.count("forms", "192.0.2.1", most=1, seconds=60)
    assert len(places) == 1
    assert "192.0.2.1" not in places[0]
