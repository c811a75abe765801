"""The answers of the enquiry form: kept as they are accepted, shown before sending, and made into a submission."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from adviceline.channels.web import rules
from adviceline.channels.web.actions import Submission
from adviceline.channels.web.forms import SOON, AreaForm, label_of, slot_in_words
from adviceline.channels.web.shown import title
from adviceline.channels.web.walks import walk_in_short, walk_in_words
from adviceline.contacts.values import ContactDetails
from adviceline.content.current import current_content
from adviceline.facts.heard import campaign_of
from adviceline.followups.rules import SLOT_MINUTES
from adviceline.places.models import Establishment
from adviceline.places.queries import establishment
from adviceline.privacy.screening import screen_text
from adviceline.workforce.hours import Slot

DETAILS = ("email", "phone", "extension", "call_when", "safe_to_call", "name", "consent")
#: The question whose words introduce an answer, where it is not named like its step.
_QUESTIONS = {
    "area": "enquiry.local_authority", "reply": "enquiry.reply_method", "details": "web.details",
    "call_when": "web.call_when",
}  # fmt: skip


def chosen_establishment(answers: Mapping[str, str]) -> Establishment | None:
    urn = answers.get("establishment", "")
    return establishment(int(urn)) if urn.isdecimal() else None


def keep_answers(step: str, clean: Mapping[str, Any], answers: dict[str, str]) -> None:
    """Put what the form accepted among the answers."""
    if step == "question":
        answers["question"] = clean["question"].text
    elif step == "reply":
        if answers.get("details") != clean["reply"]:
            for name in ("details", *DETAILS):
                answers.pop(name, None)
        answers["reply"] = clean["reply"]
        if clean["reply"] == rules.NO_REPLY:
            answers["details"] = rules.NO_REPLY
    elif step == "details":
        safe = clean["safe_to_call"].text if "safe_to_call" in clean else ""
        clean = {**clean, "safe_to_call": safe, "consent": "yes" if clean["consent"] else ""}
        answers.update({name: str(clean.get(name) or "") for name in DETAILS}, details=answers["reply"])
    elif step == "organisation":
        answers["establishment"] = clean["establishment"]
        found = chosen_establishment(answers)
        if found and found.local_authority_id:
            answers |= {"area": found.local_authority_id, "area_from_register": "yes"}
        elif answers.pop("area_from_register", ""):
            answers.pop("area", None)
    else:
        answers[step] = clean[step]
        if step == "role":
            answers["walk"] = clean["walk"]
            answers["campaign"] = campaign_of(clean["c"])


def submission(answers: Mapping[str, str], *, heard: str = "") -> Submission:
    """The answers as the action takes them. Raises what the guard raises."""
    question = screen_text(answers["question"])
    if walk := walk_in_words(answers.get("walk", "")):  # our own words, which the guard need not read
        question = replace(question, text=f"{question.text}\n\n{walk}")
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
        consents_to_follow_up=bool(answers.get("consent")), question=question,
        wants_call=by_phone, heard=heard, campaign=campaign_of(answers.get("campaign", "")),
        slot_start_at=datetime.fromisoformat(when) if by_phone and when not in ("", SOON) else None,
    )  # fmt: skip


def in_words(answers: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """(step, question, answer) as the person reads them before sending."""
    content = current_content()
    taxonomy, found = content.taxonomy, chosen_establishment(answers)
    organisation = content.form_question("enquiry.organisation").choices["not_listed"]
    reply = content.form_question("enquiry.reply_method").choices[answers["reply"]]
    rows = [
        ("role", taxonomy["role"].label(answers["role"])),
        ("setting", taxonomy["setting"].label(answers["setting"])),
        ("organisation", label_of(found) if found else organisation),
        ("area", dict(AreaForm().fields["area"].choices).get(answers["area"], "")),  # type: ignore[attr-defined]
        ("question", answers["question"]),
        ("walk", walk_in_short(answers.get("walk", ""))),
        ("reply", reply),
        ("details", ", ".join(filter(None, [answers.get(name) for name in ("name", "email", "phone")]))),
        ("call_when", _when(answers)),
    ]
    return [
        (
            {"call_when": "details", "walk": "role"}.get(name, name),
            title("web.map_send") if name == "walk" else
            content.form_question(_QUESTIONS.get(name, f"enquiry.{name}")).label.removesuffix(" (optional)"), value,
        )
        for name, value in rows if value
    ]  # fmt: skip


def _when(answers: Mapping[str, str]) -> str:
    when = answers.get("call_when", "")
    if not when:
        return ""
    if when == SOON:
        return current_content().form_question("web.call_when").choices["soon"]
    at = datetime.fromisoformat(when)
    return slot_in_words(Slot(at, at + timedelta(minutes=SLOT_MINUTES)))
