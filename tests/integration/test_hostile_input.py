"""Every address, with everything that nobody means to send.

For each route: hostile values in the path and the query, in each field of each form that leads there (the rest of the
form as the page would send it), hostile bodies, headers, cookies and methods; as a stranger, as somebody who may do
nothing there, and as somebody who may do everything. Nothing may fail (5xx), show a traceback, give a value back
unescaped, or change a record while refusing.
"""

from __future__ import annotations

import hashlib
import logging
import os
import random
import re
import traceback
from collections.abc import Iterator, Sequence, Set
from contextlib import ExitStack, contextmanager
from functools import cache
from http.cookies import SimpleCookie
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest
from django.apps import apps
from django.core.cache import cache as counts
from django.db import connections, transaction
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone

from adviceline.accounts.models import Partner, Person
from adviceline.accounts.roles import ROLES
from tests.support import hostile, people, samples
from tests.support.advice_maps import publish_maps
from tests.support.forms_on_pages import PageForm, forms_of
from tests.support.hostile import PROBE, encoded, quoted
from tests.support.made_returns import drawn_up_once
from tests.support.rail import counted_once
from tests.support.routes import Route, routes
from tests.support.scenes import Scene, nothing, scenes
from tests.support.shared_work import share
from tests.support.standing import standing

T = TypeVar("T")
ROUTES = routes()
#: How many hostile values each field of a form meets; CRAWL_VALUES=all sends every one of everything. Each address has
#: a choice of its own, so that some hundred addresses together meet all of them many times.
MOST = os.environ.get("CRAWL_VALUES", "1")
NAMES, HEADERS, BODIES, PATHS, METHODS = 4, 2, 2, 3, 4
#: The form to sign out is on every page, and is the same on each.
MOST_HOSTS = 6
#: They are asked by a page's own script while somebody writes; no form leads there.
SENT_BY_SCRIPTS = {"desk:guard", "desk:phone_sign_on", "telephony:call_us_sign_on", "web:guard"}
#: They are for what hands mail over, which proves itself by a key.
SENT_BY_PROVIDERS = {"email:incoming", "email:incoming_mime", "phone:webhook"}
WRITES = ("INSERT", "UPDATE", "DELETE")
QUOTED_NAME = re.compile(r'"(\w+)"')
#: A refusal is recorded, a session may begin, and the sign-in library keeps its own copy of an address.
MAY_CHANGE = {"audit", "sessions", "account"}
#: Every button of a reply keeps its draft first, so that a refused one loses no word.
KEEPS = {"desk:reply": {"correspondence_draft", "privacy_enquirykey"}}
#: Which pages hold a form that leads to a route; found once, by looking at every page.
_hosts: dict[str, set[str]] = {}


@pytest.fixture(autouse=True)
def without_limits(db: None, settings: Any) -> Iterator[None]:
    settings.RATE_LIMITS = False
    settings.ACCOUNT_RATE_LIMITS = False
    settings.CHAT_FILES = True
    counts.clear()
    logging.disable(logging.CRITICAL)  # thousands of refusals, each in the log
    with drawn_up_once(), counted_once():  # each request is undone, so that the frame stays the same
        yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def people_and_maps(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Person, Person]]:
    """Somebody with every role, somebody who may do nothing at the desk, and the maps that they follow."""
    with standing(django_db_blocker):
        publish_maps(at=timezone.now())
        yield people.somebody(*ROLES), people.somebody("authority_monitor")


@pytest.fixture
def crowd(db: None, people_and_maps: tuple[Person, Person]) -> SimpleNamespace:
    """Browsers of a stranger, of somebody who may do nothing at the desk, and of somebody with every role."""
    somebody, nobody = people_and_maps
    return SimpleNamespace(
        everything=people.browser_of(somebody),
        nothing=people.browser_of(nobody),
        stranger=Client(),
        person=somebody,
    )


@pytest.mark.parametrize("route", ROUTES, ids=[route.name for route in ROUTES])
def test_nothing_that_is_sent_breaks_an_address(
    route: Route, crowd: SimpleNamespace, request: pytest.FixtureRequest
) -> None:
    chance = random.Random(route.name)  # the same walk each time
    values = samples.values(route)
    walk = Walk(route.address(**values), values, keeps=KEEPS.get(route.name, set()))
    # On a second engine only what reaches the records: the access matrix asks there who is turned away.
    again = request.config.getoption("--database-only")
    turned_away = () if again else (crowd.stranger, crowd.nothing)
    for scene, forms in _forms_that_lead_to(route, values, crowd).items():
        with undone():
            everything = people.browser_of(crowd.person)
            scene(values, crowd.person, everything)
            for client in (*turned_away, everything):
                for form in forms:
                    walk.send_form(client, form, chance, thorough=client is everything)
            walk.send_forged_tokens(everything, forms)
    names = walk.names | {"q", "next", "after", "page", "month", "show"}
    for client in (*turned_away, crowd.everything):
        walk.send_queries(client, sorted(names), chance, thorough=client is crowd.everything)
        if not again:
            walk.send_methods_and_headers(client, chance, thorough=client is crowd.everything)
    walk.send_paths(crowd.everything, chance)
    assert walk.problems == [], "\n\n".join(walk.problems[:5])


def test_every_address_that_only_takes_a_form_is_sent_the_forms_that_lead_there(crowd: SimpleNamespace) -> None:
    if not _hosts:
        _find_hosts(crowd)
    never_sent = set()
    for route in ROUTES:
        with undone():
            answer = people.browser_of(crowd.person).get(route.address(**samples.values(route)))
        if answer.status_code == 405 and route.name not in _hosts:
            never_sent.add(route.name)
    assert never_sent == SENT_BY_SCRIPTS | SENT_BY_PROVIDERS


def test_an_address_that_does_not_exist_is_not_found_however_it_is_written(client: Client) -> None:
    walk = Walk("/", {})
    for value in hostile.VALUES:
        for path in (f"/{quoted(value)}", f"/desk/{quoted(value)}/", f"/{quoted(value)}/{quoted(value)}"):
            walk.send(client, "GET", path)
    assert walk.problems == []


def test_a_refusal_that_changed_a_record_would_be_seen() -> None:
    class Careless(Client):
        def generic(self, *given: Any, **more: Any) -> HttpResponse:
            Partner.objects.create(code="careless", name="Careless Trust (fictional)")
            policies = {"Content-Security-Policy": "default-src 'none'", "X-Frame-Options": "DENY"}
            return HttpResponse("No.", status=404, content_type="text/plain", headers=policies)

    walk = Walk("/", {})
    walk.send(Careless(), "POST", "/")
    (problem,) = walk.problems
    assert problem.endswith("answered 404 and changed a record of accounts_partner")


def _forms_that_lead_to(route: Route, values: dict[str, object], crowd: SimpleNamespace) -> dict[Scene, list[PageForm]]:
    """The forms, by the scene in which a page shows them; one that is shown in several, in the last."""
    if not _hosts:
        _find_hosts(crowd)
    hosts = [host for host in ROUTES if host.name in _hosts.get(route.name, ()) and set(host.parameters) <= set(values)]
    found: dict[tuple[str, ...], tuple[Scene, PageForm]] = {}
    for host in hosts[:MOST_HOSTS]:
        for scene, form in _forms_of_page(host, {name: values[name] for name in host.parameters}, crowd):
            if _leads_to(form) == route.name:
                found[(form.path, *form.names)] = (scene, form)
    by_scene: dict[Scene, list[PageForm]] = {}
    for scene, form in found.values():
        by_scene.setdefault(scene, []).append(form)
    return by_scene


def _find_hosts(crowd: SimpleNamespace) -> None:
    """Which page leads where, while everything that has an address exists, so that no list is empty."""
    by_name = {host.name: host for host in ROUTES}
    with undone():
        values = {host.name: samples.values(host) for host in ROUTES}

        def led_to(name: str) -> list[str]:
            return sorted({_leads_to(form) for _, form in _forms_of_page(by_name[name], values[name], crowd)})

        for host, found in share("forms that lead there", list(by_name), led_to).items():
            for led in found:
                _hosts.setdefault(led, set()).add(host)


def _forms_of_page(host: Route, values: dict[str, object], crowd: SimpleNamespace) -> Iterator[tuple[Scene, PageForm]]:
    """Its forms in every scene, each seen by a browser of its own: some pages sign out, or are shown once."""
    address = host.address(**values)
    for scene in scenes(host):
        with undone():
            browser = people.browser_of(crowd.person)
            scene(values, crowd.person, browser)
            answer = browser.get(address)
        if answer.status_code == 405:
            return  # it takes a form and shows none, whatever has happened
        yield from ((scene, form) for form in _forms(answer, address))
    yield from ((nothing, form) for form in _forms(Client().get(address), address))


def _forms(answer: HttpResponse, address: str) -> list[PageForm]:
    if not answer.get("Content-Type", "").startswith("text/html"):
        return []
    return forms_of(answer.content.decode(), address)


def _leads_to(form: PageForm) -> str:
    try:
        found = resolve(form.path)
    except Resolver404:
        return ""
    return found.view_name


class Walk:
    """The requests to one address, and what was wrong with the answers."""

    def __init__(self, address: str, parameters: dict[str, object], *, keeps: Set[str] = frozenset()) -> None:
        self.address, self.parameters, self.keeps = address, parameters, keeps
        self.problems: list[str] = []
        self.names: set[str] = set()

    def send_form(self, client: Client, form: PageForm, chance: random.Random, *, thorough: bool) -> None:
        self.names.update(form.names)
        self._post(client, form, form.fields)
        if not thorough and MOST != "all":  # whoever may not be there is turned away before the form is read
            self._post(client, form, [(name, _some(chance)[0]) for name in form.names])
            return
        self._post(client, form, [])
        self._post(client, form, [*form.fields, *form.fields])
        chosen = [(name, chance.choice(options)) for name, options in form.choices.items()]
        self._post(client, form, chosen)
        for value in _some(chance):
            self._post(client, form, [(name, value) for name in form.names])
        for name in form.names:
            self._post(client, form, [pair for pair in form.fields if pair[0] != name])
            for value in _some(chance):
                self._post(client, form, [*((n, v) for n, v in chosen if n != name), (name, value)])

    def send_queries(self, client: Client, names: list[str], chance: random.Random, *, thorough: bool) -> None:
        for name in _sample(chance, names, NAMES if thorough else 1):
            for value in _some(chance):
                self.send(client, "GET", f"{self.address}?{quoted(name)}={quoted(value)}")
        if not thorough and MOST != "all":
            return
        self.send(client, "GET", f"{self.address}?{'&'.join(f'a{number}=1' for number in range(900))}")
        self.send(client, "GET", f"{self.address}?{'q' * 100_000}")
        self.send(client, "GET", f"{self.address}?%ff=%ff&%00&=&;&[]=1&q[]=1&q[a]=b&__proto__=1")

    def send_methods_and_headers(self, client: Client, chance: random.Random, *, thorough: bool) -> None:
        for method in _sample(chance, hostile.METHODS, METHODS if thorough else 1):
            self.send(client, method, self.address)
        for name, value in _sample(chance, hostile.HEADERS, HEADERS if thorough else 1):
            self.send(client, chance.choice(("GET", "POST")), self.address, **{name: value})
        for kind, body in _sample(chance, hostile.BODIES, BODIES if thorough else 1):
            self.send(client, "POST", self.address, body, kind)
        if thorough:
            (length,) = _sample(chance, ("-1", "banana", "99999999999", ""), 1)
            self.send(client, "POST", self.address, b"a=1", CONTENT_LENGTH=length)

    def send_paths(self, client: Client, chance: random.Random) -> None:
        for held in self.parameters.values():
            before, found, after = self.address.rpartition(str(held))
            assert found, f"{held} is not in {self.address}"
            for value in _sample(chance, hostile.PATH_VALUES, PATHS):
                for method in ("GET", "POST"):
                    self.send(client, method, f"{before}{quoted(value)}{after}")

    def send_forged_tokens(self, client: Client, forms: list[PageForm]) -> None:
        guarded = Client(enforce_csrf_checks=True)
        for form in forms:
            if form.method != "POST":
                continue
            for token in (None, "", "a" * 64, "\x00" * 64, "ß" * 32):
                guarded.cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
                guarded.cookies["adviceline_form"] = "b" * 32
                fields = [pair for pair in form.fields if pair[0] != "csrfmiddlewaretoken"]
                fields += [("csrfmiddlewaretoken", token)] if token is not None else []
                answer = self._post(guarded, form, fields)
                if answer is not None and answer.status_code not in {400, 403, 405}:
                    self.problems.append(f"POST {form.path} with a forged token {token!r}: {answer.status_code}")

    def _post(self, client: Client, form: PageForm, fields: list[tuple[str, Any]]) -> HttpResponse | None:
        if form.method == "GET":
            return self.send(client, "GET", f"{form.path}?{encoded(fields).decode()}"[:60_000])
        return self.send(client, form.method, form.path, encoded(fields), "application/x-www-form-urlencoded")

    def send(
        self, client: Client, method: str, path: str, body: bytes = b"", kind: str = "", **environment: Any
    ) -> HttpResponse | None:
        """One request, looked at and undone."""
        what = f"{method} {path[:300]} {kind} {body[:300]!r} {str(environment)[:300]}"
        held = SimpleCookie(client.cookies)
        changed = ""
        with undone() as wrote:
            try:
                answer = client.generic(method, path, body, kind or "application/x-www-form-urlencoded", **environment)
            except Exception:
                self.problems.append(f"{what}\n{traceback.format_exc(limit=-4)}")
                return None
            finally:
                client.cookies = held
            self.problems += [f"{what}: {problem}" for problem in self._look(answer, method)]
            wrote -= self.keeps
            if wrote and (answer.status_code >= 400 or method in {"GET", "HEAD", "OPTIONS"}):
                changed = _fingerprint(wrote)
        if changed and changed != _fingerprint(wrote):
            tables = ", ".join(sorted(wrote))
            self.problems.append(f"{what}: answered {answer.status_code} and changed a record of {tables}")
        return answer

    def _look(self, answer: HttpResponse, method: str) -> Iterator[str]:
        text = b"".join(answer) if answer.streaming else answer.content
        if answer.status_code >= 500:
            yield f"answered {answer.status_code}"
        if b"Traceback (most recent" in text:
            yield "shows a traceback"
        if answer.get("Content-Type", "").startswith("text/html"):
            if PROBE.encode() in text or b"<img src=x onerror" in text:
                yield "gives a value back unescaped"
            if answer.status_code >= 400 and method not in {"HEAD", "head"} and b"</h1>" not in text:
                yield f"answered {answer.status_code} without saying why"
        if "Content-Security-Policy" not in answer or answer.get("X-Frame-Options") != "DENY":
            yield f"answered {answer.status_code} without the policy headers"
        if answer.get("Location", "").startswith(("//", "https://evil", "javascript:")):
            yield f"leads to {answer['Location']}"


def _sample(chance: random.Random, values: Sequence[T], most: int) -> Sequence[T]:
    """Every value with CRAWL_VALUES=all. Else each address has a choice of its own, so that together they have all."""
    return values if MOST == "all" or len(values) <= most else chance.sample(values, most)


def _some(chance: random.Random) -> list[str | bytes]:
    return list(hostile.VALUES) if MOST == "all" else chance.sample(hostile.VALUES, int(MOST))


@cache
def _records() -> dict[str, type[Model]]:
    """By its table, each model whose records must stay when something is refused."""
    return {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in MAY_CHANGE and model._meta.managed
    }


@contextmanager
def undone() -> Iterator[set[str]]:
    """Whatever is written is taken back; answers the tables of records that were written to."""
    wrote: set[str] = set()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip()[:6].upper().startswith(WRITES):
            wrote.update(_records().keys() & set(QUOTED_NAME.findall(sql)))
        return execute(sql, params, many, context)

    with ExitStack() as stack:
        for alias in ("default", "keys"):
            stack.enter_context(transaction.atomic(using=alias))
            stack.enter_context(connections[alias].execute_wrapper(watch))
        try:
            yield wrote
        finally:
            for alias in ("default", "keys"):
                transaction.set_rollback(True, using=alias)


def _fingerprint(tables: set[str]) -> str:
    """Of every record in these tables."""
    made = hashlib.sha256()
    for table in sorted(tables):
        for row in _records()[table]._base_manager.order_by("pk").values_list():
            made.update(repr(row).encode())
    return made.hexdigest()
