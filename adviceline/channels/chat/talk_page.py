"""The page of the talk itself, whatever led to it: what it shows, and what its script is told."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from adviceline.channels.chat import queries
from adviceline.channels.chat.embedding import embedded_token, is_embedded
from adviceline.channels.chat.forms import FileForm, MessageForm, TranscriptForm
from adviceline.channels.chat.identity import page_token
from adviceline.channels.chat.models import Chat, Message
from adviceline.channels.chat.queries import Place
from adviceline.channels.chat.rules import first_name, named
from adviceline.channels.chat.states import ADVISER, ENQUIRER, TALKING, WAITING
from adviceline.contacts.forms import ConfidenceForm
from adviceline.contacts.models import ConfidenceAnswer
from adviceline.ui.words import sentence, title, words

MOST_SHOWN = 3_000


def talk_page(
    request: HttpRequest, chat: Chat, form: MessageForm, *, message_id: uuid.UUID | None = None,
    questions: ConfidenceForm | None = None, copy: TranscriptForm | None = None,
    upload: FileForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    at = timezone.now()
    if chat.is_open and request.method == "GET":
        queries.note_seen([chat.pk], at=at)
    messages = queries.messages_after(chat.pk, 0, for_staff=False, size=MOST_SHOWN)
    name = first_name(queries.own_name(chat))
    codes = [message.code for message in messages]
    stage = _asked_now(codes, chat)
    context = {
        "heading": title("chat.conversation"), "body": words("chat.conversation"), "chat": chat, "form": form,
        "message_id": message_id or uuid.uuid4(), "entries": [_entry(message, name) for message in messages],
        "last": messages[-1].seq if messages else 0,
        "place": place_words(queries.place_of(chat, at=at)) if chat.state == WAITING else "",
        "refreshes": chat.is_open and "wait" in request.GET,
        "token": _token(request, chat) if chat.is_open else "",
        "words": {name: sentence(f"chat.{name}") for name in ("away", "back", "typing", "enter", "no_minutes", "place_first")}
        | {"place": sentence("chat.place", place="{place}"),
           "about_minutes": sentence("chat.about_minutes", minutes="{minutes}")},
        "unsent_words": sentence("chat.unsent"),
        "file_id": uuid.uuid4(), "upload": upload or FileForm(), "may_send_files": settings.CHAT_FILES and chat.state == TALKING,
        "copy": copy or TranscriptForm(), "copy_words": words("chat.transcript"),
        "may_have_copy": chat.answered_at is not None and "transcript_asked" not in codes,
        "may_leave_message": chat.may_leave_message,
        "name": name, "stage": stage, "questions": questions or (ConfidenceForm(stage=stage) if stage else None),
    }  # fmt: skip
    return page(request, "chat/talk.html", context, status=status)


def _entry(message: Message, name: str) -> dict[str, Any]:
    """As the log of ui/components/chat.html shows it to the enquirer."""
    kind, who = {ENQUIRER: ("own", "You"), ADVISER: ("theirs", "An adviser")}.get(message.sender, ("ours", "Us"))
    if message.sender == ADVISER and message.author is not None:
        who = first_name(message.author.name) or who
    return {"seq": message.seq, "kind": kind, "who": who, "at": message.written_at, "text": named(message.body, name)}


def _asked_now(codes: list[str], chat: Chat) -> str:
    """The stage whose questions stand open; empty for none."""
    answered = {answer.stage for answer in chat.enquiry.confidence.all()}
    stages = [stage for stage in ConfidenceAnswer.Stage.values if f"confidence_{stage}" in codes]
    return next((stage for stage in reversed(stages) if stage not in answered), "")


def place_words(found: Place) -> str:
    """Where somebody stands and what that means, as honestly as it is known."""
    first = sentence("chat.place_first") if found.place == 1 else sentence("chat.place", place=found.place)
    if found.minutes is None:
        return f"{first} {sentence('chat.no_minutes')}"
    minutes = "one minute" if found.minutes == 1 else f"{found.minutes} minutes"
    return f"{first} {sentence('chat.about_minutes', minutes=minutes)}"


def _token(request: HttpRequest, chat: Chat) -> str:
    return embedded_token(chat) if is_embedded(request) else page_token(request.session, chat=chat, person=None)


def page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page that may show what somebody wrote: kept by no cache, so that nobody finds it after them."""
    answer = render(request, template, context, status=status)
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer
