"""How mail is shown in a conversation: the words, what stands folded beneath them, and what can be done with them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from markupsafe import Markup, escape

from adviceline.accounts.models import Person
from adviceline.accounts.roles import Permission
from adviceline.channels.email.correspondence.actions import read_message
from adviceline.channels.email.correspondence.models import Attachment, Check, Reading
from adviceline.channels.email.correspondence.queries import Mail, checks_of, draft_of, mails_of, unread_mails
from adviceline.channels.email.correspondence.signatures import part_signature
from adviceline.channels.email.models import Outgoing
from adviceline.channels.email.queries import outgoing_of
from adviceline.contacts.models import Enquiry, Note
from adviceline.contacts.queries import Entry
from adviceline.contacts.states import State
from adviceline.privacy.files.kinds import LABELS, REFUSALS
from adviceline.privacy.guard import KINDS
from adviceline.privacy.screening import UNSCREENED

_HELD = re.compile(r"\[(" + "|".join([*(kind.replace("_", " ") for kind in KINDS), "taken out"]) + r")\]")
#: The line that says how many files there are, where the files themselves are listed beneath.
_LISTED = re.compile(r"\n*\[\d+ attached files?, kept sealed\.\]\Z")
KINDS_OF_TEXT = (Note.Kind.QUESTION, Note.Kind.MESSAGE_IN, Note.Kind.MESSAGE_OUT)
#: What a message is, beside its words.
NOTICES = {
    "smime_signed": "Signed with S/MIME. The signature is not checked here.",
    "pgp_signed": "Signed with PGP. The signature is not checked here.",
    "smime_encrypted": "Encrypted with S/MIME: it cannot be read here. Ask for it to be sent again without.",
    "pgp_encrypted": "Encrypted with PGP: it cannot be read here. Ask for it to be sent again without.",
    "tnef": "Packed by Outlook (winmail.dat). What was in it is listed with the files.",
    "all_hidden": "Nothing of it shows where it is read as it was sent: all its words are hidden there. They are shown here.",
    "more_files": "It has more files than are listed here.",
}
INSIDE = {
    "forwarded": "A message passed on", "invite": "A calendar entry", "smime_signed": "The signed words",
    "tnef": "The words that Outlook packed", "hidden": "Hidden in the original",
}  # fmt: skip
STATE_TAGS = {
    Attachment.State.PASSED: "done", Attachment.State.WAITING: "waiting", Attachment.State.QUARANTINED: "waiting",
    Attachment.State.INFECTED: "late", Attachment.State.REFUSED: "plain",
}  # fmt: skip
SENT_TAGS = {
    Outgoing.State.QUEUED: "waiting", Outgoing.State.SENT: "done", Outgoing.State.UNCERTAIN: "late",
    Outgoing.State.FAILED: "late", Outgoing.State.WITHDRAWN: "plain",
}  # fmt: skip


@dataclass(frozen=True)
class Correspondence:
    """All that the page knows of an enquiry's mail, fetched once."""

    enquiry: Enquiry
    mails: dict[int, Mail]
    checks: dict[int, Check]
    sent: dict[int, Outgoing]
    told: dict[int, Outgoing]
    may_work: bool
    may_reply: bool
    has_draft: bool


def correspondence_of(enquiry: Enquiry, *, by: Person, at: datetime) -> Correspondence:
    """What nobody has taken apart yet is, now that somebody looks."""
    mails = mails_of(enquiry)
    if unread := unread_mails(mails.values()):
        for message in unread:
            read_message(message=message, at=at)
        mails = mails_of(enquiry)
    may_work = by.may(Permission.WORK_ENQUIRIES) and enquiry.state != State.MERGED
    may_reply = may_work and enquiry.is_open and bool(enquiry.enquirer.email_index) and not enquiry.enquirer.erased_at
    ours = list(outgoing_of(enquiry))
    return Correspondence(
        enquiry, mails, checks_of(enquiry), {row.note_id: row for row in ours if row.note_id},
        {row.answers_id: row for row in ours if row.kind == Outgoing.Kind.ACKNOWLEDGEMENT and row.answers_id},
        may_work, may_reply, may_reply and draft_of(enquiry, by) is not None,
    )  # fmt: skip


def mail_entry(entry: Entry, found: Correspondence) -> dict[str, Markup]:
    """`body` and `after` of an entry that came from outside or went there; nothing for any other."""
    texts = [note for note in entry.notes if note.kind in KINDS_OF_TEXT]
    if not texts:
        return {}
    note = texts[0]
    mail = found.mails.get(entry.contact.pk) if entry.contact is not None else None
    context = {
        "enquiry": found.enquiry, "note": note, "mail": mail, "may_work": found.may_work, "may_reply": found.may_reply,
        "is_inbound": note.kind != Note.Kind.MESSAGE_OUT, "screening": screening(note, found.checks.get(note.pk), mail),
        "sent": _sending(found.sent.get(note.pk)), "told": found.told.get(entry.contact.pk) if entry.contact else None,
        "files": [file_row(each, found.enquiry) for each in mail.files if not each.is_inline or each.size] if mail else [],
        "inside": [{"title": INSIDE.get(each["kind"], "Within the message"), "text": words(each["text"])}
                   for each in (mail.reading.inside if mail and mail.reading else [])],
        "quoted": words(mail.reading.quoted) if mail and mail.reading else "",
        "notices": [NOTICES[code] for code in (mail.reading.notices if mail and mail.reading else []) if code in NOTICES],
        "doubts": doubts(mail), "trust": trust_of(mail),
    }  # fmt: skip
    is_listed = bool(context["files"] or context["inside"])
    body = Markup("").join(shown_text(_LISTED.sub("", each.body) if is_listed else each.body) for each in texts)
    return {"body": body, "after": Markup(render_to_string("desk/parts/mail.html", context))}  # noqa: S704  # our own page


def shown_text(body: str) -> Markup:
    """A text with what was held back marked, and its signature dimmed."""
    said, signature = part_signature(body)
    dimmed = Markup('<div class="al-mail__signature">{}</div>').format(words(signature)) if signature else Markup("")
    return words(said.rstrip("\n")) + dimmed


def words(text: str) -> Markup:
    """Escaped; `[name]` and the like as marks."""
    return Markup(_HELD.sub(r'<mark class="al-held">[\1]</mark>', str(escape(text))))  # noqa: S704  # escaped before


def screening(note: Note, check: Check | None, mail: Mail | None) -> dict[str, Any]:
    """Where a text stands with what could identify a child: `state` is unscreened, held, checked or screened."""
    held = len(_HELD.findall(note.body))
    unread = mail is not None and mail.reading is not None and mail.reading.state == Reading.State.UNSCREENED
    if note.body == UNSCREENED:
        state = "unscreened"
    elif check is not None:
        state = "checked"
    else:
        state = "held" if held else "screened"
    return {"state": state, "held": held, "check": check, "beside_unscreened": unread and state != "unscreened"}


def file_row(file: Attachment, enquiry: Enquiry) -> dict[str, Any]:
    """One file as a list shows it."""
    is_open = file.state == Attachment.State.PASSED
    return {
        "name": file.name, "kind": LABELS.get(file.kind, "File"), "size": size_words(file.size),
        "state": file.get_state_display(), "tag": STATE_TAGS[Attachment.State(file.state)],
        "why": REFUSALS.get(file.reason, ""),
        "href": reverse("desk:mail_file", args=[enquiry.reference, file.pk]) if is_open else "",
    }  # fmt: skip


def size_words(size: int) -> str:
    """'12 KB', '3.4 MB'."""
    if size < 1024:
        return f"{size} bytes"
    return f"{size / 1024:.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"


def _sending(outgoing: Outgoing | None) -> dict[str, str] | None:
    if outgoing is None:
        return None
    state = outgoing.state
    return {"text": state.label, "tag": SENT_TAGS[state]}


def trust_of(mail: Mail | None) -> dict[str, str] | None:
    """Whether a message is from who it says, in words; None for one of ours and for what was never looked at."""
    found = mail.message.trust if mail is not None and mail.message.direction == "inbound" else {}
    verdict = VERDICTS.get(found.get("verdict", ""))
    if verdict is None:
        return None
    checks = [f"{name} {RESULTS[found[code]]}" for code, name in CHECKS.items() if found.get(code) in RESULTS]
    return {"text": verdict[0], "tag": verdict[1], "means": verdict[2], "checks": ", ".join(checks)}


VERDICTS = {
    "authentic": ("Sender confirmed", "done", "It came from the domain that it names."),
    "unproven": (
        "Sender not confirmed", "plain",
        "Nothing shows whether it came from the domain that it names. Mail that was passed on often looks like this.",
    ),
    "spoofed": (
        "May be forged", "late",
        "The checks say that it did not come from the domain that it names. Reach the sender in another way first.",
    ),
    "unknown": ("Sender not checked", "plain", "The checks could not be made."),
}  # fmt: skip
CHECKS = {
    "spf": "the sending server (SPF)", "dkim": "the domain's signature (DKIM)", "dmarc": "the domain's policy (DMARC)",
    "arc": "the seal of who passed it on (ARC)",
}  # fmt: skip
RESULTS = {
    "pass": "passed", "fail": "failed", "softfail": "is doubtful", "neutral": "says nothing", "none": "is not set up",
    "temperror": "could not be asked", "permerror": "is set up wrongly", "policy": "was refused",
}  # fmt: skip


def doubts(mail: Mail | None) -> list[str]:
    """What is odd about who wrote a message, in words."""
    return [DOUBTS[flag] for flag in (mail.message.flags if mail else []) if flag in DOUBTS]


DOUBTS = {
    "claims_other_enquiry": "It names an enquiry whose enquirer did not send it.",
    "message_id_used_before": "Another message came with the same Message-ID: it may be a changed copy.",
    "several_senders": "It names more than one sender.",
    "no_sender": "It names no sender.",
    "no_from": "It names no sender where it should: the address shown is where it would be sent back to.",
    "not_from_us": "It gave one of our own addresses as its sender.",
    "repeated_header": "Some of its headers stand there twice, as forged mail often has them.",
    "date_differs_from_received": "Its date is more than a week off the time at which it came.",
}
