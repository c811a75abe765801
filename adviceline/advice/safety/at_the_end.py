"""The rules about the end: asked at every outcome that a path reaches. None, or how it is broken."""

from __future__ import annotations

from collections.abc import Callable

from adviceline.advice.model import Outcome
from adviceline.advice.safety.moments import CONSULTATION, ESCALATION, Moment

ABUSIVE_OR_VIOLENT = ("H4", "H5")
UNCLEAR = "H0"
# Outcomes that bring in somebody from outside the setting. Whatever is not named here leaves it to manage alone.
OUTSIDE = frozenset({"early_help", "social_care", "police", "health_or_sarc", ESCALATION, CONSULTATION})
REFERRED = frozenset({"social_care", "police"})


def no_end_before_the_emergencies_are_settled(moment: Moment, outcome: Outcome) -> str | None:
    """A path ends before I1, I2 and I3 are all answered only where it hands over to the emergency services."""
    if moment.emergencies_settled or (outcome.emergency is not None and outcome.emergency.number):
        return None
    return f"The path ends at {outcome.id} before I1, I2 and I3 were all answered, and shows no number to call."


def abusive_or_violent_is_never_managed_internally_alone(moment: Moment, outcome: Outcome) -> str | None:
    """H4 and H5 never end where the setting is left to manage alone."""
    if moment.view in ABUSIVE_OR_VIOLENT and _inside_only(outcome):
        return f"A working view of {moment.view} ends at {outcome.id}, managed internally alone."
    return None


def unclear_never_closes_without_consultation(moment: Moment, outcome: Outcome) -> str | None:
    """H0 always includes a specialist consultation, on the way or at the end."""
    if moment.view == UNCLEAR and CONSULTATION not in moment.so_far.codes | set(outcome.suggests.outcomes):
        return f"A working view of H0 ends at {outcome.id} without a consultation."
    return None


def unasked_is_never_managed_internally_alone(moment: Moment, outcome: Outcome) -> str | None:
    """Where the questions for a working view were skipped, the setting is not left to manage alone."""
    if moment.view is None and _inside_only(outcome):
        return f"The path ends at {outcome.id}, managed internally alone, with no working view."
    return None


def the_working_view_heeds_what_was_told(moment: Moment, outcome: Outcome) -> str | None:
    """Power, pressure or force make it H4 or H5, whatever the map's own rules say; not knowing leaves it unclear."""
    allowed = moment.so_far.told.views
    if allowed is None or moment.view in allowed:
        return None
    return (
        f"The path ends at {outcome.id} with a working view of {moment.view or 'nothing'}. "
        f"What was answered about the behaviour allows only {' or '.join(sorted(allowed))}."
    )


def managed_internally_alone_only_when_all_was_asked(moment: Moment, outcome: Outcome) -> str | None:
    """Nobody is left to manage alone who was not asked about power, pressure and force."""
    if (unasked := moment.so_far.told.unasked) and _inside_only(outcome):
        asked = ", ".join(sorted(unasked))
        return f"The path ends at {outcome.id}, managed internally alone, and did not ask about: {asked}."
    return None


def images_that_must_be_referred_are(moment: Moment, outcome: Outcome) -> str | None:
    """Images with an adult, pressure or a child under 13 end with the police or social care, or where the escalation
    procedure is used because they turned it down."""
    if not moment.so_far.told.must_refer or (REFERRED | {ESCALATION}) & set(outcome.suggests.outcomes):
        return None
    return f"Images that must be referred end at {outcome.id}, without the police or social care."


def after_an_emergency_exit_never_managed_internally_alone(moment: Moment, outcome: Outcome) -> str | None:
    """Once a path has passed an emergency exit, the setting is not left to manage alone."""
    if moment.so_far.exit_passed and _inside_only(outcome):
        return f"The path passed an emergency exit and ends at {outcome.id}, managed internally alone."
    return None


def escalation_is_not_lost(moment: Moment, outcome: Outcome) -> str | None:
    """Whoever chose the escalation procedure ends where it is, or at a number to call."""
    if ESCALATION not in moment.so_far.codes or ESCALATION in outcome.suggests.outcomes:
        return None
    if outcome.emergency is not None and outcome.emergency.number:
        return None
    return f"The escalation procedure was chosen, and the path ends at {outcome.id}, which does not offer it."


def _inside_only(outcome: Outcome) -> bool:
    return OUTSIDE.isdisjoint(outcome.suggests.outcomes)


END_RULES: tuple[Callable[[Moment, Outcome], str | None], ...] = (
    no_end_before_the_emergencies_are_settled,
    abusive_or_violent_is_never_managed_internally_alone,
    unclear_never_closes_without_consultation,
    unasked_is_never_managed_internally_alone,
    the_working_view_heeds_what_was_told,
    managed_internally_alone_only_when_all_was_asked,
    images_that_must_be_referred_are,
    after_an_emergency_exit_never_managed_internally_alone,
    escalation_is_not_lost,
)
