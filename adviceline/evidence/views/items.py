"""The pages on which analysts read, code, link and merge what was told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.evidence.actions import coding, items
from adviceline.evidence.errors import UnableToMoveItem
from adviceline.evidence.forms.examples import ReasonForm, choices
from adviceline.evidence.forms.items import (
    KINDS,
    CodingForm,
    CollectForm,
    LinkForm,
    NarrativeForm,
    OtherItemForm,
    SettleForm,
    ToldFields,
    code_labels,
    codes_field,
    definitions,
    kind_choices,
)
from adviceline.evidence.models import EvidenceItem, ItemLink
from adviceline.evidence.queries import items as queries
from adviceline.evidence.queries.codebook import codebook_of, field_of
from adviceline.evidence.rules import items as rules
from adviceline.evidence.views.common import PER_PAGE, REFUSED, label, number, person, reads_and_writes, status

analysts = permission_required(Permission.ANALYSE_EVIDENCE)


@require_safe
@analysts
def listed(request: HttpRequest) -> HttpResponse:
    """Evidence items. `?view=`, `&kind=`, `&code=`, `&setting=`, `&region=`, `&q=`, `&page=`."""
    by = person(request)
    offered = {
        "view": list(queries.VIEWS.items()), "kind": kind_choices(), "code": _all_codes(),
        "setting": choices("setting"), "region": choices("region"),
    }  # fmt: skip
    chosen = {name: value for name in offered if (value := request.GET.get(name, "")) in dict(offered[name])}
    chosen = {"view": "accepted", **chosen}
    words = request.GET.get("q", "")[:200].strip()
    found = queries.items(queries.ItemFilter(words=words, **chosen), by=by)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    names = {"view": "Show", "kind": "Kind", "code": "Code", "setting": "Setting", "region": "Region"}
    selects = [
        {
            "name": name, "label": names[name],
            "options": [
                {"value": value, "text": text, "selected": value == chosen.get(name, "")}
                for value, text in [*([] if name == "view" else [("", "All")]), *offered[name]]
            ],
        }
        for name in offered
    ]  # fmt: skip
    context = {
        "page": page, "selects": selects, "words": words, "label": label, "code_labels": code_labels,
        "counts": queries.counts(by=by), "views": queries.VIEWS, "query": {**chosen, "q": words},
    }  # fmt: skip
    return render(request, "evidence/items.html", context)


def _all_codes() -> list[tuple[str, str]]:
    return [
        (code.code, f"{code.code}: {code.label}")
        for kind in KINDS
        for code in codebook_of(kind)
        if code.code != "other"
    ]


@reads_and_writes
@analysts
def new(request: HttpRequest) -> HttpResponse:
    """Write down what staff read or heard elsewhere."""
    form = CollectForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = items.collect_item(
            values=form.values, source=EvidenceItem.Source.STAFF, submission=form.cleaned_data["submission"],
            by=person(request), at=timezone.now(),
        )  # fmt: skip
        messages.success(request, "It is kept. Another person reads it before it is used.")
        return redirect("evidence:item", pk=made.pk)
    return render(request, "evidence/collect.html", collect_context(form), status=status(form))


def collect_context(form: ToldFields) -> dict[str, Any]:
    """What evidence/told.html draws a form of `ToldFields` from."""
    return {"form": form, "kinds": [(kind, codes_field(kind)) for kind in KINDS], "definitions": definitions()}


@require_safe
@analysts
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One item: its words, its codes, what bears on it, and what may be done with it."""
    return _page(request, get_object_or_404(EvidenceItem, pk=pk))


def _page(request: HttpRequest, found: EvidenceItem, *, asked: dict[str, forms.Form] | None = None) -> HttpResponse:
    by, now, asked = person(request), queries.as_now(found), asked or {}
    may = {
        "accept": not rules.why_not_accept(now, by.pk), "reword": not rules.why_not_reword(now),
        "set_aside": not rules.why_not_set_aside(now), "code": not rules.why_not_code(now, by.pk),
        "settle": not rules.why_not_resolve(now), "link": found.state == "accepted",
        "merge": found.state == "accepted" and not now.is_used,
    }  # fmt: skip
    made: dict[str, forms.Form] = {
        "reword": NarrativeForm(initial={"narrative": found.narrative}, prefix="reword"),
        "set_aside": ReasonForm(prefix="set_aside"),
        "code": CodingForm(kind=found.kind, prefix="code"),
        "settle": SettleForm(kind=found.kind, prefix="settle"),
        "merge": OtherItemForm(prefix="merge"),
        "link": LinkForm(prefix="link"),
    }
    context = {
        "item": found, "may": may, "forms": made | asked, "asked": next(iter(asked.values()), None),
        "told": rules.why_not_accept(now, by.pk) if found.state == "waiting" else "",
        "codings": queries.codings_seen_by(found, by), "coders": len(now.coders), "links": queries.links_of(found),
        "merged": list(found.merged.all()), "notes": list(found.notes.all()), "label": label,
        "field": field_of(found.kind), "code_labels": code_labels,
    }  # fmt: skip
    return render(request, "evidence/item.html", context, status=REFUSED if asked else 200)


def step(name: str, form_of: Callable[[HttpRequest, EvidenceItem], forms.Form] | None, act: Any, said: str) -> Any:
    """The view of one step: POST from the item's page."""

    @require_POST
    @analysts
    def taken(request: HttpRequest, pk: int) -> HttpResponse:
        found = get_object_or_404(EvidenceItem, pk=pk)
        form = form_of(request, found) if form_of else None
        if form is not None and not form.is_valid():
            return _page(request, found, asked={name: form})
        try:
            act(found, form.cleaned_data if form else {}, request)
        except UnableToMoveItem as problem:
            if form is None:
                messages.error(request, str(problem))
                return redirect("evidence:item", pk=pk)
            form.add_error(None, str(problem))
            return _page(request, found, asked={name: form})
        messages.success(request, said)
        return redirect("evidence:item", pk=pk)

    taken.__name__ = taken.__qualname__ = name
    return taken


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": person(request), "at": timezone.now()}


def _version(request: HttpRequest) -> int:
    return number(request.POST.get("version", ""))


STEPS: dict[str, Any] = {
    "accept": step(
        "accept", None,
        lambda it, clean, request: items.accept_item(item=it, version=_version(request), **_who(request)),
        "The item is accepted. Two people can now code it.",
    ),
    "reword": step(
        "reword", lambda request, it: NarrativeForm(request.POST, prefix="reword"),
        lambda it, clean, request: items.reword_item(
            item=it, narrative=clean["narrative"], version=_version(request), **_who(request)
        ),
        "The new words are kept. Another person reads them before they are used.",
    ),
    "set_aside": step(
        "set_aside", lambda request, it: ReasonForm(request.POST, prefix="set_aside"),
        lambda it, clean, request: items.set_item_aside(item=it, reason=clean["reason"], **_who(request)),
        "The item is set aside, and is erased after 90 days.",
    ),
    "merge": step(
        "merge", lambda request, it: OtherItemForm(request.POST, prefix="merge"),
        lambda it, clean, request: items.merge_item(item=it, into=clean["number"], **_who(request)),
        "The item is merged. It counts once, with the other.",
    ),
    "link": step(
        "link", lambda request, it: LinkForm(request.POST, prefix="link"),
        lambda it, clean, request: items.link_items(
            first=it, second=clean["number"], how=clean["how"], **_who(request)
        ),
        "The two items are linked.",
    ),
    "code": step(
        "code", lambda request, it: CodingForm(request.POST, kind=it.kind, prefix="code"),
        lambda it, clean, request: coding.code_item(
            item=it, main=clean["main"], also=clean["also"], **_who(request)
        ),
        "Your codes are kept.",
    ),
    "settle": step(
        "settle", lambda request, it: SettleForm(request.POST, kind=it.kind, prefix="settle"),
        lambda it, clean, request: coding.settle_codes(
            item=it, codes=clean["codes"], reason=clean["reason"], **_who(request)
        ),
        "The codes are settled.",
    ),
}  # fmt: skip


@require_POST
@analysts
def unlink(request: HttpRequest, pk: int, link: int) -> HttpResponse:
    """Take a link away."""
    links = ItemLink.objects.select_related("first", "second").filter(Q(first=pk) | Q(second=pk))
    found = get_object_or_404(links, pk=link)
    items.unlink_items(link=found, **_who(request))
    messages.success(request, "The link is taken away.")
    return redirect("evidence:item", pk=pk)


@require_safe
@permission_required(Permission.USE_DESK)
def codebook(request: HttpRequest) -> HttpResponse:
    """Every code with its definition."""
    titles = dict(kind_choices())
    books = [(titles[kind], definitions()[kind], codebook_of(kind)) for kind in KINDS]
    return render(request, "evidence/codebook.html", {"books": books})
