"""The public feed of services and organisations: HSDS 3 with the Open Referral UK profile, for reading only."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from adviceline.accounts.limits import limited
from adviceline.accounts.permissions import public
from adviceline.content.current import current_content
from adviceline.directory.oruk import queries
from adviceline.directory.oruk.answers import NotUnderstood, answer, problem
from adviceline.directory.oruk.asking import check_known, identifier_of, page_of, search_of, wanted_services
from adviceline.directory.oruk.openapi import description
from adviceline.directory.oruk.queries import Page

VERSION = "HSDS-UK-3.0"
PROFILE = "https://docs.openreferraluk.org/en/latest/"
RATE = "600/m"

View = Callable[..., HttpResponseBase]


def feed(view: View) -> View:
    """Open to anybody within a rate; a request that cannot be understood is told so. `open_to_all` lets only reads by."""

    @public
    @limited(RATE, name="directory.feed", methods=("GET", "HEAD"))
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NotUnderstood as words:
            return problem(400, str(words))

    return shown


@feed
def root(request: HttpRequest) -> HttpResponseBase:
    """Which version and profile this is, and where its description is."""
    service = current_content().service
    body = {
        "version": VERSION,
        "profile": PROFILE,
        "openapi_url": request.build_absolute_uri(reverse("open_referral:openapi")),
        "description": f"Services and contacts in the directory of the {service.name}.",
        "publisher": {"name": service.name, "website": request.build_absolute_uri("/")},
    }
    return answer(request, body)


@feed
def openapi(request: HttpRequest) -> HttpResponseBase:
    """The description of this API."""
    base = request.build_absolute_uri(reverse("open_referral:root")).rstrip("/")
    return answer(request, description(base, current_content().service.name))


@feed
def services(request: HttpRequest) -> HttpResponseBase:
    check_known(request)
    return _list(request, queries.services(wanted_services(request), **page_of(request)))


@feed
def service(request: HttpRequest, identifier: str) -> HttpResponseBase:
    return _one(request, identifier, queries.service)


@feed
def organizations(request: HttpRequest) -> HttpResponseBase:
    check_known(request)
    return _list(request, queries.organizations(search=search_of(request), **page_of(request)))


@feed
def organization(request: HttpRequest, identifier: str) -> HttpResponseBase:
    return _one(request, identifier, queries.organization)


@feed
def taxonomies(request: HttpRequest) -> HttpResponseBase:
    check_known(request)
    return answer(request, queries.taxonomies(**page_of(request)).as_json())


@feed
def taxonomy(request: HttpRequest, identifier: str) -> HttpResponseBase:
    return _one(request, identifier, queries.taxonomy)


@feed
def taxonomy_terms(request: HttpRequest) -> HttpResponseBase:
    check_known(request)
    found = queries.taxonomy_terms(taxonomy_id=identifier_of(request, "taxonomy_id"), **page_of(request))
    return answer(request, found.as_json())


@feed
def taxonomy_term(request: HttpRequest, identifier: str) -> HttpResponseBase:
    return _one(request, identifier, queries.taxonomy_term)


@feed
def service_at_locations(request: HttpRequest) -> HttpResponseBase:
    """Always empty: the directory holds no addresses of premises."""
    check_known(request)
    return answer(request, queries.nothing(**page_of(request)).as_json())


@feed
def service_at_location(request: HttpRequest, identifier: str) -> HttpResponseBase:
    return _one(request, identifier, lambda _: None)


@feed
def elsewhere(request: HttpRequest, rest: str = "") -> HttpResponseBase:
    """An address that the feed does not have."""
    return problem(404)


def _list(request: HttpRequest, page: Page) -> HttpResponseBase:
    return answer(request, page.as_json(), last_modified=queries.last_changed_at())


def _one(request: HttpRequest, identifier: str, find: Callable[[uuid.UUID], dict[str, Any] | None]) -> HttpResponseBase:
    try:
        found = find(uuid.UUID(identifier))
    except ValueError:
        found = None
    if found is None:
        return problem(404, "There is nothing with this identifier. It may have been withdrawn.")
    return answer(request, found)
