"""Every address, for everybody: a stranger, each role, and the sample of somebody else.

Addresses of rooms that are added later are found by themselves. One without a mark, or with a parameter that has no
sample in tests/support/samples, fails here.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from adviceline.accounts.permissions import SIGNED_IN
from adviceline.accounts.roles import ROLES, Permission, permissions_of
from adviceline.audit.models import Event
from tests.support import people, samples
from tests.support.made_returns import drawn_up_once
from tests.support.rail import counted_once
from tests.support.routes import Route, routes

UNMARKED = object()
ROUTES = routes()
each_route = pytest.mark.parametrize("route", ROUTES, ids=[route.name for route in ROUTES])


@pytest.fixture(autouse=True)
def _no_counts_from_other_tests() -> Iterator[None]:
    cache.clear()
    with drawn_up_once(), counted_once():
        yield


def mark(route: Route) -> object:
    return getattr(route.view, "required_permission", UNMARKED)


def ask(client: Client, address: str) -> HttpResponse:
    """Open the page; a page that only takes a form is sent an empty one."""
    answer = client.get(address)
    return client.post(address) if answer.status_code == 405 else answer


def asks_to_sign_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith(reverse("account_login"))


@each_route
def test_it_says_who_may_open_it_and_has_a_sample(route: Route) -> None:
    assert mark(route) is None or mark(route) == SIGNED_IN or isinstance(mark(route), Permission), (
        f"{route.name} is not marked: use public, signed_in or permission_required of accounts.permissions"
    )
    assert samples.missing(route) == [], f"add a sample for {route.name} to tests/support/samples"


@each_route
def test_a_stranger_opens_public_pages_only(db: None, client: Client, route: Route) -> None:
    answer = ask(client, route.address(**samples.values(route)))
    assert answer.status_code < 500
    if mark(route) is None:
        assert answer.status_code != 403
    else:
        assert asks_to_sign_in(answer), f"{answer.status_code} {answer.get('Location')}"


@each_route
def test_each_role_opens_what_it_may_and_a_refusal_is_recorded(db: None, route: Route) -> None:
    address = route.address(**samples.values(route))
    needed = mark(route)
    answers: dict[str, int] = {}
    for code, person in samples.everybody().items():
        before = Event.objects.filter(action="access.refused", actor=person.actor_key).count()
        answer = ask(people.browser_of(person), address)
        refusals = Event.objects.filter(action="access.refused", actor=person.actor_key)
        answers[code] = answer.status_code
        assert answer.status_code < 500, f"{code}: {answer.status_code}"
        assert not asks_to_sign_in(answer) or needed is None, f"{code} is asked to sign in again"
        if isinstance(needed, Permission) and needed not in permissions_of([code]):
            assert answer.status_code == 403, f"{code} opens {address}"
            assert refusals.count() > before, f"the refusal of {code} is not recorded"
            assert refusals.latest("seq").data == {"permission": needed, "path": address}
    if route.name in samples.OTHERS:
        assert set(answers.values()) == {404}
    elif isinstance(needed, Permission):
        may = [code for code in ROLES if needed in permissions_of([code])]
        assert not may or any(answers[code] != 403 for code in may), f"no role that may open it can: {answers}"


@each_route
def test_somebody_without_a_second_factor_is_sent_to_set_one_up(db: None, route: Route) -> None:
    person = people.somebody(*ROLES, strong=False)
    answer = ask(people.browser_of(person), route.address(**samples.values(route)))
    sent_away = answer.status_code == 302 and answer["Location"] == reverse("mfa_index")
    if mark(route) is None or getattr(route.view, "before_second_factor", False):
        assert answer.status_code < 500
    else:
        assert sent_away, f"{answer.status_code}: opens without a second factor"


@each_route
def test_its_policy_allows_no_inline_script_or_style(db: None, route: Route) -> None:
    person = people.somebody(*ROLES)
    answer = people.browser_of(person).get(route.address(**samples.values(route)))
    policy = {part.split()[0]: part.split()[1:] for part in answer["Content-Security-Policy"].split("; ")}
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    if answer.get("Content-Type", "").startswith("text/html"):
        text = answer.content.decode()
        assert " style=" not in text
        assert "<style" not in text
        assert not [tag for tag in _scripts(text) if "src=" not in tag and 'type="application/json"' not in tag]


def _scripts(text: str) -> list[str]:
    return [part.partition(">")[0] for part in text.split("<script")[1:]]


def test_the_walk_sees_the_whole_site() -> None:
    names = {route.name for route in ROUTES}
    assert {"account_login", "mfa_activate_totp", "demo_sign_in", "home", "people", "person"} <= names
    assert not {"account_signup", "account_email", "socialaccount_signup", "socialaccount_connections"} & names
