"""Tailored sessions at the desk: offer, prepare, record; and when each adviser is there for them."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.advice.queries import people_who_may, runs_of
from adviceline.channels.web.session_forms import PeopleForm
from adviceline.contacts.errors import UnableTo
from adviceline.contacts.models import Enquiry
from adviceline.contacts.queries import access_contact_details
from adviceline.desk.advice_panel import advice_panel
from adviceline.desk.session_forms import ME, AbsenceForm, DiaryForm, OfferForm, RecordForm
from adviceline.desk.shown import label, phone_words
from adviceline.desk.views.common import back_to, error_on, fetch, person
from adviceline.followups.actions import booking, holding, offering
from adviceline.followups.actions.participants import change_participants
from adviceline.followups.invitations import when_words
from adviceline.followups.models import Absence, Diary, Session
from adviceline.followups.queries.sessions import (
    absences_ahead,
    leave_ahead,
    proposal_for,
    session_link,
    sessions_in_series,
    sessions_to_come,
    taking_part,
)
from adviceline.followups.rules.times import EARLY, SINGLE, next_step
from adviceline.followups.sealed import participant_details, place_of
from adviceline.privacy import crypto
from adviceline.ui.kept import written_in

State = Session.State


@require_safe
@permission_required(Permission.WORK_ENQUIRIES)
def listed(request: HttpRequest) -> HttpResponse:
    """What must be recorded, what lies ahead, and what has no time yet."""
    at = timezone.now()
    context = {
        "found": sessions_to_come(at=at),
        "at": at,
        "label": label,
        "when_words": when_words,
        "me": person(request),
    }
    return render(request, "desk/sessions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.WORK_ENQUIRIES)
def offer(request: HttpRequest, reference: str) -> HttpResponse:
    """What triage proposes, and the offer. `?after=` names the session of a series, or the missed one, that it follows."""
    enquiry = fetch(request, reference, "session")
    if not enquiry.is_open:
        messages.error(request, "This enquiry is closed. Reopen it to offer a session.")
        return back_to(enquiry)
    at, after = timezone.now(), _after(request, enquiry)
    proposal = proposal_for(enquiry, at=at)
    form = OfferForm(
        request.POST if request.method == "POST" else None, enquiry=enquiry, proposal=proposal, after=after
    )
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            made = offering.offer_session(
                enquiry=enquiry, kind=clean["kind"], step=clean.get("step") or SINGLE, how=clean["how"],
                wanted_adviser=person(request) if clean["who"] == ME else None, submission=clean["submission"],
                origin=request.build_absolute_uri("/"), after=after, by=person(request), at=at,
                is_quiet=after.is_quiet if after else False,
            )  # fmt: skip
        except UnableTo as problem:
            form.add_error(None, str(problem))
        else:
            if made.offered_at != at and _offered_otherwise(made, clean, person(request)):
                messages.error(request, "This session was offered before, as it stands below. What you changed since was not "
                               "saved: to offer it otherwise, cancel it and offer another.")  # fmt: skip
                return redirect("desk:session", pk=made.pk)
            sent = made.how == Session.How.EMAIL
            messages.success(request, "The session is offered, and its link is on its way by e-mail." if sent else
                             "The session is offered. Pass the link below on to the enquirer.")  # fmt: skip
            return redirect("desk:session", pk=made.pk)
    context = {
        "form": form, "enquiry": enquiry, "proposal": proposal, "after": after,
        "proposed": Session.Kind(proposal.kind).label if proposal.kind else "",
    }  # fmt: skip
    return render(request, "desk/offer_session.html", context, status=422 if request.method == "POST" else 200)


def _offered_otherwise(made: Session, clean: dict[str, Any], me: Person) -> bool:
    wanted = me.pk if clean["who"] == ME else None
    step = clean.get("step", made.step) or SINGLE  # not asked where it follows another
    return (made.kind, made.step, made.how, made.wanted_adviser_id) != (clean["kind"], step, clean["how"], wanted)


@require_safe
@permission_required(Permission.WORK_ENQUIRIES)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that is needed to prepare it, hold it and see what came of it."""
    return _page(request, *_fetched(request, pk))


@require_POST
@permission_required(Permission.WORK_ENQUIRIES)
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """It was held: who came, what was agreed, when it is looked at again."""
    session, enquiry = _fetched(request, pk)
    form = RecordForm(request.POST, session=session)
    if form.is_valid():
        clean, at = form.cleaned_data, timezone.now()
        try:
            made = holding.record_session_held(
                session=session, minutes=clean["minutes"], enquirer_came=clean["enquirer_came"],
                participants_came={int(each) for each in clean["came"]}, agreed=clean["agreed"],
                review_date=clean["review_date"], by=person(request), at=at,
            )  # fmt: skip
        except UnableTo as problem:
            form.add_error(None, str(problem))
        else:
            if made.session.recorded_at != at and (changed := _otherwise(made, form)):
                said = (f"This session was recorded before, and is kept as it was sent then. Changed since, and not saved: "
                        f"{', '.join(changed)}. Keep that as a note on the enquiry if it is needed.")  # fmt: skip
                kept = written_in(form)
                return error_on(request, enquiry, 409, title="This was recorded before", paragraphs=[said], kept=kept)
            messages.success(request, "The session is recorded.")
            return redirect("desk:session", pk=pk)
    return _page(request, session, enquiry, form=form, status=422)


def _otherwise(made: holding.Recorded, form: RecordForm) -> list[str]:
    """The labels of what a form that was sent before says otherwise now."""
    session, clean = made.session, form.cleaned_data
    agreed = " ".join(" ".join(line.strip(" \t-*•") for line in clean["agreed"].text.splitlines()).split())
    came = {str(pk) for pk in session.participants.filter(attended=True).values_list("pk", flat=True)}
    same = {
        "enquirer_came": session.enquirer_attended == clean["enquirer_came"], "came": came == set(clean["came"]),
        "minutes": made.contact.talk_seconds == clean["minutes"] * 60, "review_date": session.review_date == clean["review_date"],
        "agreed": agreed == " ".join(" ".join(each.words for each in session.agreed.all()).split()),
    }  # fmt: skip
    return [str(form[name].label) for name, is_same in same.items() if not is_same]


@require_POST
@permission_required(Permission.WORK_ENQUIRIES)
def missed(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody came: one gentle message goes out."""
    session, _ = _fetched(request, pk)
    try:
        again, at = request.POST.get("offer_again") == "yes", timezone.now()
        made = holding.record_session_missed(session=session, offer_again=again, by=person(request), at=at)
    except UnableTo as problem:
        messages.error(request, str(problem))
    else:
        if made.session.recorded_at != at and again != (made.again is not None):
            how = "with the offer of another time" if made.again else "without the offer of another time"
            messages.error(request, f"This was recorded before, {how}. That stands: offer or cancel a session by hand.")
        else:
            messages.success(request, "Recorded. One gentle message goes out, if we have an address.")
    return redirect("desk:session", pk=pk)


@require_POST
@permission_required(Permission.WORK_ENQUIRIES)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """We cannot hold it, or it is no longer wanted."""
    session, _ = _fetched(request, pk)
    by = Session.CancelledBy.SERVICE
    try:
        booking.cancel_session(session=session, cancelled_by=by, by=person(request), at=timezone.now())
    except UnableTo as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "The session is cancelled. Those who were invited are told.")
    return redirect("desk:session", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.WORK_ENQUIRIES)
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who else takes part, changed for an enquirer who rings: those concerned are told as from the enquirer's own page."""
    session, enquiry = _fetched(request, pk)
    if session.state != State.BOOKED or session.has_begun(timezone.now()):
        messages.error(request, "Who takes part can be changed while the session is booked and still to come.")
        return redirect("desk:session", pk=pk)
    with suppress(crypto.Erased):
        access_contact_details(enquiry=enquiry, by=person(request), at=timezone.now())
    present = taking_part(session).select_related("session__enquiry__enquirer")
    names = {each.pk: participant_details(each)[0] for each in present}
    form = PeopleForm(request.POST if request.method == "POST" else None, session=session, names=names)
    if request.method == "POST" and form.is_valid():
        try:
            change_participants(
                session=session, remove=form.removed, add=form.named(), sequence=form.cleaned_data["sequence"],
                by=person(request), at=timezone.now(),
            )  # fmt: skip
        except UnableTo as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Changed. Those who were added or taken out are told, where we invite them.")
            return redirect("desk:session", pk=pk)
    context = {"session": session, "enquiry": enquiry, "form": form}
    status = 422 if request.method == "POST" else 200
    answer = render(request, "desk/session_people.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _fetched(request: HttpRequest, pk: int) -> tuple[Session, Enquiry]:
    rows = Session.objects.select_related("enquiry__enquirer", "adviser", "offered_by", "recorded_by")
    session = get_object_or_404(rows, pk=min(pk, 2**63 - 1))
    return session, fetch(request, session.enquiry.reference, "session")


def _after(request: HttpRequest, enquiry: Enquiry) -> Session | None:
    wanted = request.GET.get("after", "")
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 18):
        return None
    return Session.objects.filter(pk=int(wanted), enquiry=enquiry).first()


def _page(
    request: HttpRequest, session: Session, enquiry: Enquiry, *, form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    at = timezone.now()
    with suppress(crypto.Erased):  # recorded all the same; what is shown then is empty
        access_contact_details(enquiry=enquiry, by=person(request), at=at)
    people = taking_part(session).select_related("session__enquiry__enquirer")
    booked = session.state == State.BOOKED and session.starts_at is not None
    context: dict[str, Any] = {
        "session": session, "enquiry": enquiry, "form": form or RecordForm(session=session), "place": place_of(session),
        "people": [(each, *participant_details(each)) for each in people],
        "agreed": list(session.agreed.all()), "when": when_words(session) if session.starts_at else "",
        "may_record": booked and session.starts_at is not None and session.starts_at - EARLY <= at,
        "may_miss": booked and session.starts_at is not None and session.starts_at <= at,
        "link": session_link(session) if session.is_open and session.expires_at > at else "",
        "series": sessions_in_series(session) if session.series else [],
        "following": Session.Step(next_step(session.step)).label if _may_follow(session) else "",
        "advice": advice_panel(enquiry, runs=list(runs_of(enquiry.key)[:5]), maps=[], may_work=False),
        "phone_words": phone_words, "label": label, "at": at,
    }  # fmt: skip
    answer = render(request, "desk/session.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _may_follow(session: Session) -> bool:
    """Whether the next of its series can be offered now."""
    if session.state != State.HELD or not (step := next_step(session.step)):
        return False
    gone = [State.CANCELLED, State.NOT_ATTENDED]
    return not Session.objects.filter(series=session.series, step=step).exclude(state__in=gone).exists()


# ---- When an adviser is there ----------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.WORK_ENQUIRIES)
def times(request: HttpRequest) -> HttpResponse:
    """Whether somebody takes sessions, how many a day, and when they are away. POST `what`: diary or absence."""
    me, at = person(request), timezone.now()
    people = _people(me)
    what = request.POST.get("what", "") if request.method == "POST" else ""
    diary = Diary.objects.filter(adviser=me).first() or Diary(adviser=me, takes_sessions=False)
    diary_form = DiaryForm(request.POST if what == "diary" else None, diary=diary, people=people, me=me)
    absence_form = AbsenceForm(request.POST if what == "absence" else None, people=people, me=me)
    if what == "diary" and diary_form.is_valid() and _set(request, diary_form):
        return redirect("desk:session_times")
    if what == "absence" and absence_form.is_valid() and _add(request, absence_form):
        return redirect("desk:session_times")
    diaries = list(Diary.objects.select_related("adviser").order_by("adviser__name"))
    context = {
        "diary_form": diary_form, "absence_form": absence_form,
        "sent": absence_form if what == "absence" else diary_form if what == "diary" else None,
        "rows": [(each, list(absences_ahead(each.adviser, at=at)), leave_ahead(each.adviser, at=at)) for each in diaries],
        "mine": {each.pk for each in people}, "at": at,
    }  # fmt: skip
    return render(request, "desk/session_times.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@permission_required(Permission.WORK_ENQUIRIES)
def remove_absence(request: HttpRequest, pk: int) -> HttpResponse:
    """They are there after all."""
    absence = get_object_or_404(Absence.objects.select_related("adviser"), pk=min(pk, 2**63 - 1))
    if absence.adviser in _people(person(request)):
        offering.remove_absence(absence=absence, by=person(request), at=timezone.now())
        messages.success(request, "The absence is taken out.")
    else:
        messages.error(request, "A supervisor can change a colleague's times.")
    return redirect("desk:session_times")


def _people(me: Person) -> list[Person]:
    """Whose times somebody may change."""
    return people_who_may(Permission.WORK_ENQUIRIES) if me.may(Permission.SUPERVISE) else [me]


def _set(request: HttpRequest, form: DiaryForm) -> bool:
    clean = form.cleaned_data
    try:
        offering.set_diary(
            adviser=form.chosen, takes_sessions=clean["takes_sessions"], most_a_day=clean["most_a_day"],
            by=person(request), at=timezone.now(),
        )  # fmt: skip
    except UnableTo as problem:
        form.add_error(None, str(problem))
        return False
    messages.success(request, "Kept.")
    return True


def _add(request: HttpRequest, form: AbsenceForm) -> bool:
    clean = form.cleaned_data
    try:
        done = offering.add_absence(
            adviser=form.chosen, starts_at=clean["starts_at"], ends_at=clean["ends_at"], by=person(request),
            at=timezone.now(),
        )  # fmt: skip
    except UnableTo as problem:
        form.add_error(None, str(problem))
        return False
    words = ["The absence is kept."]
    if done.handed_over:
        words.append(f"Colleagues take over: {len(done.handed_over)}.")
    if done.given_up:
        words.append(f"Enquirers asked to choose another time: {len(done.given_up)}.")
    messages.success(request, " ".join(words))
    return True
