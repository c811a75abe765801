"""Sample objects behind the addresses, for the walk over every address.

A new address with a parameter needs a sample here: by the parameter's name when it means the same everywhere, else by
the route's name. `OTHERS` names addresses whose sample belongs to somebody else, so that even the right role finds
nothing there.
"""

from __future__ import annotations

from adviceline.accounts.models import Person
from adviceline.accounts.roles import ROLES
from tests.support import people
from tests.support.money_pages import BY_ROUTE as MONEY
from tests.support.released import RELEASED, a_released_name, a_released_revision
from tests.support.routes import Route
from tests.support.samples.following import (
    a_session,
    feedback,
    invited_token,
    pack,
    pack_number,
    pack_token,
    session,
    session_absence,
    session_day,
    session_token,
)
from tests.support.samples.kinds import AT, Sample
from tests.support.samples.knowledge import (
    an_entry,
    candidate,
    evidence_item,
    feed,
    insight_note,
    linked_item,
    newest_link,
    practice_example,
    recommendation,
)
from tests.support.samples.maps import departure, map_comment, map_version, review_task, test_drive
from tests.support.samples.records import (
    a_chat,
    a_person,
    call_about,
    call_back,
    chat_with_file,
    confirmation,
    dead_job,
    dead_message,
    enquiry,
    guard_override,
    mail_elsewhere,
    mail_reference,
    newest_chat_file,
    passkey_of_another,
    recording,
    uncertain_reply,
    voice_message,
)
from tests.support.samples.running import (
    a_return,
    calendar_token,
    delivery,
    newest,
    outreach,
    review_round,
    rota,
    sampled,
)

__all__ = [
    "AT",
    "BY_PARAMETER",
    "BY_ROUTE",
    "OTHERS",
    "Sample",
    "an_entry",
    "enquiry",
    "everybody",
    "evidence_item",
    "insight_note",
    "missing",
    "practice_example",
    "recommendation",
    "recording",
    "session",
    "values",
    "voice_message",
]

BY_PARAMETER: dict[str, Sample] = {
    "reference": lambda: enquiry().reference,
    "month": lambda: "2022-02",
    "form": lambda: "csv",
    "provider_id": lambda: "staff",
    "provider": lambda: "postmark",
    "stage": lambda: "start",
    "map_id": lambda: "individual-incident",
    "entry_id": an_entry,
    "version_hash": map_version,
    "la_code": lambda: "202",
}
BY_ROUTE: dict[str, dict[str, Sample]] = {
    **{f"outreach:{name}": {"pk": outreach("campaign")} for name in ("campaign", "edit_campaign")},
    "outreach:activity": {"pk": outreach("activity")},
    "outreach:published_file": {"name": a_released_name, "form": lambda: "csv"},
    **{f"delivery:{name}": {"pk": delivery(name)} for name in ("step", "activity", "indicator", "risk")},
    **MONEY,
    **{
        f"desk:{name}": {"pk": a_chat}
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
    "desk:chat_file": {"pk": chat_with_file, "file": newest_chat_file},
    "account_reset_password_from_key": {"uidb36": lambda: "1", "key": lambda: "abc-def"},
    "mfa_remove_webauthn": {"pk": passkey_of_another},
    "mfa_edit_webauthn": {"pk": passkey_of_another},
    "person": {"pk": a_person},
    "web:ask_scope": {"code": lambda: "outside_england"},
    "web:ask_step": {"step": lambda: "setting"},
    "web:sent": {"token": confirmation},
    "web:call_back_about": {"token": call_about},
    "phone:webhook": {"step": lambda: "voice"},
    "desk:call_back": {"pk": call_back},
    "desk:cancel_call_back": {"pk": call_back},
    "desk:ring_call_back": {"pk": call_back},
    "desk:call_back_not_placed": {"pk": call_back},
    "desk:hear_message": {"pk": lambda: voice_message().pk},
    **{
        f"desk:{name}": {"pk": lambda: recording().pk} for name in ("recording", "recording_sound", "destroy_recording")
    },
    "desk:review_override": {"pk": guard_override},
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
    "portal:download": {"name": a_released_name, "file": lambda: f"{RELEASED}.json"},
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
    "evidence:item_unlink": {"pk": linked_item, "link": newest_link},
    "evidence:note": {"pk": lambda: insight_note("in_review").pk},
    "evidence:note_edit": {"pk": lambda: insight_note().pk},
    "evidence:note_submit": {"pk": lambda: insight_note().pk},
    "evidence:note_approve": {"pk": lambda: insight_note("in_review").pk},
    "evidence:note_send_back": {"pk": lambda: insight_note("in_review").pk},
    "evidence:note_withdraw": {"pk": lambda: insight_note("approved").pk},
    "evidence:agree": {"pk": candidate},
    "evidence:take_off": {"pk": candidate},
    "desk:collect_session_evidence": {"pk": a_session("begun")},
    "evaluation:approve": {"pk": lambda: recommendation().pk},
    "evaluation:withdraw": {"pk": lambda: recommendation().pk},
    "open_referral:service": {"identifier": feed("service")},
    "open_referral:organization": {"identifier": feed("organization")},
    "open_referral:taxonomy": {"identifier": feed("taxonomy")},
    "open_referral:taxonomy_term": {"identifier": feed("term")},
    "open_referral:service_at_location": {"identifier": feed("service")},
    "open_referral:elsewhere": {"rest": lambda: "programs"},
    "web:pack": {"token": pack_token},
    "web:pack_open": {"token": pack_token},
    "web:pack_helped": {"token": pack_token},
    "desk:pack": {"reference": lambda: pack().enquiry.reference, "pk": pack_number},
    "desk:stop_pack": {"reference": lambda: pack().enquiry.reference, "pk": pack_number},
    "desk:reply": {"reference": mail_reference},
    "desk:take_on_mail": {"pk": mail_elsewhere},
    "desk:message": {"reference": mail_reference, "pk": newest("message")},
    "desk:mail_original": {"reference": mail_reference, "pk": newest("message")},
    "desk:move_mail": {"reference": mail_reference, "pk": newest("message")},
    "desk:mail_file": {"reference": mail_reference, "pk": newest("file")},
    "desk:open_mail_file": {"reference": mail_reference, "pk": newest("file")},
    "desk:mail_check": {"reference": mail_reference, "pk": newest("text")},
    "web:session": {"token": session_token()},
    "web:session_times": {"token": session_token()},
    "web:session_book": {"token": session_token(), "day": session_day},
    "web:session_people": {"token": session_token("booked")},
    "web:session_cancel": {"token": session_token("booked")},
    "web:session_quiet": {"token": session_token()},
    "web:session_calendar": {"token": session_token("booked")},
    "web:invited": {"token": invited_token},
    "desk:session": {"pk": a_session("begun")},
    "desk:session_people": {"pk": a_session("booked")},
    "desk:record_session": {"pk": a_session("begun")},
    "desk:miss_session": {"pk": a_session("begun")},
    "desk:cancel_session": {"pk": a_session("booked")},
    "desk:remove_session_absence": {"pk": session_absence},
    "web:tell_us": {"token": feedback("token")},
    "web:no_more": {"token": feedback("token")},
    "desk:ask_feedback": {"reference": lambda: enquiry().reference, "wave": lambda: "close"},
    "desk:code_comment": {"pk": feedback("comment")},
    "desk:open_case_of_comment": {"pk": feedback("comment")},
    "desk:feedback_case": {"pk": feedback("case", state="acknowledged")},
    "desk:feedback_case_details": {"pk": feedback("case")},
    "desk:feedback_case_step": {"pk": feedback("case"), "step": lambda: "acknowledge"},
    "desk:improvement": {"pk": feedback("improvement", state="in_review")},
    "desk:edit_improvement": {"pk": feedback("improvement")},
    "desk:improvement_step": {"pk": feedback("improvement"), "step": lambda: "begin"},
    "desk:map_review_settle": {"pk": map_comment},
    "desk:map_review_drive": {"pk": test_drive},
    "desk:map_review_drive_answer": {"pk": test_drive},
    "desk:map_review_drive_back": {"pk": test_drive},
    "desk:map_review_drive_attach": {"pk": test_drive},
    "desk:map_review_task": {"pk": review_task},
    "desk:map_review_assign": {"pk": review_task},
    "desk:map_review_departure": {"pk": departure},
    "desk:quality_round": {"pk": review_round},
    "desk:quality_review": {"pk": sampled},
    "desk:shift": {"pk": rota("shift")},
    "desk:adviser": {"pk": rota("adviser")},
    "workforce:calendar": {"token": calendar_token},
    "returns:one": {"name": a_return},
    "returns:preview": {"name": a_return},
    "returns:changes": {"name": a_released_revision},
    "returns:prepare": {"name": a_return},
    "returns:protect": {"name": a_return},
    "returns:attack": {"name": a_return},
    "returns:sign": {"name": a_return},
    "returns:send_back": {"name": a_return},
    "returns:release": {"name": a_return},
    "returns:revise": {"name": a_return},
    "returns:write": {"name": a_return, "section": lambda: "emerging"},
    "returns:read": {"name": a_return, "section": lambda: "emerging"},
    "desk:retry_job": {"pk": dead_job},
    "desk:resend_message": {"pk": dead_message},
    "desk:confirm_mail": {"pk": uncertain_reply},
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
