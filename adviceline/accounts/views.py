"""The demo's one-click sign-in, where people land, and the pages on which a service manager manages people."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from adviceline.accounts import actions, queries, rules
from adviceline.accounts.forms import PersonForm, RolesForm
from adviceline.accounts.limits import limited
from adviceline.accounts.models import Person
from adviceline.accounts.permissions import permission_required, public, signed_in
from adviceline.accounts.roles import Permission
from adviceline.accounts.second_factor import DEMO_MARK
from adviceline.ui.context import address

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

#: Where people land: the first page that they may open and that is there.
LANDINGS = (
    (Permission.WORK_ENQUIRIES, "desk:queue"),
    (Permission.VIEW_REPORTS, "reporting:choose"),
    (Permission.READ_RELEASES, "portal:home"),
    (Permission.READ_EVALUATION, "evaluation:show"),
    (Permission.EDIT_CONTENT, "desk:map"),
    (Permission.SIGN_CONTENT, "desk:map"),
    (Permission.MANAGE_PEOPLE, "people"),
)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("60/m")
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Choose whom to be. Exists in demo settings only, and for people who are made up only."""
    if not settings.DEMO:
        raise Http404
    if request.method != "POST":
        return render(request, "accounts/demo.html", {"people": queries.demo_people()})
    number = request.POST.get("person", "")
    person = get_object_or_404(
        Person, pk=int(number) if number.isdecimal() and len(number) < 19 else 0, is_active=True, is_fictional=True
    )
    login(request, person, backend=BACKEND)
    request.session[DEMO_MARK] = person.pk
    actions.record_sign_in(person=person, methods=["demo"], at=timezone.now())
    return redirect("home")


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send each person to where they can work; say so plainly when that is not built yet."""
    person = request.user
    assert isinstance(person, Person)
    for permission, route in LANDINGS:
        if person.may(permission) and (place := address(route)):
            return redirect(place)
    held = [label.lower() for label in rules.labels(person.roles)]
    return render(request, "accounts/nothing_here.html", {"roles": held})


@permission_required(Permission.MANAGE_PEOPLE)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody, with what they may do and whether a second factor stands."""
    found = queries.people()
    strong = queries.with_second_factor(found)
    rows = [{"member": one, "roles": rules.labels(one.roles), "strong": one.pk in strong} for one in found]
    return render(request, "accounts/people.html", {"rows": rows})


@permission_required(Permission.MANAGE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def add_person(request: HttpRequest) -> HttpResponse:
    """Add somebody and send them a link to choose a password."""
    form = PersonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        try:
            added = actions.add_person(**form.cleaned_data, by=_manager(request), at=at)
        except actions.UnableToAddPerson as problem:
            form.add_error(problem.field or None, str(problem))
        else:
            actions.invite(person=added, origin=request.build_absolute_uri("/"), by=_manager(request), at=at)
            messages.success(request, f"{added.name} is added. We are sending them a link to choose a password.")
            return redirect("people")
    return render(request, "accounts/add_person.html", {"form": form}, status=422 if form.errors else 200)


@permission_required(Permission.MANAGE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: change what they may do, send a link, reset their sign-in, end their access."""
    member = get_object_or_404(Person.objects.select_related("partner"), pk=pk)
    form = RolesForm(initial={"roles": member.roles})
    problem = ""
    if request.method == "POST":
        if request.POST.get("do") == "roles":
            form = RolesForm(request.POST)
        if request.POST.get("do") != "roles" or form.is_valid():
            try:
                messages.success(request, _change(request, member, form))
                return redirect("person", pk=pk)
            except (actions.UnableToChangeRoles, actions.UnableToDeactivate, actions.UnableToInvite) as refusal:
                problem = str(refusal)
    context = {
        "member": member,
        "form": form,
        "problem": problem,
        "is_self": member.pk == request.user.pk,
        "roles": rules.labels(member.roles),
        "strong": bool(queries.with_second_factor([member])),
        "link_days": queries.link_life().days,
    }
    return render(request, "accounts/person.html", context, status=422 if form.errors or problem else 200)


def _change(request: HttpRequest, member: Person, form: RolesForm) -> str:
    """Do what the pressed button says; answers what to tell the manager."""
    done: dict[str, Any] = {"person": member, "by": _manager(request), "at": timezone.now()}
    origin = request.build_absolute_uri("/")
    match request.POST.get("do"):
        case "roles":
            actions.change_roles(roles=form.cleaned_data["roles"], **done)
            return f"The roles of {member.name} are changed."
        case "link":
            actions.invite(origin=origin, **done)
            return f"We are sending {member.name} a link to choose a password."
        case "reset":
            actions.reset_sign_in(**done)
            actions.invite(origin=origin, **done)
            return f"{member.name} is signed out everywhere and will get a link to start again."
        case "deactivate":
            actions.deactivate(**done)
            return f"The access of {member.name} has ended."
        case "reactivate":
            actions.invite(origin=origin, **done | {"person": actions.reactivate(**done)})
            return f"{member.name} can sign in again. We are sending them a link to choose a password."
    raise Http404


def _manager(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
