"""Chat's public pages. Each works by forms alone; the script of the talk page only makes it quicker."""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from adviceline.accounts.limits import limited
from adviceline.accounts.permissions import public
from adviceline.audit.actors import PUBLIC
from adviceline.channels.chat import actions, doorbell, queries
from adviceline.channels.chat.actions.files import LARGEST
from adviceline.channels.chat.embedding import (
    either_way,
    embedded_chat,
    hand_over,
    in_frames,
    is_embedded,
)
from adviceline.channels.chat.errors import (
    UnableToEndChat,
    UnableToOpenChat,
    UnableToSay,
    UnableToSendFile,
    UnableToSendTranscript,
)
from adviceline.channels.chat.forms import FileForm, LeaveForm, MessageForm, StartForm, TranscriptForm
from adviceline.channels.chat.identity import SESSION_CHAT
from adviceline.channels.chat.models import Chat
from adviceline.channels.chat.states import LEFT
from adviceline.channels.chat.talk_page import page, talk_page
from adviceline.channels.chat.writing import Draft, Refused, keep
from adviceline.contacts.forms import ConfidenceForm
from adviceline.contacts.models import ConfidenceAnswer
from adviceline.contacts.values import ContactDetails, EnquirerValues
from adviceline.ui.errors import error_page
from adviceline.ui.filters import clock_time
from adviceline.ui.words import sentence, title, words
from adviceline.workforce.queries import opening_hours

FORM_SALT, FORM_SECONDS = "adviceline.chat.form", 24 * 60 * 60
REFUSED, TAKEN = 422, 409
YOUNG_PERSON = "young_person"


@public
@require_http_methods(["GET", "HEAD", "POST"])
@limited("60/10m", name="chat.start")
@either_way
def start(request: HttpRequest) -> HttpResponse:
    """Who you are, in two fields; or, while we are closed, when we are here and what else there is."""
    at = timezone.now()
    now = _chat_of(request)
    if now is not None and now.is_open:
        return redirect("chat:talk")
    if not opening_hours().is_open(at):
        return page(request, "chat/closed.html", {"heading": title("chat.closed"), "body": _closed_words(at)})
    if request.method != "POST":
        return _start_page(request, StartForm())
    form = StartForm(request.POST)
    if request.POST.get("role") == YOUNG_PERSON:
        return redirect("web:young_people")
    form_key = _form_key(request)
    if not form.is_valid() or form_key is None:
        return _start_page(request, form, status=REFUSED)
    name = form.cleaned_data["name"].strip()
    values = EnquirerValues(role=form.cleaned_data["role"], details=ContactDetails(name=name), is_anonymous=not name)
    try:
        chat = actions.open_chat(values=values, form_key=form_key, by=PUBLIC, at=at)
    except UnableToOpenChat:
        return redirect("chat:start")
    if is_embedded(request):
        return hand_over(talk_page(request, chat, MessageForm()), chat)
    request.session[SESSION_CHAT] = chat.key.hex
    return redirect("chat:talk")


@public
@require_safe
def embedded(request: HttpRequest) -> HttpResponse:
    """The frame on another site: its script asks for the pages that it shows. Nothing on it is anybody's."""
    if not settings.CHAT_EMBEDDED_AT:
        return error_page(request, 404)
    context = {
        "heading": title("chat.start"), "body": words("chat.embedded"), "away": sentence("chat.embedded_away"),
        "stays": sentence("chat.embedded_stays"),
    }  # fmt: skip
    return in_frames(render(request, "chat/embedded.html", context))


@public
@require_safe
@either_way
def talk(request: HttpRequest) -> HttpResponse:
    """The chat. `?wait=1` is the page that refreshes itself where no script runs."""
    chat = _chat_of(request)
    return redirect("chat:start") if chat is None else talk_page(request, chat, MessageForm())


@public
@require_POST
@limited("60/m", name="chat.say")
@either_way
def say(request: HttpRequest) -> HttpResponse:
    """A message from a page without script."""
    chat = _chat_of(request)
    if chat is None:
        return redirect("chat:start")
    message_id = _uuid(request.POST.get("id", ""))
    if message_id is None:
        return error_page(request, 400)
    draft = Draft(
        chat_id=chat.pk, client_id=message_id, text=request.POST.get("text", ""), blank="blank" in request.POST
    )
    outcome = keep([draft])[0]
    if isinstance(outcome, Refused):
        form = MessageForm({"text": draft.text}, refused=outcome)
        form.is_valid()
        return talk_page(request, chat, form, message_id=message_id, status=REFUSED)
    doorbell.ring([chat.pk])
    return _to_the_newest()


@public
@require_POST
@either_way
def end(request: HttpRequest) -> HttpResponse:
    """The enquirer ends it."""
    chat = _chat_of(request)
    if chat is None:
        return redirect("chat:start")
    actions.end_chat(chat=chat, ending=LEFT, by=PUBLIC, at=timezone.now())
    return redirect("chat:talk")


@public
@require_http_methods(["GET", "HEAD", "POST"])
@limited("20/10m", name="chat.leave")
@either_way
def leave(request: HttpRequest) -> HttpResponse:
    """A message or a call instead of waiting any longer, or after a chat that ended before an adviser wrote."""
    chat = _chat_of(request)
    if chat is None:
        return redirect("chat:start")
    if not chat.may_leave_message:
        return redirect("chat:talk")
    form = LeaveForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        asked = "chat.leave" if chat.is_open else "chat.leave_after"
        context = {
            "heading": title(asked), "body": words(asked), "form": form,
            "message_id": _uuid(request.POST.get("id", "")) or uuid.uuid4(),
        }  # fmt: skip
        return page(request, "chat/leave.html", context, status=REFUSED if request.method == "POST" else 200)
    clean = form.cleaned_data
    with suppress(UnableToEndChat, UnableToSay):  # an adviser took it meanwhile: the chat shows that
        actions.leave_message(
            chat=chat, text=clean["text"], email=clean["email"], phone=clean["phone"],
            message_id=_uuid(request.POST.get("id", "")) or uuid.uuid4(), by=PUBLIC, at=timezone.now(),
        )  # fmt: skip
    return redirect("chat:talk")


@public
@require_POST
@either_way
def confidence(request: HttpRequest, stage: str) -> HttpResponse:
    """The two answers, if they were asked for."""
    chat = _chat_of(request)
    if chat is None:
        return redirect("chat:start")
    if stage not in ConfidenceAnswer.Stage.values:
        return error_page(request, 404)
    form = ConfidenceForm(request.POST, stage=stage)
    if not form.is_valid():
        return talk_page(request, chat, MessageForm(), questions=form, status=REFUSED)
    try:
        actions.answer_confidence(chat=chat, stage=stage, by=PUBLIC, at=timezone.now(), **form.cleaned_data)
    except UnableToSay as error:
        return error_page(request, TAKEN, title="This was not kept", paragraphs=[str(error)])
    return _to_the_newest()


@public
@require_POST
@limited("20/10m", name="chat.file")
@either_way
def file(request: HttpRequest) -> HttpResponse:
    """A file for the adviser, where the settings allow it."""
    chat = _chat_of(request)
    if chat is None:
        return redirect("chat:start")
    form, submission = FileForm(request.POST, request.FILES), _uuid(request.POST.get("id", ""))
    if submission is None:
        return error_page(request, 400)
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            actions.send_file(
                chat=chat, name=sent.name, content=sent.read(LARGEST + 1), submission=submission, by=PUBLIC,
                at=timezone.now(),
            )  # fmt: skip
            return redirect("chat:talk")
        except UnableToSendFile as error:
            form.add_error("file", str(error))
    return talk_page(request, chat, MessageForm(), upload=form, status=REFUSED)


@public
@require_POST
@limited("10/10m", name="chat.transcript")
@either_way
def transcript(request: HttpRequest) -> HttpResponse:
    """A copy by e-mail, when the chat has ended."""
    chat = _chat_of(request)
    if chat is None:
        return redirect("chat:start")
    form = TranscriptForm(request.POST)
    if not form.is_valid():
        return talk_page(request, chat, MessageForm(), copy=form, status=REFUSED)
    try:
        actions.ask_for_transcript(chat=chat, email=form.cleaned_data["copy_to"], by=PUBLIC, at=timezone.now())
    except UnableToSendTranscript as error:
        return error_page(request, TAKEN, title="No copy yet", paragraphs=[str(error)])
    return redirect("chat:talk")


def _to_the_newest() -> HttpResponse:
    """The page that waits for what comes: with a script it is the same one."""
    answer = redirect("chat:talk")
    answer["Location"] += "?wait=1"
    return answer


def _chat_of(request: HttpRequest) -> Chat | None:
    if is_embedded(request):
        return embedded_chat(request)
    return queries.chat_of_key(request.session.get(SESSION_CHAT, ""))


def _form_key(request: HttpRequest) -> uuid.UUID | None:
    """The signed name of the form, by which one sent twice is one chat; None when it is missing, forged or a day old."""
    try:
        return uuid.UUID(signing.loads(request.POST.get("form", ""), salt=FORM_SALT, max_age=FORM_SECONDS))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _closed_words(at: datetime) -> Any:
    changes = opening_hours().open_state(at).changes_at
    again = ""
    if changes is not None:
        local = changes.astimezone(opening_hours().zone)
        again = sentence("chat.opens_again", changes=f"{clock_time(changes)} on {local:%A} {local.day} {local:%B}")
    return words("chat.closed", changes=again)


def _start_page(request: HttpRequest, form: StartForm, *, status: int = 200) -> HttpResponse:
    context = {
        "heading": title("chat.start"), "body": words("chat.start"), "form": form,
        "form_key": signing.dumps(str(uuid.uuid4()), salt=FORM_SALT),
    }  # fmt: skip
    return page(request, "chat/start.html", context, status=status)
