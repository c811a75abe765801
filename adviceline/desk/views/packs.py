"""Giving a resource pack from an enquiry, looking at one that was given, and seeing which need another look."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.advice import engine
from adviceline.advice.actions import walk_of
from adviceline.advice.queries import runs_of
from adviceline.contacts.errors import UnableTo
from adviceline.contacts.models import Enquiry
from adviceline.desk.pack_forms import GivePackForm
from adviceline.desk.views.common import back_to, could_not, fetch, person
from adviceline.directory.queries import resources, warning_of, why_not_given
from adviceline.signposting import actions
from adviceline.signposting.models import Pack
from adviceline.signposting.queries import GivenPack, affected_packs, link_of, packs_of

MOST_AFFECTED = 200
MOST_ENQUIRIES_NAMED = 20


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.WORK_ENQUIRIES)
def give(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose from what was signposted and what the map suggests, and give it."""
    enquiry = fetch(request, reference, "pack")
    if not enquiry.is_open:
        messages.error(request, "This enquiry is closed. Reopen it to give a pack.")
        return back_to(enquiry, "signposts")
    offered, chosen, refused = _offered(enquiry)
    form = GivePackForm(
        request.POST if request.method == "POST" else None,
        enquiry=enquiry,
        offered=offered,
        initial={"entries": chosen},
    )
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            pack = actions.give_pack(
                enquiry=enquiry,
                resources=clean["entries"],
                how=clean["how"],
                submission=clean["submission"],
                origin=request.build_absolute_uri("/"),
                by=person(request),
                at=timezone.now(),
            )
        except UnableTo as problem:
            form.add_error(None, str(problem))
        else:
            if pack.how == Pack.How.EMAIL:
                messages.success(request, "The pack is recorded, and its link is on its way by e-mail.")
            else:
                messages.success(request, "The pack is recorded. Pass the link below on to the enquirer.")
            return redirect("desk:pack", reference=enquiry.reference, pk=pack.pk)
    context = {"form": form, "enquiry": enquiry, "offered": offered, "refused": refused}
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/give_pack.html", context, status=status)


@require_safe
@permission_required(Permission.READ_ENQUIRIES)
def show(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """A pack as it was given, with what its reader said, and its link for those who work on enquiries."""
    enquiry = fetch(request, reference, "pack")
    given = _given(enquiry, pk)
    may_work = person(request).may(Permission.WORK_ENQUIRIES)
    context: dict[str, Any] = {"enquiry": enquiry, "given": given, "may_work": may_work, "link": ""}
    if may_work and given.is_live:
        context["link"] = link_of(given.pack, origin=request.build_absolute_uri("/"))
    answer = render(request, "desk/pack.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@permission_required(Permission.WORK_ENQUIRIES)
def stop(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """End the link of a pack now."""
    enquiry = fetch(request, reference, "pack")
    given = _given(enquiry, pk)
    try:
        actions.stop_pack(pack=given.pack, by=person(request), at=timezone.now())
    except UnableTo as problem:
        return could_not(request, enquiry, problem)
    messages.success(request, "The link of the pack has ended. What was given stays on record.")
    return redirect("desk:pack", reference=enquiry.reference, pk=pk)


@require_safe
@permission_required(Permission.USE_DESK)
def affected(request: HttpRequest) -> HttpResponse:
    """Entries that are no longer as they were when they were given, and the packs that hold them. Which enquiries these
    belong to is shown to those who may read enquiries."""
    found = affected_packs(at=timezone.now(), today=timezone.localdate())
    by = person(request)
    context = {
        "affected": found[:MOST_AFFECTED],
        "more": max(0, len(found) - MOST_AFFECTED),
        "may_read": by.may(Permission.READ_ENQUIRIES),
        "may_edit": by.may(Permission.EDIT_CONTENT),
        "most_named": MOST_ENQUIRIES_NAMED,
    }
    return render(request, "desk/affected_packs.html", context)


def _given(enquiry: Enquiry, pk: int) -> GivenPack:
    packs = packs_of(enquiry, at=timezone.now(), today=timezone.localdate()) if pk < 2**63 else []
    found = next((each for each in packs if each.pack.pk == pk), None)
    if found is None:
        raise Http404("This enquiry has no such pack.")
    return found


def _offered(enquiry: Enquiry) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """(id, words) of what may be given, the ids that are chosen to begin with, and why others cannot be given.

    What was signposted is chosen; what the newest walk on the map suggests beside it is offered.
    """
    signposted = list(enquiry.signposts.order_by("given_at", "pk").values_list("resource", flat=True))
    run = runs_of(enquiry.key).first()
    suggested = [each for each in engine.suggest(walk_of(run)).resources if each not in signposted] if run else []
    entries, today = resources([*signposted, *suggested]), timezone.localdate()
    offered, refused = [], []
    for each in [*signposted, *suggested]:
        entry = entries.get(each)
        if entry is None or why_not_given(entry, each):
            refused.append(why_not_given(entry, each))
            continue
        words = [f"{entry.title} ({entry.publisher})"]
        words += ["The map suggests it"] if each in suggested else []
        words += filter(None, [warning_of(entry, today=today)])
        offered.append((each, ". ".join(words)))
    allowed = {each for each, _ in offered}
    return offered, [each for each in signposted if each in allowed], refused
