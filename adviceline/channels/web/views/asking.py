"""The enquiry form: one question a page, an answer at a time, then a look at all of them and sending.

Answers stand in a draft between the pages (see `draft`), so 'back' finds them, with scripts or without, and reloading
a page sends nothing twice.
"""

from __future__ import annotations

from datetime import datetime
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
from adviceline.channels.web.actions import submit_enquiry
from adviceline.channels.web.answers import chosen_establishment, in_words, keep_answers, submission
from adviceline.channels.web.draft import Draft, drop_draft, load_draft, new_draft, save_draft
from adviceline.channels.web.forms import (
    AreaForm,
    EmailDetailsForm,
    HeardForm,
    OrganisationForm,
    PhoneDetailsForm,
    PublicForm,
    QuestionForm,
    ReplyForm,
    RoleForm,
    SettingForm,
    label_of,
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
from adviceline.channels.web.walks import walk_in_short
from adviceline.content.current import current_content
from adviceline.facts.heard import campaign_of
from adviceline.followups.actions import UnableToBookCallBack
from adviceline.privacy.screening import GuardUnavailable, IdentifyingDetailsFound
from adviceline.ui.errors import error_page

#: Each page sends one answer and stores nothing that counts; whole schools share an address.
STEP_RATE = "300/10m"
SUBMIT_RATE = "30/10m"


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
    if step == "details" and request.method == "POST" and "reply" not in draft.answers:  # the draft is gone: keep these
        draft.answers["reply"] = rules.BY_PHONE if "phone" in request.POST else rules.BY_EMAIL
    if step == "details" and draft.answers.get("reply", rules.NO_REPLY) == rules.NO_REPLY:
        return _go(_url(rules.next_step(draft.answers)))
    if request.method != "POST":
        if step != "role" and not _reached(step, draft):
            return _go(_url(rules.next_step(draft.answers)))
        answers = dict(draft.answers)
        if step == "role" and (code := campaign_of(request.GET.get("c", ""))):
            answers["campaign"] = code
        return _show(request, step, _form(step, at, answers=answers), draft)
    form = _form(step, at, data=request.POST, answers=draft.answers)
    if wait := cast(LimitedRequest, request).limited:
        refuse(form, too_many_words(wait))
        return _show(request, step, form, draft, status=TOO_MANY)
    if not form.is_valid():
        return _refused(request, step, form, draft)
    if form.cleaned_data.get("role") == rules.YOUNG_PERSON:
        answer = _go(reverse("web:young_people"))
        drop_draft(request, answer)
        return answer
    keep_answers(step, form.cleaned_data, draft.answers)
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
    initial["c"] = initial.get("campaign", "")
    if found := chosen_establishment(initial):
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
        case "reply":
            return ReplyForm(data, initial=initial)
    if initial.get("reply") == rules.BY_PHONE:
        return PhoneDetailsForm(data, initial=initial, slots=queries.free_times(at=at))
    return EmailDetailsForm(data, initial=initial)


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
    before = rules.step_before(step, draft.answers)
    return _url(before) if before else None


def _show(request: HttpRequest, step: str, form: PublicForm, draft: Draft, *, status: int = 200) -> HttpResponse:
    order = list(rules.STEPS)
    context: dict[str, Any] = {
        "form": form, "step": step, "action": _url(step), "back_url": _back(step, draft),
        "number": order.index(step) + 1, "of": len(order), "begun": bool(draft.answers),
    }  # fmt: skip
    if step == "role":
        context |= {
            "intro_title": title("pages.enquiry_start"), "intro": words("pages.enquiry_start"),
            "walk": _walk(request, draft),
        }  # fmt: skip
    if step == "details":
        context["heading"] = current_content().form_question("web.details").label
    if isinstance(form, OrganisationForm):
        context["results"] = [{"value": each.urn, "label": label_of(each), "detail": ""} for each in form.matches]
        context["skip"] = current_content().form_question("enquiry.organisation").choices["skip"]
    return personal_page(request, f"web/ask_{step if step in OWN_PAGES else 'one'}.html", context, status=status)


def _walk(request: HttpRequest, draft: Draft) -> dict[str, str] | None:
    """The answers on the map that may be sent as well: those that the visitor came from, or chose before."""
    came_from = request.META.get("QUERY_STRING", "") if request.GET.get("map") else ""
    query = request.POST.get("walk", "") or came_from or draft.answers.get("walk", "")
    if not (short := walk_in_short(query)):
        return None
    return {"query": query, "label": title("web.map_send"), "hint": f"{short}. {sentence('web.map_send')}"}


OWN_PAGES = ("role", "organisation", "question", "details")


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
    heard = HeardForm(request.POST)
    if not heard.is_valid():
        return _show_check(request, draft, form=heard, status=REFUSED)
    try:
        values = submission(draft.answers, heard=heard.cleaned_data["heard"])
        submitted = submit_enquiry(values=values, form_key=draft.key, by=PUBLIC, at=at)
    except UnableToBookCallBack as taken:
        form = _form("details", at, data=_as_data(draft.answers), answers=draft.answers)
        if "call_when" not in form.errors:
            form.add_error("call_when", str(taken))
        return _show(request, "details", form, draft, status=TAKEN)
    except (IdentifyingDetailsFound, GuardUnavailable):  # the guard has changed since, or is away
        return _show(request, "question", _form("question", at, data=_as_data(draft.answers)), draft, status=REFUSED)
    answer = _go(reverse("web:sent", args=[queries.confirmation_token(submitted)]))
    drop_draft(request, answer)
    return answer


def _as_data(answers: dict[str, str]) -> Any:

    data = QueryDict(mutable=True)
    data.update(answers)
    return data


def _show_check(
    request: HttpRequest, draft: Draft, *, problem: str = "", form: HeardForm | None = None, status: int = 200
) -> HttpResponse:
    rows = [
        {"label": label, "value": value, "change_url": _url(step)} for step, label, value in in_words(draft.answers)
    ]
    context = {
        "rows": rows,
        "back_url": _back(rules.CHECK, draft),
        "form_key": signed_key(draft.key),
        "problem": problem,
        "form": form or HeardForm(),
    }
    return personal_page(request, "web/ask_check.html", context, status=status)
