"""Every address, for everybody: a stranger, each role, and the sample of somebody else.

Addresses of rooms that are added later are found by themselves. One without a mark, or with a parameter that has no
sample in tests/support/samples, fails here.
"""

from __future__ import annotations

from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import SIGNED_IN
from adviceline.accounts.roles import ROLES, Permission, permissions_of
from adviceline.audit.models import Event
from tests.support import people, samples
from tests.support.made_returns import drawn_up_once
from tests.support.rail import counted_once
from tests.support.routes import Route, routes
from tests.support.standing import standing

Crowd = dict[str, Person]
UNMARKED = object()
ROUTES = routes()
each_route = pytest.mark.parametrize("route", ROUTES, ids=[route.name for route in ROUTES])


@pytest.fixture(autouse=True)
def _no_counts_from_other_tests() -> Iterator[None]:
    cache.clear()
    with drawn_up_once(), counted_once():
        yield


@pytest.fixture(scope="module")
def everybody(django_db_setup: None, django_db_blocker: Any) -> Iterator[Crowd]:
    """One person for each role; `all` has every role, `weak` too, without a second factor."""
    with standing(django_db_blocker):
        crowd = {
            **samples.everybody(),
            "all": people.somebody(*ROLES),
            "weak": people.somebody(*ROLES, strong=False),
        }
        for person in crowd.values():
            _signed_in[person.actor_key] = people.browser_of(person).cookies.output(header="", sep=";")
        yield crowd


#: The cookies of everybody's session: each was begun once, and each page is asked for by a browser of its own.
_signed_in: dict[str, str] = {}


def browser_of(person: Person) -> Client:
    browser = Client()
    browser.cookies = SimpleCookie(_signed_in[person.actor_key])
    return browser


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
def test_it_opens_for_whoever_may_and_for_nobody_else(
    db: None, client: Client, route: Route, everybody: Crowd, request: pytest.FixtureRequest
) -> None:
    """One set of samples for all who come. On a second engine the pages are opened again by those who may; who is turned
    away is not asked of the database."""
    address = route.address(**samples.values(route))
    its_policy_allows_no_inline_script_or_style(address, everybody["all"])
    each_role_opens_what_it_may_and_a_refusal_is_recorded(address, route, {code: everybody[code] for code in ROLES})
    if not request.config.getoption("--database-only"):
        a_stranger_opens_public_pages_only(client, address, route)
        somebody_without_a_second_factor_is_sent_to_set_one_up(address, route, everybody["weak"])


def a_stranger_opens_public_pages_only(client: Client, address: str, route: Route) -> None:
    answer = ask(client, address)
    assert answer.status_code < 500
    if mark(route) is None:
        assert answer.status_code != 403
    else:
        assert asks_to_sign_in(answer), f"{answer.status_code} {answer.get('Location')}"


def each_role_opens_what_it_may_and_a_refusal_is_recorded(address: str, route: Route, crowd: Crowd) -> None:
    needed = mark(route)
    answers: dict[str, int] = {}
    for code, person in crowd.items():
        before = Event.objects.filter(action="access.refused", actor=person.actor_key).count()
        answer = ask(browser_of(person), address)
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


def somebody_without_a_second_factor_is_sent_to_set_one_up(address: str, route: Route, person: Person) -> None:
    answer = ask(browser_of(person), address)
    sent_away = answer.status_code == 302 and answer["Location"] == reverse("mfa_index")
    if mark(route) is None or getattr(route.view, "before_second_factor", False):
        assert answer.status_code < 500
    else:
        assert sent_away, f"{answer.status_code}: opens without a second factor"


def its_policy_allows_no_inline_script_or_style(address: str, person: Person) -> None:
    answer = browser_of(person).get(address)
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
