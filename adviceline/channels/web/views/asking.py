"""The enquiry form: one question a page, an answer at a time, then a look at all of them and sending.

Answers stand in a draft between the pages (see `draft`), so 'back' finds them, with scripts or without, and reloading
a page sends nothing twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from adviceline.accounts.limits import LimitedRequest, limited
from adviceline.accounts.permissions import public
from adviceline.audit.actors import PUBLIC
from adviceline.channels.web import queries, rules
from adviceline.channels.web.actions import Submission, submit_enquiry
from adviceline.channels.web.draft import Draft, drop_draft, load_draft, new_draft, save_draft
from adviceline.channels.web.forms import (
    SOON,
    AreaForm,
    OrganisationForm,
    PublicForm,
    QuestionForm,
    ReplyForm,
    RoleForm,
    SettingForm,
    label_of,
    slot_in_words,
)
from adviceline.channels.web.shown import sentence, title, words
from adviceline.channels.web.views.common import (
    REFUSED,
    TAKEN,
    TOO_MANY,
    methods,
    personal_page,
    read_form_key,
    reads,
    reads_and_sends,
    refuse,
    signed_key,
    too_many_words,
)
from adviceline.contacts.values import ContactDetails
from adviceline.content.current import current_content
from adviceline.followups.actions import UnableToBookCallBack
from adviceline.followups.rules import SLOT_MINUTES
from adviceline.places.queries import establishment
from adviceline.privacy.screening import GuardUnavailable, IdentifyingDetailsFound, screen_text
from adviceline.ui.errors import error_page
from adviceline.workforce.hours import Slot

#: Each page sends one answer and stores nothing that counts; whole schools share an address.
STEP_RATE = "300/10m"
SUBMIT_RATE = "30/10m"
REPLY_ANSWERS = ("reply", "email", "phone", "extension", "call_when", "safe_to_call", "name", "consent")


@public
@reads_and_sends
@limited(STEP_RATE, name="web.steps", in_form=True)
def ask(request: HttpRequest) -> HttpResponse:
    """The first question, under what the form is about."""
    return _step(request, "role")


@public
@reads_and_sends
@limited(STEP_RATE, name="web.steps", in_form=True)
def ask_step(request: HttpRequest, step: str) -> HttpResponse:
    """Any later question."""
    if step not in rules.STEPS or step == "role":
        return error_page(request, 404)
    return _step(request, step)


def _step(request: HttpRequest, step: str) -> HttpResponse:
    at = timezone.now()
    kept = load_draft(request, at=at)
    draft = kept or new_draft(at=at)
    if request.method != "POST":
        if step != "role" and not _reached(step, draft):
            return _go(_url(rules.next_step(draft.answers)))
        return _show(request, step, _form(step, at, answers=draft.answers), draft)
    form = _form(step, at, data=request.POST)
    if wait := cast(LimitedRequest, request).limited:
        refuse(form, too_many_words(wait))
        return _show(request, step, form, draft, status=TOO_MANY)
    if not form.is_valid():
        return _refused(request, step, form, draft)
    if form.cleaned_data.get("role") == rules.YOUNG_PERSON:
        answer = _go(reverse("web:young_people"))
        drop_draft(request, answer)
        return answer
    _keep(step, form, draft)
    if kept is None and step != "role":
        messages.info(request, sentence("web.started_again"))
    answer = _go(_after(step, draft))
    save_draft(request, answer, draft)
    return answer


def _refused(request: HttpRequest, step: str, form: PublicForm, draft: Draft) -> HttpResponse:
    if isinstance(form, OrganisationForm) and "search" in request.POST:
        if form.matches:  # looking for it is no mistake
            form.errors.clear()
        return _show(request, step, form, draft)
    return _show(request, step, form, draft, status=REFUSED)


def _reached(step: str, draft: Draft) -> bool:
    """Whether every question before this one is answered."""
    first_open = rules.next_step(draft.answers)
    order = [*rules.STEPS, rules.CHECK]
    return order.index(step) <= order.index(first_open)


def _form(step: str, at: datetime, *, data: Any = None, answers: dict[str, str] | None = None) -> PublicForm:
    initial = dict(answers or {})
    if found := _chosen_establishment(initial):
        initial["organisation"] = label_of(found)
    elif initial.get("establishment") == rules.NOT_LISTED:
        initial["establishment"] = ""
    match step:
        case "role":
            return RoleForm(data, initial=initial)
        case "setting":
            return SettingForm(data, initial=initial)
        case "organisation":
            return OrganisationForm(data, initial=initial)
        case "area":
            return AreaForm(data, initial=initial)
        case "question":
            return QuestionForm(data, initial=initial)
    return ReplyForm(data, initial=initial, slots=_slots(at))


def _slots(at: datetime) -> list[Slot]:
    return queries.free_times(at=at)


def _chosen_establishment(answers: dict[str, str]) -> Any:
    urn = answers.get("establishment", "")
    return establishment(int(urn)) if urn.isdecimal() else None


def _keep(step: str, form: PublicForm, draft: Draft) -> None:
    """Put what the form accepted among the answers."""
    answers, clean = draft.answers, form.cleaned_data
    if step == "question":
        answers["question"] = clean["question"].text
    elif step == "reply":
        clean = {**clean, "safe_to_call": clean["safe_to_call"].text, "consent": "yes" if clean["consent"] else ""}
        answers.update({name: str(clean.get(name) or "") for name in REPLY_ANSWERS})
    elif step == "organisation":
        answers["establishment"] = clean["establishment"]
        found = _chosen_establishment(answers)
        if found and found.local_authority_id:
            answers |= {"area": found.local_authority_id, "area_from_register": "yes"}
        elif answers.pop("area_from_register", ""):
            answers.pop("area", None)
    else:
        answers[step] = clean[step]


def _after(step: str, draft: Draft) -> str:
    """Where an answer leads: what this service is not for is said at once, and one may go on."""
    outside = draft.answers.get(step) if step in ("role", "area") else None
    if outside and _is_out_of_scope(outside):
        return reverse("web:ask_scope", args=[outside])
    return _url(rules.next_step(draft.answers))


def _is_out_of_scope(code: str) -> bool:
    return f"web.out_of_scope_{code}" in current_content().texts


def _url(step: str) -> str:
    match step:
        case "role":
            return reverse("web:ask")
        case rules.CHECK:
            return reverse("web:ask_check")
    return reverse("web:ask_step", args=[step])


def _go(url: str) -> HttpResponse:
    answer = redirect(url)
    answer["Cache-Control"] = "no-store"
    return answer


def _back(step: str, draft: Draft) -> str | None:
    before = rules.step_before(step)
    if before == "area" and draft.answers.get("area_from_register"):
        before = "organisation"
    return _url(before) if before else None


def _show(request: HttpRequest, step: str, form: PublicForm, draft: Draft, *, status: int = 200) -> HttpResponse:
    order = list(rules.STEPS)
    context: dict[str, Any] = {
        "form": form, "step": step, "action": _url(step), "back_url": _back(step, draft),
        "number": order.index(step) + 1, "of": len(order), "begun": bool(draft.answers),
    }  # fmt: skip
    if step == "role":
        context |= {"intro_title": title("pages.enquiry_start"), "intro": words("pages.enquiry_start")}
    if isinstance(form, OrganisationForm):
        context["results"] = [{"value": each.urn, "label": label_of(each), "detail": ""} for each in form.matches]
        context["skip"] = current_content().form_question("enquiry.organisation").choices["skip"]
    return personal_page(request, f"web/ask_{step if step in OWN_PAGES else 'one'}.html", context, status=status)


OWN_PAGES = ("role", "organisation", "question", "reply")


@public
@reads
def scope(request: HttpRequest, code: str) -> HttpResponse:
    """Whom this service is for, and who can help others; they may still send."""
    if not _is_out_of_scope(code):
        return error_page(request, 404)
    draft = load_draft(request, at=timezone.now())
    key = f"web.out_of_scope_{code}"
    onward = _url(rules.next_step(draft.answers) if draft else "role")
    return personal_page(request, "web/scope.html", {"heading": title(key), "body": words(key), "onward": onward})


@public
@methods("POST")
def clear(request: HttpRequest) -> HttpResponse:
    """Forget the answers: for a computer that others use."""
    answer = _go(reverse("web:home"))
    drop_draft(request, answer)
    return answer


@public
@reads_and_sends
@limited(SUBMIT_RATE, name="web.submit", in_form=True)
def check(request: HttpRequest) -> HttpResponse:
    """All answers on one page, each to be changed; sending them."""
    at = timezone.now()
    draft = load_draft(request, at=at)
    if request.method == "POST":
        return _send(request, draft, at)
    if draft is None or rules.next_step(draft.answers) != rules.CHECK:
        return _go(_url(rules.next_step(draft.answers) if draft else "role"))
    return _show_check(request, draft)


def _send(request: HttpRequest, draft: Draft | None, at: datetime) -> HttpResponse:
    key = read_form_key(request)
    if (draft is None or draft.key != key) and key and (before := queries.sent_before(key)):
        return _go(reverse("web:sent", args=[queries.confirmation_token(before)]))
    if draft is None or (missing := rules.next_step(draft.answers)) != rules.CHECK:
        messages.info(request, sentence("web.started_again"))
        return _go(_url(missing if draft else "role"))
    if draft.key != key:
        problem = current_content().form_question("enquiry.expired").error("expired")
        return _show_check(request, draft, problem=problem, status=REFUSED)
    if wait := cast(LimitedRequest, request).limited:
        return _show_check(request, draft, problem=too_many_words(wait), status=TOO_MANY)
    try:
        submitted = submit_enquiry(values=submission(draft.answers), form_key=draft.key, by=PUBLIC, at=at)
    except UnableToBookCallBack as taken:
        form = _form("reply", at, data=_as_data(draft.answers))
        if "call_when" not in form.errors:
            form.add_error("call_when", str(taken))
        return _show(request, "reply", form, draft, status=TAKEN)
    except (IdentifyingDetailsFound, GuardUnavailable):  # the guard has changed since, or is away
        return _show(request, "question", _form("question", at, data=_as_data(draft.answers)), draft, status=REFUSED)
    answer = _go(reverse("web:sent", args=[queries.confirmation_token(submitted)]))
    drop_draft(request, answer)
    return answer


def _as_data(answers: dict[str, str]) -> Any:

    data = QueryDict(mutable=True)
    data.update(answers)
    return data


def submission(answers: dict[str, str]) -> Submission:
    """The answers as the action takes them. Raises what the guard raises."""
    urn, when = answers["establishment"], answers.get("call_when", "")
    by_phone = answers["reply"] == rules.BY_PHONE
    extension = answers.get("extension", "")
    return Submission(
        role=answers["role"], setting=answers["setting"],
        establishment_urn=int(urn) if urn.isdecimal() else None, area=answers["area"],
        details=ContactDetails(
            name=answers.get("name", ""), email=answers.get("email", ""), phone=answers.get("phone", ""),
            ask_for=f"extension {extension}" if extension else "",
            safe_to_call=screen_text(answers.get("safe_to_call", "")).text,
        ),
        consents_to_follow_up=bool(answers.get("consent")), question=screen_text(answers["question"]),
        wants_call=by_phone,
        slot_start_at=datetime.fromisoformat(when) if by_phone and when not in ("", SOON) else None,
    )  # fmt: skip


def _show_check(request: HttpRequest, draft: Draft, *, problem: str = "", status: int = 200) -> HttpResponse:
    context = {"rows": _rows(draft.answers), "form_key": signed_key(draft.key), "problem": problem}
    return personal_page(request, "web/ask_check.html", context, status=status)


def _rows(answers: dict[str, str]) -> list[dict[str, str]]:
    """The answers in words, each with where to change it."""
    content = current_content()
    taxonomy, found = content.taxonomy, _chosen_establishment(answers)
    organisation = content.form_question("enquiry.organisation").choices["not_listed"]
    reply = content.form_question("enquiry.reply_method").choices[answers["reply"]]
    rows = [
        ("role", taxonomy["role"].label(answers["role"])),
        ("setting", taxonomy["setting"].label(answers["setting"])),
        ("organisation", label_of(found) if found else organisation),
        ("area", dict(AreaForm().fields["area"].choices).get(answers["area"], "")),  # type: ignore[attr-defined]
        ("question", answers["question"]),
        ("reply", "; ".join(filter(None, [reply, answers.get("email"), answers.get("phone"), _when(answers)]))),
    ]
    labels = {"area": "local_authority", "reply": "reply_method"}
    return [
        {
            "label": content.form_question(f"enquiry.{labels.get(step, step)}").label.removesuffix(" (optional)"),
            "value": value, "change_url": _url(step),
        }
        for step, value in rows
    ]  # fmt: skip


def _when(answers: dict[str, str]) -> str:
    when = answers.get("call_when", "")
    if when in ("", SOON):
        return ""
    at = datetime.fromisoformat(when)

    return slot_in_words(Slot(at, at + timedelta(minutes=SLOT_MINUTES)))
