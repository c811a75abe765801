"""Whether a tailored session should be proposed, and which. Pure: from codes and numbers only.

The rule is for triage; the adviser decides, and may offer any kind or none.
"""

from __future__ import annotations

from dataclasses import dataclass

INDIVIDUAL, WHOLE_SCHOOL, MULTI_AGENCY, TRAINING = (
    "individual_case",
    "whole_school",
    "multi_agency",
    "training_signpost",
)
KINDS = (INDIVIDUAL, WHOLE_SCHOOL, MULTI_AGENCY, TRAINING)

#: What the adviser judged to be needed (`follow_up_kind` of the taxonomy), and the session that it means.
JUDGED = {"case_session": INDIVIDUAL, "policy_session": WHOLE_SCHOOL, "team_session": MULTI_AGENCY}
NO_SESSION_JUDGED = frozenset({"callback", "confidence_check"})
#: At or below this, of 10, somebody is said to be unsure.
UNSURE_AT_MOST = 4
#: This many other enquiries of the same person within `REPEAT_DAYS` make it a repeat contact.
REPEAT_AT_LEAST, REPEAT_DAYS = 2, 90


@dataclass(frozen=True, kw_only=True)
class Triaged:
    """What the rule looks at. Codes of the taxonomy, empty where nothing was chosen; `identifying` and `responding` are
    the newest confidence answers from 0 to 10, None where not asked or not answered."""

    kind: str = ""
    urgency: str = ""
    continuum: str = ""
    threshold: str = ""
    judgement: str = ""
    identifying: int | None = None
    responding: int | None = None
    earlier_enquiries: int = 0


@dataclass(frozen=True)
class Proposal:
    """The kind of session, empty for none, and why, in words for the adviser."""

    kind: str
    why: str


def propose(facts: Triaged) -> Proposal:
    """The first line that fits, from the top.

    1. Urgency 'now': none. A child may be in danger, and no session stands in for acting.
    2. The adviser's judgement, where one was coded.
    3. Agencies disagree (E6, or the threshold is disputed), or behaviour seen as abusive or violent (H4, H5): multi-agency.
    4. A consultation asked for (E7), a referral that was declined, an unclear or problematic view (H0, H3): individual case.
    5. Whole system or policy (E3), or a pattern or group (E2): whole-school planning.
    6. Resources or training (E4): training signpost, when the enquirer is unsure or has asked repeatedly.
    7. Anything else: individual case when the enquirer is unsure or has asked repeatedly, otherwise none.
    """
    if facts.urgency == "immediate":
        return Proposal("", "A child may be in danger: act first. A session can be offered once the child is safe.")
    if facts.judgement in JUDGED:
        return Proposal(JUDGED[facts.judgement], "You coded this as the follow-up that is needed.")
    if facts.judgement in NO_SESSION_JUDGED:
        return Proposal("", "You coded another kind of follow-up.")
    if facts.kind == "E6" or facts.threshold == "disputed":
        return Proposal(MULTI_AGENCY, "Agencies see this differently, so it helps to plan together.")
    if facts.continuum in {"H4", "H5"}:
        return Proposal(MULTI_AGENCY, "The working view needs several agencies, so it helps to plan together.")
    if facts.kind == "E7":
        return Proposal(INDIVIDUAL, "The enquirer asked for a longer talk with a specialist.")
    if facts.threshold == "declined":
        return Proposal(INDIVIDUAL, "A referral was not accepted, so the next step needs time.")
    if facts.continuum in {"H0", "H3"}:
        return Proposal(INDIVIDUAL, "The working view is unclear or worrying, so it deserves a longer look.")
    if facts.kind in {"E2", "E3"}:
        return Proposal(WHOLE_SCHOOL, "This is about more than one incident: policy, culture, a place or a pattern.")
    needs_more = _why_more(facts)
    if needs_more and facts.kind not in {"E8"}:
        return Proposal(TRAINING if facts.kind == "E4" else INDIVIDUAL, needs_more)
    return Proposal("", "Nothing coded so far suggests a session. You can still offer one.")


def _why_more(facts: Triaged) -> str:
    answered = [score for score in (facts.identifying, facts.responding) if score is not None]
    if answered and min(answered) <= UNSURE_AT_MOST:
        return f"The enquirer feels unsure: {min(answered)} out of 10."
    if facts.earlier_enquiries >= REPEAT_AT_LEAST:
        return f"They asked {facts.earlier_enquiries} more times in the last {REPEAT_DAYS} days."
    return ""
