"""From what a caller says to the row that is counted. Pure but for building the (unsaved) models."""

from adviceline.facts.models import (
    CallbackRequestFact,
    ContactFact,
    CoverFact,
    EnquiryFact,
    EnquiryThemeFact,
    FeedbackAnswerFact,
    FeedbackAskFact,
    FeedbackCaseFact,
    HeardFact,
    PublishedImprovementFact,
    SignpostFact,
    SignpostHelpFact,
)
from adviceline.facts.values import (
    CallbackRequestFactValues,
    ContactFactValues,
    CoverFactValues,
    EnquiryFactValues,
    FeedbackAnswerFactValues,
    FeedbackAskFactValues,
    FeedbackCaseFactValues,
    HeardFactValues,
    PublishedImprovementFactValues,
    SignpostFactValues,
    SignpostHelpFactValues,
)
from adviceline.measures import codes, counting
from adviceline.measures.calendar import london_moment


class UnableToWriteFact(ValueError):
    """What was said of the thing cannot be counted; the message says which part is wrong."""


def contact_row(values: ContactFactValues) -> ContactFact:
    if problem := codes.unknown_outcome(values.channel, values.direction, values.outcome):
        raise UnableToWriteFact(problem)
    if values.non_advice and values.non_advice not in codes.NON_ADVICE:
        raise UnableToWriteFact(f"‘{values.non_advice}’ is not a code for a non-advice contact.")
    began = london_moment(values.began_at)
    counts = counting.contact_counts(channel=values.channel, outcome=values.outcome, non_advice=values.non_advice)
    billable = counting.contact_billable(
        channel=values.channel,
        direction=values.direction,
        outcome=values.outcome,
        replied=values.replied,
        non_advice=values.non_advice,
        out_of_scope=values.out_of_scope,
    )
    return ContactFact(
        fact_id=values.fact_id,
        enquiry_fact=values.enquiry_fact,
        channel=values.channel,
        direction=values.direction,
        outcome=values.outcome,
        month=began.month,
        began_on=began.date,
        iso_weekday=began.iso_weekday,
        half_hour=began.half_hour,
        wait_seconds=values.wait_seconds,
        talk_seconds=values.talk_seconds,
        wrap_up_seconds=values.wrap_up_seconds,
        replied=values.replied,
        first_reply_open_seconds=values.first_reply_open_seconds,
        within_promised_slot=values.within_promised_slot,
        attempt=values.attempt,
        non_advice=values.non_advice,
        out_of_scope=values.out_of_scope,
        counts=counts,
        billable=billable,
        partner=values.partner,
    )


def enquiry_row(values: EnquiryFactValues) -> EnquiryFact:
    opened = london_moment(values.opened_at)
    closed = london_moment(values.closed_at) if values.closed_at else None
    return EnquiryFact(
        fact_id=values.fact_id,
        opened_month=opened.month,
        opened_on=opened.date,
        closed_month=closed.month if closed else None,
        closed_on=closed.date if closed else None,
        reopened_within_14_days=values.reopened_within_14_days,
        kind=values.kind,
        role=values.role,
        setting=values.setting,
        phase=values.phase,
        region=values.region,
        la_code=values.la_code,
        continuum=values.continuum,
        threshold=values.threshold,
        urgency=values.urgency,
        partner=values.partner,
        answered_contacts=values.answered_contacts,
        out_of_scope=values.out_of_scope,
        counts=not (values.merged or values.test),
        # Whoever answered a question was offered it, whatever else was noted.
        confidence_start_offered=values.confidence_start_offered
        or values.identifying_start is not None
        or values.responding_start is not None,
        confidence_close_offered=values.confidence_close_offered
        or values.identifying_close is not None
        or values.responding_close is not None,
        identifying_start=values.identifying_start,
        identifying_close=values.identifying_close,
        responding_start=values.responding_start,
        responding_close=values.responding_close,
    )


def theme_rows(values: EnquiryFactValues) -> list[EnquiryThemeFact]:
    """None for an enquiry that does not count: its themes are those of the enquiry that it was merged into."""
    if values.merged or values.test:
        return []
    opened = london_moment(values.opened_at)
    return [
        EnquiryThemeFact(enquiry_fact_id=values.fact_id, theme=theme, opened_month=opened.month)
        for theme in sorted(set(values.themes))
    ]


def signpost_row(values: SignpostFactValues) -> SignpostFact:
    return SignpostFact(
        fact_id=values.fact_id,
        enquiry_fact=values.enquiry_fact,
        resource=values.resource,
        month=london_moment(values.signposted_at).month,
    )


def signpost_help_row(values: SignpostHelpFactValues) -> SignpostHelpFact:
    return SignpostHelpFact(
        fact_id=values.fact_id,
        enquiry_fact=values.enquiry_fact,
        resource=values.resource,
        helped=values.helped,
        month=london_moment(values.said_at).month,
    )


def callback_request_row(values: CallbackRequestFactValues) -> CallbackRequestFact:
    return CallbackRequestFact(
        fact_id=values.fact_id,
        enquiry_fact=values.enquiry_fact,
        month=london_moment(values.requested_at).month,
    )


def feedback_ask_row(values: FeedbackAskFactValues) -> FeedbackAskFact:
    return FeedbackAskFact(
        fact_id=values.fact_id,
        wave=values.wave,
        channel=values.channel,
        offered=not values.not_offered,
        not_offered=values.not_offered,
        role=values.role,
        setting=values.setting,
        region=values.region,
        month=london_moment(values.asked_at).month,
    )


def feedback_answer_row(values: FeedbackAnswerFactValues) -> FeedbackAnswerFact:
    return FeedbackAnswerFact(
        fact_id=values.fact_id,
        pair=values.pair,
        wave=values.wave,
        channel=values.channel,
        version=values.version,
        month=london_moment(values.released_at).month,
        satisfaction=values.satisfaction,
        recommend=values.recommend,
        helped=values.helped,
        done=values.done,
        identifying=values.identifying,
        responding=values.responding,
        identifying_before=values.identifying_before,
        responding_before=values.responding_before,
    )


def feedback_case_row(values: FeedbackCaseFactValues) -> FeedbackCaseFact:
    return FeedbackCaseFact(
        fact_id=values.fact_id,
        source=values.source,
        month=london_moment(values.heard_at).month,
        formal=values.formal,
        counts=values.counts,
        acknowledged_in_time=values.acknowledged_in_time,
        answered_in_time=values.answered_in_time,
        satisfied=values.satisfied,
        root_cause=values.root_cause,
    )


def published_improvement_row(values: PublishedImprovementFactValues) -> PublishedImprovementFact:
    return PublishedImprovementFact(
        fact_id=values.fact_id,
        month=london_moment(values.published_at).month,
        theme=values.theme,
        you_said=values.you_said,
        we_did=values.we_did,
    )


def cover_row(values: CoverFactValues) -> CoverFact:
    began = london_moment(values.began_at)
    return CoverFact(
        fact_id=values.fact_id,
        month=began.month,
        began_on=began.date,
        iso_weekday=began.iso_weekday,
        half_hour=began.half_hour,
        needed=values.needed,
        planned=values.planned,
        there=values.there,
        short_seconds=values.short_seconds,
        planned_met=values.planned >= values.needed,
        met=values.there >= values.needed,
    )


def heard_row(values: HeardFactValues) -> HeardFact:
    return HeardFact(
        fact_id=values.fact_id, how=values.how, campaign=values.campaign, month=london_moment(values.began_at).month
    )
