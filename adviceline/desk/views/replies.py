"""Replying by e-mail from the desk: kept as it is written, with paragraphs, packs and files put in, and sent once."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.channels.email.actions.replying import SENT_OTHERWISE
from adviceline.channels.email.correspondence import actions, queries
from adviceline.channels.email.correspondence.blanking import places
from adviceline.channels.email.correspondence.drafts import Words, words_of
from adviceline.channels.email.correspondence.models import Draft
from adviceline.channels.email.correspondence.opening import OriginalGone, choices_of, parsed_of
from adviceline.channels.email.models import Outgoing
from adviceline.channels.email.queries import latest_received, says_otherwise, sent_before
from adviceline.contacts.errors import UnableTo
from adviceline.contacts.models import Contact, Enquiry, Note
from adviceline.contacts.queries import access_contact_details
from adviceline.content.current import current_content
from adviceline.desk.mail_forms import ReplyForm, copies_in
from adviceline.desk.mail_shown import shown_text, size_words
from adviceline.desk.views.common import back_to, error_on, fetch, person
from adviceline.privacy import crypto
from adviceline.privacy.guard import GuardFailed
from adviceline.signposting.actions import UnableToGivePack, give_pack
from adviceline.signposting.models import Pack
from adviceline.signposting.queries import GivenPack, link_of, packs_of, until_words
from adviceline.ui.filters import clock_time, moment

LONGEST = {"subject": 150, "cc": 2_000, "text": 20_000, "text_reason": 300}
NEW_PACK = "new"


@dataclass(frozen=True)
class Desk:
    """What every step of replying needs."""

    request: HttpRequest
    enquiry: Enquiry
    address: str


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.WORK_ENQUIRIES)
@never_cache
def reply(request: HttpRequest, reference: str) -> HttpResponse:
    """Write to the enquirer. Every button keeps the draft first, so that nothing that was typed is lost."""
    enquiry = fetch(request, reference, "reply")
    if not enquiry.is_open:
        messages.error(request, "This enquiry is closed. Reopen it to reply.")
        return back_to(enquiry, "conversation")
    try:
        address = access_contact_details(enquiry=enquiry, by=person(request), at=timezone.now()).email
    except crypto.Erased:
        address = ""
    if not address:
        messages.error(request, "We hold no e-mail address for this enquirer, so there is nobody to reply to.")
        return back_to(enquiry, "conversation")
    desk = Desk(request, enquiry, address)
    draft = queries.draft_of(enquiry, person(request))
    if request.method != "POST":
        return _page(desk, draft, _form(desk, initial=_initial(desk, draft)))
    submission = _submission(request)
    words = _typed(request)
    if submission is not None and (sent := sent_before(enquiry, submission)) is not None:
        return _sent_already(desk, draft, words, sent)
    draft = actions.save_draft(
        enquiry=enquiry, words=words, submission=submission, by=person(request), at=timezone.now()
    )
    if request.headers.get("Accept", "") == "application/json":
        return JsonResponse({"saved": f"Draft kept at {clock_time(draft.saved_at)}"})
    step = STEPS.get(request.POST.get("do", "").partition(":")[0], _keep)
    return step(desk, draft, words)


def _keep(desk: Desk, draft: Draft, words: Words) -> HttpResponse:
    messages.success(desk.request, "The draft is kept. Nobody else can read it.")
    return redirect("desk:reply", reference=desk.enquiry.reference)


def _discard(desk: Desk, draft: Draft, words: Words) -> HttpResponse:
    actions.discard_draft(draft=draft, by=person(desk.request), at=timezone.now())
    messages.success(desk.request, "The draft was thrown away.")
    return back_to(desk.enquiry, "conversation")


def _put_in(desk: Desk, draft: Draft, words: Words) -> HttpResponse:
    """A paragraph of the content, or a resource pack, at the end of what was written and above how we sign."""
    chosen = desk.request.POST.get("paragraph", "")[:80]
    paragraph = paragraphs(desk.enquiry).get(chosen)
    return _added(desk, words, paragraph[1] if paragraph else "", none="Choose a paragraph to put in.")


def _put_pack_in(desk: Desk, draft: Draft, words: Words) -> HttpResponse:
    chosen = desk.request.POST.get("pack", "")[:20]
    try:
        text = _pack_text(desk, chosen, draft)
    except UnableToGivePack as error:
        return _again(desk, draft, "pack", str(error))
    return _added(desk, words, text, none="Choose a pack to put in.")


def _added(desk: Desk, words: Words, more: str, *, none: str) -> HttpResponse:
    if not more:
        messages.error(desk.request, none)
    else:
        text = _with_more(words.text, more)
        changed = Words(words.subject, words.cc, text, words.reason, words.answers)
        actions.save_draft(
            enquiry=desk.enquiry, words=changed, submission=None, by=person(desk.request), at=timezone.now()
        )
    return redirect(f"{reverse('desk:reply', args=[desk.enquiry.reference])}#id_text")


def _with_more(text: str, more: str) -> str:
    sign_off = current_content().text("desk.reply_sign_off").plain().strip()
    said, signed, below = text.replace("\r\n", "\n").rstrip().rpartition(sign_off)
    if not signed or below:
        return f"{text.rstrip()}\n\n{more.strip()}\n".lstrip("\n")
    return f"{said.rstrip()}\n\n{more.strip()}\n\n{sign_off}\n".lstrip("\n")


def _attach(desk: Desk, draft: Draft, words: Words) -> HttpResponse:
    sent = desk.request.FILES.get("file")
    if sent is None:
        messages.error(desk.request, "Choose a file to attach.")
        return redirect("desk:reply", reference=desk.enquiry.reference)
    try:
        actions.add_file(
            draft=draft, name=sent.name or "file", content=sent.read(), by=person(desk.request), at=timezone.now()
        )
    except UnableTo as error:
        return _again(desk, draft, None, str(error))
    messages.success(desk.request, "The file is attached. The virus scanner passed it.")
    return redirect("desk:reply", reference=desk.enquiry.reference)


def _remove(desk: Desk, draft: Draft, words: Words) -> HttpResponse:
    number = desk.request.POST.get("do", "").partition(":")[2]
    if number.isascii() and number.isdecimal() and len(number) < 18:
        actions.remove_file(draft=draft, file=int(number), by=person(desk.request), at=timezone.now())
    return redirect("desk:reply", reference=desk.enquiry.reference)


def _send(desk: Desk, draft: Draft, words: Words) -> HttpResponse:
    form = _form(desk, desk.request.POST)
    if not form.is_valid():
        return _page(desk, draft, form, status=422)
    clean = form.cleaned_data
    try:
        actions.send_draft(
            enquiry=desk.enquiry, draft=draft, submission=clean["submission"], to=[desk.address], cc=clean["cc"],
            subject=clean["subject"], text=clean["text"], answers=_contact(desk.enquiry, clean["answers"]),
            by=person(desk.request), at=timezone.now(),
        )  # fmt: skip
    except UnableTo as error:
        form.add_error(None, str(error))
        return _page(desk, draft, form, status=422)
    messages.success(desk.request, "Your reply is on its way.")
    return back_to(desk.enquiry, "conversation")


STEPS = {
    "send": _send, "keep": _keep, "discard": _discard, "paragraph": _put_in, "pack": _put_pack_in, "attach": _attach,
    "remove": _remove,
}  # fmt: skip


def _sent_already(desk: Desk, draft: Draft | None, words: Words, sent: Outgoing) -> HttpResponse:
    """The reply of this form is on its way. Words that were changed after an interrupted send are given back."""
    if desk.request.headers.get("Accept", "") == "application/json":
        return JsonResponse({"saved": "This reply was sent."})
    discards = desk.request.POST.get("do", "") == "discard"
    if words.text.strip() and not discards and says_otherwise(
        sent, cc=copies_in(words.cc), subject=words.subject, body=words.text
    ):  # fmt: skip
        said = SENT_OTHERWISE
        if draft is None:
            actions.save_draft(
                enquiry=desk.enquiry, words=words, submission=None, by=person(desk.request), at=timezone.now()
            )
            messages.error(desk.request, f"{said} It is kept here as a draft.")
            return redirect("desk:reply", reference=desk.enquiry.reference)
        typed = {"Subject": words.subject, "Copy to": words.cc, "Your reply": words.text}
        kept = [{"label": label, "text": text.strip()} for label, text in typed.items() if text.strip()]
        return error_on(desk.request, desk.enquiry, 409, title="This was not sent", paragraphs=[said], kept=kept)
    messages.success(desk.request, "This reply was sent already. It was sent once.")
    return back_to(desk.enquiry, "conversation")


def _again(desk: Desk, draft: Draft, field: str | None, problem: str) -> HttpResponse:
    """The page with what was typed, and why a step could not be done."""
    messages.error(desk.request, problem)
    return _page(desk, draft, _form(desk, initial=_initial(desk, draft)), status=422)


def _form(desk: Desk, data: Any = None, **kwargs: Any) -> ReplyForm:
    return ReplyForm(data, origin=desk.request.build_absolute_uri("/"), **kwargs)


def _page(desk: Desk, draft: Draft | None, form: ReplyForm, *, status: int = 200) -> HttpResponse:
    enquiry, at = desk.enquiry, timezone.now()
    answered = _contact(enquiry, form["answers"].value()) or latest_received(enquiry)
    asked = (
        Note.objects.filter(contact=answered).exclude(kind=Note.Kind.NOTE).order_by("pk").first() if answered else None
    )
    packs = [given for given in packs_of(enquiry, at=at, today=timezone.localdate(at)) if given.is_live]
    context: dict[str, Any] = {
        "enquiry": enquiry, "form": form, "to": desk.address, "draft": draft,
        "asked": shown_text(asked.body) if asked else "", "asked_at": answered.began_at if answered else None,
        "paragraphs": [(key, title) for key, (title, _) in paragraphs(enquiry).items()],
        "packs": [(str(given.pack.pk), _pack_words(given)) for given in packs],
        "signposts": enquiry.signposts.count(),
        "files": [{"id": each.pk, "name": each.name, "size": size_words(each.size)} for each in draft.files.order_by("pk")]
        if draft else [],
        "saved": f"Draft kept at {clock_time(draft.saved_at)}" if draft else "",
    }  # fmt: skip
    return render(desk.request, "desk/mail/reply.html", context, status=status)


def _pack_words(given: GivenPack) -> str:
    count = len(given.entries)
    return f"{count} {'resource' if count == 1 else 'resources'}, given {moment(given.pack.given_at)}"


def paragraphs(enquiry: Enquiry) -> dict[str, tuple[str, str]]:
    """Key → (title, text) of the paragraphs that the content has for replies."""
    texts = current_content().texts
    return {
        key: (text.title, text.plain(**dict.fromkeys(text.placeholders, enquiry.reference)))
        for key, text in texts.items() if key.startswith("replies.")
    }  # fmt: skip


def _pack_text(desk: Desk, chosen: str, draft: Draft) -> str:
    """Words that bring a pack: one that was given, or a new one of what was signposted."""
    enquiry, at, origin = desk.enquiry, timezone.now(), desk.request.build_absolute_uri("/")
    if chosen == NEW_PACK:
        resources = list(enquiry.signposts.order_by("given_at", "pk").values_list("resource", flat=True))
        give_pack(
            enquiry=enquiry, resources=resources, how=Pack.How.LINK, submission=uuid.uuid5(draft.submission, f"pack {resources}"),
            origin=origin, by=person(desk.request), at=at,
        )  # fmt: skip
    live = [given for given in packs_of(enquiry, at=at, today=timezone.localdate(at)) if given.is_live]
    given = next((each for each in live if str(each.pack.pk) == chosen or chosen == NEW_PACK), None)
    if given is None:
        return ""
    titles = "\n".join(f"- {each.title}" for each in given.entries if each.opens)
    return (
        current_content()
        .text("packs.in_a_reply")
        .plain(titles=titles, link=link_of(given.pack, origin=origin), until=until_words(given.pack))
    )


def _initial(desk: Desk, draft: Draft | None) -> dict[str, Any]:
    if draft is not None:
        kept = words_of(draft)
        return {
            "subject": kept.subject, "cc": kept.cc, "text": kept.text, "text_reason": kept.reason,
            "answers": kept.answers, "submission": draft.submission,
        }  # fmt: skip
    answered = _answered(desk)
    sign_off = current_content().text("desk.reply_sign_off").plain()
    return {
        "subject": _subject(desk.enquiry, answered), "text": f"\n\n{sign_off}",
        "answers": answered.pk if answered else None, "submission": uuid.uuid4(),
    }  # fmt: skip


def _answered(desk: Desk) -> Contact | None:
    """The contact of the message that the page was opened for, else the latest that came."""
    number = desk.request.GET.get("to", "")
    if number.isascii() and number.isdecimal() and len(number) < 18:
        message = queries.message_in(desk.enquiry, int(number))
        if message is not None and message.direction == "inbound":
            return message.contact
    return latest_received(desk.enquiry)


def _subject(enquiry: Enquiry, answered: Contact | None) -> str:
    """The subject of what is answered, unless it could identify a child."""
    plain = "Your enquiry"
    message = queries.message_of_contact(answered) if answered is not None else None
    if message is None:
        return plain
    try:
        subject = parsed_of(message).subject
        if not subject or places(subject, choices_of(enquiry)):
            return plain
    except (OriginalGone, GuardFailed):
        return plain
    return (subject if subject.casefold().startswith("re:") else f"Re: {subject}")[:150]


def _contact(enquiry: Enquiry, pk: Any) -> Contact | None:
    number = str(pk or "")
    if not (number.isascii() and number.isdecimal() and len(number) < 18):
        return None
    return enquiry.contacts.filter(pk=int(number), channel="email", direction="in").first()


def _typed(request: HttpRequest) -> Words:
    said = {name: request.POST.get(name, "")[:most] for name, most in LONGEST.items()}
    answers = request.POST.get("answers", "")
    number = int(answers) if answers.isascii() and answers.isdecimal() and len(answers) < 18 else None
    return Words(said["subject"], said["cc"], said["text"], said["text_reason"], number)


def _submission(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("submission", ""))
    except ValueError:
        return None
