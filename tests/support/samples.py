"""Sample objects behind the addresses, for the walk over every address.

A new address with a parameter needs a sample here: by the parameter's name when it means the same everywhere, else by
the route's name. `OTHERS` names addresses whose sample belongs to somebody else, so that even the right role finds
nothing there.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING

from django.utils import timezone

from adviceline.accounts.actions import SET_PASSWORD
from adviceline.accounts.models import Person
from adviceline.accounts.roles import ROLES
from adviceline.audit.actors import PUBLIC
from tests.support import people
from tests.support.money_pages import BY_ROUTE as MONEY
from tests.support.released import a_released_name, a_released_revision
from tests.support.routes import Route

if TYPE_CHECKING:
    from adviceline.channels.telephony.models import VoiceMessage
    from adviceline.contacts.models import Enquiry
    from adviceline.evaluation.models import Recommendation
    from adviceline.evidence.models import EvidenceItem, InsightNote, PracticeExample
    from adviceline.followups.models import Session
    from adviceline.signposting.models import Pack

Sample = Callable[[], object]
AT = datetime(2022, 2, 3, 10, tzinfo=UTC)


def enquiry() -> Enquiry:
    """An open enquiry of a made-up professional, who left an address."""
    from adviceline.contacts.actions import record_contact
    from adviceline.contacts.values import ContactDetails, EnquirerValues
    from adviceline.privacy.screening import screen_text

    details = ContactDetails(email="lead@school.example.org", phone="01632 960123")
    recorded = record_contact(
        channel="web_form", direction="in", outcome="received", idempotency_key=f"sample:{uuid.uuid4()}", began_at=AT,
        by=PUBLIC, at=AT, is_fictional=True, text=screen_text("How should we plan for a return to lessons?"),
        enquirer=EnquirerValues(role="dsl", setting="mainstream_school", la_code="202", details=details),
    )  # fmt: skip
    assert recorded.enquiry is not None
    return recorded.enquiry


def _call_back() -> int:
    from adviceline.followups.actions import request_call_back

    return request_call_back(enquiry=enquiry(), request_key=str(uuid.uuid4()), by=PUBLIC, at=AT).pk


def _confirmation() -> str:
    from adviceline.channels.web.queries import confirmation_token

    return confirmation_token(SimpleNamespace(enquiry=enquiry()))


def voice_message() -> VoiceMessage:
    """A second of silence that somebody left for us."""
    import io
    import wave

    from adviceline.channels.telephony.models import VoiceMessage
    from adviceline.contacts.models import Contact
    from adviceline.privacy import crypto

    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(16_000))
    key_id = crypto.create_key(at=AT)
    return VoiceMessage.objects.create(
        contact=Contact.objects.get(enquiry=enquiry()), key_id=key_id, seconds=1, left_at=AT, fetched_at=AT,
        content=crypto.seal_bytes(sound.getvalue(), key_id=key_id, purpose="call.message"),
    )  # fmt: skip


def _call_about() -> str:
    from adviceline.followups.queries import request_token

    return request_token(enquiry())


def _guard_override() -> int:
    from adviceline.privacy.models import GuardOverride

    return GuardOverride.objects.create(
        subject="enquiry:sample", field="note", kinds=["name"], reason="The name of a book", by="person:1", at=AT
    ).pk


def _dead_job() -> uuid.UUID:
    from adviceline.jobs.models import Job

    return Job.objects.create(task="jobs.tidy", state=Job.State.DEAD, run_at=AT, created_at=AT).pk


def _dead_message() -> uuid.UUID:
    from adviceline.jobs.models import OutgoingMessage

    return OutgoingMessage.objects.create(
        composer=SET_PASSWORD, key=str(uuid.uuid4()), message_id=str(uuid.uuid4()), created_at=AT,
        args={"person": _a_person(), "origin": "http://testserver", "occasion": "reset"},
        state=OutgoingMessage.State.DEAD,
    ).pk  # fmt: skip


def _uncertain_reply() -> int:
    from adviceline.channels.email.models import Outgoing
    from adviceline.jobs.models import OutgoingMessage

    message_id = f"{uuid.uuid4()}@hsb-support.example.org"
    told = OutgoingMessage.objects.create(
        composer="email.reply", key=message_id, message_id=f"<{message_id}>", created_at=AT, args={"outgoing": 0},
        state=OutgoingMessage.State.UNCERTAIN,
    )  # fmt: skip
    return Outgoing.objects.create(
        enquiry=enquiry(), kind="reply", outbox=told, message_id=message_id, id_index=uuid.uuid4().hex, written_at=AT,
        written_by=people.somebody("adviser"),
    ).pk  # fmt: skip


def _passkey_of_another() -> int:
    return people.add_app(people.somebody("adviser", strong=False)).pk


def _a_person() -> int:
    return people.somebody("adviser", strong=False).pk


def _map_version() -> str:
    from adviceline.advice.actions import register_maps
    from adviceline.advice.models import MapVersion
    from adviceline.audit.actors import SYSTEM
    from adviceline.content.current import current_content

    found = MapVersion.objects.filter(map_id="individual-incident").order_by("-loaded_at").first()
    if found is None:
        kept = register_maps(content=current_content(), by=SYSTEM, at=AT)
        found = next(version for version in kept if version.map_id == "individual-incident")
    return found.pk


def _map_comment() -> int:
    from adviceline.advice.actions import add_comment
    from adviceline.advice.models import MapVersion
    from adviceline.privacy.screening import screen_text

    version = MapVersion.objects.get(pk=_map_version())
    return add_comment(
        version=version, place="I4", body=screen_text("The words for a college are missing."),
        by=people.somebody("content_editor", strong=False), at=AT,
    ).pk  # fmt: skip


def _test_drive() -> int:
    from adviceline.advice.actions import start_drive
    from adviceline.advice.models import MapVersion

    return start_drive(
        version=MapVersion.objects.get(pk=_map_version()), for_date=AT.date(),
        by=people.somebody("clinical_reviewer", strong=False), at=AT,
    ).pk  # fmt: skip


def _departure() -> int:
    from adviceline.advice.models import AdviceRun, Departure

    adviser = people.somebody("adviser", strong=False)
    run = AdviceRun.objects.create(
        subject=enquiry().key, map_version_id=_map_version(), adviser=adviser, started_at=AT, changed_at=AT,
        left_reason="A question of policy.", left_at=AT, history=[[AT.isoformat(), "left", "I0", ""]],
    )  # fmt: skip
    return Departure.objects.create(run=run, node="I0", reason=run.left_reason, left_by=adviser, left_at=AT).pk


def _review_task() -> int:
    from adviceline.advice.models import ReviewTask

    return ReviewTask.objects.create(
        key=uuid.uuid4().hex, map_id="individual-incident", why="superseded", source_title="Sample guidance",
        publisher="Example Trust (fictional)", edition="2021", places=[["I4", "Part two"]], raised_at=AT,
    ).pk  # fmt: skip


def an_entry() -> str:
    """The id of a published entry of the directory."""
    from adviceline.directory.actions import create_entry
    from adviceline.directory.models import Entry

    values = {
        "title": "Sample entry", "publisher": "Example Trust (fictional)", "url": "https://trust.example.org/",
        "kind": "tool", "audiences": ["education"], "phases": ["all"], "topics": ["safety plan"],
        "regions": ["national"], "when_to_use": "Planning a safe return to lessons.", "status": "published",
    }  # fmt: skip
    if not Entry.objects.filter(pk="sample-entry").exists():
        create_entry(entry_id="sample-entry", values=values, by=people.somebody("content_editor", strong=False), at=AT)
    return "sample-entry"


def practice_example(state: str = "published") -> PracticeExample:
    """A made-up example of practice, written by one person and approved by another, in the state that is wanted."""
    from adviceline.evidence.actions import examples as actions
    from adviceline.privacy.screening import screen_text

    texts = {
        "title": "Sample: a joint safety plan", "need": "Staff were unsure who leads a plan.",
        "done": "The school and the council wrote one form together.", "conditions": "Two meetings a term.",
        "changed": "Plans were ready within two days.",
        "known": "The council counted plans for two terms.",
    }  # fmt: skip
    values = {name: screen_text(text) for name, text in texts.items()} | {
        "setting": "mainstream_school", "phase": "secondary", "region": "south_west", "contributor": "partner",
        "grade": "evidenced", "topics": ["safety plan"], "practices": ["G1"],
    }  # fmt: skip
    author, approver = (people.somebody(role, strong=False) for role in ("content_editor", "clinical_reviewer"))
    made = actions.write_example(values=values, by=author, at=AT, is_fictional=True)
    if state in ("in_review", "approved", "published", "withdrawn"):
        made = actions.submit_example(example=made, by=author, at=AT)
    if state in ("approved", "published", "withdrawn"):
        made = actions.approve_example(example=made, version=1, by=approver, at=AT)
    if state in ("published", "withdrawn"):
        made = actions.publish_example(example=made, by=author, at=AT)
    if state == "withdrawn":
        made = actions.withdraw_example(example=made, reason=screen_text("Replaced."), by=author, at=AT)
    return made


def evidence_item(state: str = "waiting", kind: str = "barrier") -> EvidenceItem:
    """A made-up item, written down by an adviser: waiting; accepted by an analyst; or `differing`, coded two ways."""
    from adviceline.evidence.actions import coding, items
    from adviceline.privacy.screening import screen_text

    values = {
        "kind": kind, "codes": ["other"], "setting": "mainstream_school", "region": "south_west", "grade": "described",
        "narrative": screen_text("Two agencies kept separate plans, and staff were unsure which to follow."),
    }  # fmt: skip
    adviser, analyst, second = (people.somebody(*roles, strong=False) for roles in (
        ("adviser",), ("evidence_analyst",), ("supervisor", "evidence_analyst")))  # fmt: skip
    made = items.collect_item(
        values=values, source="staff", submission=uuid.uuid4(), by=adviser, at=AT, is_fictional=True
    )
    if state in ("accepted", "differing"):
        made = items.accept_item(item=made, version=1, by=analyst, at=AT)
    if state == "differing":
        for coder, main in ((analyst, "B1"), (second, "B5")):
            coding.code_item(item=made, main=main, also=[], by=coder, at=AT)
    return made


def insight_note(state: str = "draft") -> InsightNote:
    """A made-up note on one accepted item, written by an analyst."""
    from adviceline.evidence.actions import notes
    from adviceline.privacy.screening import screen_text

    author, other = people.somebody("evidence_analyst", strong=False), people.somebody("supervisor", strong=False)
    note = notes.write_note(
        title=screen_text("Sample: plans are kept apart"), body=screen_text("Several told of separate plans."),
        cites=[evidence_item("accepted")], by=author, at=AT, is_fictional=True,
    )  # fmt: skip
    if state in ("in_review", "approved"):
        note = notes.submit_note(note=note, by=author, at=AT)
    if state == "approved":
        note = notes.approve_note(note=note, version=1, by=other, at=AT)
    return note


def _linked_item() -> int:
    from adviceline.evidence.actions.items import link_items

    analyst = people.somebody("evidence_analyst", strong=False)
    first, second = evidence_item("accepted"), evidence_item("accepted")
    return link_items(first=first, second=second, how="related", by=analyst, at=AT).first_id


def _newest_link() -> int:
    from adviceline.evidence.models import ItemLink

    return ItemLink.objects.latest("pk").pk


def _candidate() -> int:
    from adviceline.evidence.actions.candidates import propose_candidate
    from adviceline.privacy.screening import screen_text

    return propose_candidate(
        example=practice_example(), why=screen_text("It needs little, and two areas saw the same."),
        by=people.somebody("evidence_analyst", strong=False), at=AT,
    ).pk  # fmt: skip


def recommendation() -> Recommendation:
    """A made-up recommendation that waits for approval."""
    from adviceline.evaluation.actions import write_recommendation
    from adviceline.privacy.screening import screen_text

    return write_recommendation(
        title=screen_text("Sample: share the one form"), body=screen_text("Several areas asked for it."),
        by=people.somebody("evaluator", strong=False), at=AT, is_fictional=True,
    )  # fmt: skip


def _feed(which: str) -> Sample:
    """The identifier that the public feed gives a sample service, its organisation, a taxonomy or a term."""

    def make() -> uuid.UUID:
        from adviceline.directory.actions import create_entry
        from adviceline.directory.models import Entry
        from adviceline.directory.oruk import identity

        values = {
            "title": "Sample helpline", "publisher": "Example Trust (fictional)", "url": "https://trust.example.org/",
            "kind": "contact", "audiences": ["education"], "phases": ["all"], "topics": ["images"],
            "regions": ["national"], "when_to_use": "Talking over a worry.", "status": "published",
        }  # fmt: skip
        if not Entry.objects.filter(pk="sample-helpline").exists():
            editor = people.somebody("content_editor", strong=False)
            create_entry(entry_id="sample-helpline", values=values, by=editor, at=AT)
        return {
            "service": identity.service_id("sample-helpline"),
            "organization": identity.organization_id("Example Trust (fictional)"),
            "taxonomy": identity.taxonomy_id("topic"),
            "term": identity.term_id("topic", "images"),
        }[which]

    return make


def _pack() -> Pack:
    """A pack with the sample entry, given in a sample enquiry."""
    from adviceline.signposting.actions import give_pack

    return give_pack(
        enquiry=enquiry(), resources=[an_entry()], how="link", submission=uuid.uuid4(), origin="http://testserver",
        by=people.somebody("adviser", strong=False), at=timezone.now(),
    )  # fmt: skip


def _pack_token() -> str:
    from adviceline.signposting.queries import token_of

    return token_of(_pack())


def session(state: str = "offered") -> Session:
    """A session in a sample enquiry: offered; `booked` for a week ahead; or `begun`, at its time an hour ago."""
    from tests.support import session_sample

    return session_sample.session(enquiry(), state)


def _session(state: str = "offered") -> Sample:
    return lambda: session(state).pk


def _session_token(state: str = "offered") -> Sample:
    def make() -> str:
        from adviceline.followups.queries.sessions import token_of

        return token_of(session(state))

    return make


def _session_day() -> str:
    """The first day on which the newest session can be held."""
    from adviceline.followups.models import Session
    from adviceline.followups.queries.sessions import open_times

    return min(open_times(Session.objects.latest("pk"), at=timezone.now())).isoformat()


def _invited_token() -> str:
    from adviceline.followups.queries.sessions import token_of

    return token_of(session("booked").participants.get())


def _session_absence() -> int:
    from adviceline.followups.models import Absence
    from tests.support import session_sample

    at = timezone.now()
    holder = session_sample.holder()
    return Absence.objects.create(adviser=holder, starts_at=at, ends_at=at + timedelta(days=1), added_at=at).pk


def _pack_number() -> int:
    """Of the newest pack: its enquiry is the address's other sample."""
    from adviceline.signposting.models import Pack

    return Pack.objects.latest("pk").pk


def _feedback(what: str, **more: object) -> Sample:
    def make() -> object:
        from tests.support import feedback_sample

        return getattr(feedback_sample, what)(**more)

    return make


def _chat_with_file() -> int:
    from tests.support import chat_sample

    return chat_sample.file().chat_id


def _newest_chat_file() -> int:
    from adviceline.channels.chat.models import ChatFile

    return ChatFile.objects.latest("pk").pk


def _rota(what: str, **more: object) -> Sample:
    """A sample of the rota by its number; of a person, their id."""

    def make() -> object:
        from tests.support import rota_sample

        return getattr(rota_sample, what)(**more).pk

    return make


def _sampled() -> int:
    from tests.support import quality_sample

    return quality_sample.sampled().pk


def _review_round() -> int:
    from tests.support import quality_sample

    return quality_sample.sampled().round_id


def _calendar_token() -> str:
    from adviceline.audit.actors import SYSTEM
    from adviceline.workforce.actions.feeds import make_feed
    from adviceline.workforce.queries.rota import feed_token
    from tests.support import rota_sample

    made = rota_sample.shift().adviser
    return feed_token(make_feed(adviser=made, by=SYSTEM, at=timezone.now()))


def _chat() -> int:
    from tests.support import chat_sample

    return chat_sample.chat().pk


def _return() -> str:
    from tests.support import made_returns

    return made_returns.sample().name


def _mail_reference() -> str:
    """Of an enquiry that came by mail; its message, file and text are the address's other sample."""
    from tests.support import mail_sample

    contact = mail_sample.attachment().message.contact
    assert contact is not None
    assert contact.enquiry is not None
    return contact.enquiry.reference


def _newest(what: str) -> Sample:
    def find() -> int:
        from adviceline.channels.email.correspondence.models import Attachment
        from adviceline.channels.email.models import Message
        from adviceline.contacts.models import Note

        return {"message": Message, "file": Attachment, "text": Note}[what].objects.latest("pk").pk

    return find


def _delivery(what: str) -> Sample:
    """The number of a sample of the delivery plan, which is taken up."""

    def make() -> int:
        from tests.support import delivery_sample

        return getattr(delivery_sample, what)().pk

    return make


def _outreach(what: str) -> Sample:
    def make() -> int:
        from tests.support import outreach_sample

        return getattr(outreach_sample, what)().pk

    return make


BY_PARAMETER: dict[str, Sample] = {
    "reference": lambda: enquiry().reference,
    "month": lambda: "2022-02",
    "form": lambda: "csv",
    "provider_id": lambda: "staff",
    "provider": lambda: "postmark",
    "stage": lambda: "start",
    "map_id": lambda: "individual-incident",
    "entry_id": an_entry,
    "version_hash": _map_version,
    "la_code": lambda: "202",
}
BY_ROUTE: dict[str, dict[str, Sample]] = {
    **{f"outreach:{name}": {"pk": _outreach("campaign")} for name in ("campaign", "edit_campaign")},
    "outreach:activity": {"pk": _outreach("activity")},
    **{f"delivery:{name}": {"pk": _delivery(name)} for name in ("step", "activity", "indicator", "risk")},
    **MONEY,
    **{
        f"desk:{name}": {"pk": _chat}
        for name in (
            "chat",
            "take_chat",
            "say_in_chat",
            "give_in_chat",
            "transfer_chat",
            "end_chat",
            "wrap_up_chat",
            "ask_confidence_in_chat",
        )
    },
    "desk:chat_file": {"pk": _chat_with_file, "file": _newest_chat_file},
    "account_reset_password_from_key": {"uidb36": lambda: "1", "key": lambda: "abc-def"},
    "mfa_remove_webauthn": {"pk": _passkey_of_another},
    "mfa_edit_webauthn": {"pk": _passkey_of_another},
    "person": {"pk": _a_person},
    "web:ask_scope": {"code": lambda: "outside_england"},
    "web:ask_step": {"step": lambda: "setting"},
    "web:sent": {"token": _confirmation},
    "web:call_back_about": {"token": _call_about},
    "phone:webhook": {"step": lambda: "voice"},
    "desk:call_back": {"pk": _call_back},
    "desk:cancel_call_back": {"pk": _call_back},
    "desk:ring_call_back": {"pk": _call_back},
    "desk:call_back_not_placed": {"pk": _call_back},
    "desk:hear_message": {"pk": lambda: voice_message().pk},
    "desk:review_override": {"pk": _guard_override},
    **{
        f"following:{page}": {"kind": lambda: "live", "name": lambda: "2022-02", "figure": lambda: "calls_answered"}
        for page in ("figure", "figure_records")
    },
    **{
        f"following:{page}": {"kind": lambda: "live", "name": lambda: "2022-02", "table": lambda: "contacts_by_channel"}
        for page in ("cell", "cell_records")
    },
    "portal:return": {"name": a_released_name},
    "portal:changes": {"name": a_released_revision},
    "portal:everything": {"name": a_released_name},
    "portal:download": {"name": a_released_name, "file": lambda: "2022-02.json"},
    "evidence:shown": {"slug": lambda: practice_example().slug},
    "evidence:example": {"pk": lambda: practice_example("in_review").pk},
    "evidence:edit": {"pk": lambda: practice_example("draft").pk},
    "evidence:submit": {"pk": lambda: practice_example("draft").pk},
    "evidence:approve": {"pk": lambda: practice_example("in_review").pk},
    "evidence:send_back": {"pk": lambda: practice_example("in_review").pk},
    "evidence:publish": {"pk": lambda: practice_example("approved").pk},
    "evidence:withdraw": {"pk": lambda: practice_example().pk},
    "evidence:reopen": {"pk": lambda: practice_example("withdrawn").pk},
    "evidence:item": {"pk": lambda: evidence_item("differing").pk},
    "evidence:item_accept": {"pk": lambda: evidence_item().pk},
    "evidence:item_reword": {"pk": lambda: evidence_item().pk},
    "evidence:item_set_aside": {"pk": lambda: evidence_item().pk},
    "evidence:item_merge": {"pk": lambda: evidence_item("accepted").pk},
    "evidence:item_link": {"pk": lambda: evidence_item("accepted").pk},
    "evidence:item_code": {"pk": lambda: evidence_item("accepted").pk},
    "evidence:item_settle": {"pk": lambda: evidence_item("differing").pk},
    "evidence:item_unlink": {"pk": _linked_item, "link": _newest_link},
    "evidence:note": {"pk": lambda: insight_note("in_review").pk},
    "evidence:note_edit": {"pk": lambda: insight_note().pk},
    "evidence:note_submit": {"pk": lambda: insight_note().pk},
    "evidence:note_approve": {"pk": lambda: insight_note("in_review").pk},
    "evidence:note_send_back": {"pk": lambda: insight_note("in_review").pk},
    "evidence:note_withdraw": {"pk": lambda: insight_note("approved").pk},
    "evidence:agree": {"pk": _candidate},
    "evidence:take_off": {"pk": _candidate},
    "desk:collect_session_evidence": {"pk": _session("begun")},
    "evaluation:approve": {"pk": lambda: recommendation().pk},
    "evaluation:withdraw": {"pk": lambda: recommendation().pk},
    "open_referral:service": {"identifier": _feed("service")},
    "open_referral:organization": {"identifier": _feed("organization")},
    "open_referral:taxonomy": {"identifier": _feed("taxonomy")},
    "open_referral:taxonomy_term": {"identifier": _feed("term")},
    "open_referral:service_at_location": {"identifier": _feed("service")},
    "open_referral:elsewhere": {"rest": lambda: "programs"},
    "web:pack": {"token": _pack_token},
    "web:pack_open": {"token": _pack_token},
    "web:pack_helped": {"token": _pack_token},
    "desk:pack": {"reference": lambda: _pack().enquiry.reference, "pk": _pack_number},
    "desk:stop_pack": {"reference": lambda: _pack().enquiry.reference, "pk": _pack_number},
    "desk:reply": {"reference": _mail_reference},
    "desk:message": {"reference": _mail_reference, "pk": _newest("message")},
    "desk:mail_original": {"reference": _mail_reference, "pk": _newest("message")},
    "desk:move_mail": {"reference": _mail_reference, "pk": _newest("message")},
    "desk:mail_file": {"reference": _mail_reference, "pk": _newest("file")},
    "desk:open_mail_file": {"reference": _mail_reference, "pk": _newest("file")},
    "desk:mail_check": {"reference": _mail_reference, "pk": _newest("text")},
    "web:session": {"token": _session_token()},
    "web:session_times": {"token": _session_token()},
    "web:session_book": {"token": _session_token(), "day": _session_day},
    "web:session_people": {"token": _session_token("booked")},
    "web:session_cancel": {"token": _session_token("booked")},
    "web:session_quiet": {"token": _session_token()},
    "web:session_calendar": {"token": _session_token("booked")},
    "web:invited": {"token": _invited_token},
    "desk:session": {"pk": _session("begun")},
    "desk:session_people": {"pk": _session("booked")},
    "desk:record_session": {"pk": _session("begun")},
    "desk:miss_session": {"pk": _session("begun")},
    "desk:cancel_session": {"pk": _session("booked")},
    "desk:remove_session_absence": {"pk": _session_absence},
    "web:tell_us": {"token": _feedback("token")},
    "web:no_more": {"token": _feedback("token")},
    "desk:ask_feedback": {"reference": lambda: enquiry().reference, "wave": lambda: "close"},
    "desk:code_comment": {"pk": _feedback("comment")},
    "desk:open_case_of_comment": {"pk": _feedback("comment")},
    "desk:feedback_case": {"pk": _feedback("case", state="acknowledged")},
    "desk:feedback_case_details": {"pk": _feedback("case")},
    "desk:feedback_case_step": {"pk": _feedback("case"), "step": lambda: "acknowledge"},
    "desk:improvement": {"pk": _feedback("improvement", state="in_review")},
    "desk:edit_improvement": {"pk": _feedback("improvement")},
    "desk:improvement_step": {"pk": _feedback("improvement"), "step": lambda: "begin"},
    "desk:map_review_settle": {"pk": _map_comment},
    "desk:map_review_drive": {"pk": _test_drive},
    "desk:map_review_drive_answer": {"pk": _test_drive},
    "desk:map_review_drive_back": {"pk": _test_drive},
    "desk:map_review_drive_attach": {"pk": _test_drive},
    "desk:map_review_task": {"pk": _review_task},
    "desk:map_review_assign": {"pk": _review_task},
    "desk:map_review_departure": {"pk": _departure},
    "desk:quality_round": {"pk": _review_round},
    "desk:quality_review": {"pk": _sampled},
    "desk:shift": {"pk": _rota("shift")},
    "desk:adviser": {"pk": _rota("adviser")},
    "workforce:calendar": {"token": _calendar_token},
    "returns:one": {"name": _return},
    "returns:preview": {"name": _return},
    "returns:changes": {"name": a_released_revision},
    "returns:prepare": {"name": _return},
    "returns:protect": {"name": _return},
    "returns:attack": {"name": _return},
    "returns:sign": {"name": _return},
    "returns:send_back": {"name": _return},
    "returns:release": {"name": _return},
    "returns:revise": {"name": _return},
    "returns:write": {"name": _return, "section": lambda: "emerging"},
    "returns:read": {"name": _return, "section": lambda: "emerging"},
    "desk:retry_job": {"pk": _dead_job},
    "desk:resend_message": {"pk": _dead_message},
    "desk:confirm_mail": {"pk": _uncertain_reply},
}
#: Addresses whose sample is somebody else's: nobody finds it there.
OTHERS = {"mfa_remove_webauthn", "mfa_edit_webauthn"}


def missing(route: Route) -> list[str]:
    """The parameters of the route that have no sample."""
    return [name for name in route.parameters if name not in BY_PARAMETER and name not in BY_ROUTE.get(route.name, {})]


def values(route: Route) -> dict[str, object]:
    """One value for each parameter of the route; makes the objects that they lead to."""
    own = BY_ROUTE.get(route.name, {})
    return {name: (own.get(name) or BY_PARAMETER[name])() for name in route.parameters}


def everybody() -> dict[str, Person]:
    """One person for each role."""
    return {code: people.somebody(code) for code in ROLES}
