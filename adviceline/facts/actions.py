"""The one writer of facts.

Every write is an upsert by `fact_id`: a late arrival, a recoding, a merge or a split writes the same fact again.
Nothing here writes an audit event or begins a business transaction: the calling action does both, and the fact is
written inside its transaction, so that a fact is there exactly when its record is. Erasing a record does not call
anything here: the fact stays.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import TypeVar

from django.db import models, transaction

from adviceline.facts import rows
from adviceline.facts.copying import insert_new_objects
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
    MoneyFact,
    PublishedImprovementFact,
    SignpostFact,
    SignpostHelpFact,
)
from adviceline.facts.rows import UnableToWriteFact
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

__all__ = [
    "UnableToWriteFact",
    "add_contact_facts",
    "add_enquiry_facts",
    "bulk_write_callback_request_facts",
    "bulk_write_contact_facts",
    "bulk_write_enquiry_facts",
    "bulk_write_signpost_facts",
    "remove_callback_request_fact",
    "remove_published_improvement_fact",
    "remove_signpost_fact",
    "remove_signpost_help_fact",
    "replace_money_facts",
    "write_callback_request_fact",
    "write_contact_fact",
    "write_contact_facts",
    "write_cover_facts",
    "write_enquiry_fact",
    "write_enquiry_facts",
    "write_feedback_answer_facts",
    "write_feedback_ask_fact",
    "write_feedback_case_fact",
    "write_heard_fact",
    "write_published_improvement_fact",
    "write_signpost_fact",
    "write_signpost_help_fact",
]

BATCH = 5_000

V = TypeVar("V")
M = TypeVar("M", bound=models.Model)


def write_contact_fact(values: ContactFactValues) -> ContactFact:
    row = rows.contact_row(values)
    _upsert(ContactFact, [row])
    return row


def write_enquiry_fact(values: EnquiryFactValues) -> EnquiryFact:
    """Writes the enquiry and its themes: themes no longer named go."""
    row = rows.enquiry_row(values)
    with transaction.atomic():
        _upsert(EnquiryFact, [row])
        _replace_themes([values])
    return row


def write_signpost_fact(values: SignpostFactValues) -> SignpostFact:
    row = rows.signpost_row(values)
    _upsert(SignpostFact, [row])
    return row


def remove_signpost_fact(fact_id: uuid.UUID) -> None:
    """For a signpost taken back by the adviser, never for an erasure."""
    SignpostFact.objects.filter(fact_id=fact_id).delete()


def write_signpost_help_fact(values: SignpostHelpFactValues) -> SignpostHelpFact:
    row = rows.signpost_help_row(values)
    _upsert(SignpostHelpFact, [row])
    return row


def remove_signpost_help_fact(fact_id: uuid.UUID) -> None:
    """For an answer taken back by whoever gave it, never for an erasure."""
    SignpostHelpFact.objects.filter(fact_id=fact_id).delete()


def write_callback_request_fact(values: CallbackRequestFactValues) -> CallbackRequestFact:
    row = rows.callback_request_row(values)
    _upsert(CallbackRequestFact, [row])
    return row


def remove_callback_request_fact(fact_id: uuid.UUID) -> None:
    """For a request recorded by mistake, never for an erasure."""
    CallbackRequestFact.objects.filter(fact_id=fact_id).delete()


def write_feedback_ask_fact(values: FeedbackAskFactValues) -> FeedbackAskFact:
    row = rows.feedback_ask_row(values)
    _upsert(FeedbackAskFact, [row])
    return row


def write_feedback_answer_facts(values: Iterable[FeedbackAnswerFactValues]) -> None:
    """A whole batch in one statement, in the order given: the caller has shuffled it."""
    _upsert(FeedbackAnswerFact, [rows.feedback_answer_row(each) for each in values])


def write_feedback_case_fact(values: FeedbackCaseFactValues) -> FeedbackCaseFact:
    row = rows.feedback_case_row(values)
    _upsert(FeedbackCaseFact, [row])
    return row


def write_cover_facts(values: Iterable[CoverFactValues]) -> int:
    """Returns how many half hours were written."""
    some = [rows.cover_row(each) for each in values]
    if some:
        _upsert(CoverFact, some)
    return len(some)


def write_heard_fact(values: HeardFactValues) -> None:
    """Nothing is written where nothing was said."""
    if values.how or values.campaign:
        _upsert(HeardFact, [rows.heard_row(values)])


def replace_money_facts(*, kind: str, months: Iterable[int] | None, pence: Mapping[tuple[int, str], int]) -> None:
    """All that there is of one kind in these months (yyyymm; None: in every month), by month and cost line. The caller
    keeps others from writing of the same meanwhile."""
    before = MoneyFact.objects.filter(kind=kind)
    (before if months is None else before.filter(month__in=list(months))).delete()
    MoneyFact.objects.bulk_create(
        MoneyFact(kind=kind, month=month, cost_line=cost_line, pence=amount)
        for (month, cost_line), amount in sorted(pence.items())
    )


def write_published_improvement_fact(values: PublishedImprovementFactValues) -> PublishedImprovementFact:
    row = rows.published_improvement_row(values)
    _upsert(PublishedImprovementFact, [row])
    return row


def remove_published_improvement_fact(fact_id: uuid.UUID) -> None:
    """For words taken back from the public."""
    PublishedImprovementFact.objects.filter(fact_id=fact_id).delete()


def bulk_write_contact_facts(values: Iterable[ContactFactValues], *, batch: int = BATCH) -> int:
    """Returns how many were written. Holds one batch in memory; each batch is a transaction of its own."""
    return _bulk(values, write_contact_facts, batch)


def bulk_write_enquiry_facts(values: Iterable[EnquiryFactValues], *, batch: int = BATCH) -> int:
    return _bulk(values, write_enquiry_facts, batch)


def write_contact_facts(values: Iterable[ContactFactValues]) -> None:
    """As `write_contact_fact` for each, in the caller's transaction."""
    _upsert(ContactFact, [rows.contact_row(each) for each in values])


def write_enquiry_facts(values: Iterable[EnquiryFactValues]) -> None:
    """As `write_enquiry_fact` for each, in the caller's transaction."""
    some = list(values)
    _upsert(EnquiryFact, [rows.enquiry_row(each) for each in some])
    if some:
        _replace_themes(some)


def bulk_write_signpost_facts(values: Iterable[SignpostFactValues], *, batch: int = BATCH) -> int:
    return _bulk(values, lambda some: _upsert(SignpostFact, [rows.signpost_row(each) for each in some]), batch)


def bulk_write_callback_request_facts(values: Iterable[CallbackRequestFactValues], *, batch: int = BATCH) -> int:
    return _bulk(
        values, lambda some: _upsert(CallbackRequestFact, [rows.callback_request_row(each) for each in some]), batch
    )


def add_contact_facts(values: Iterable[ContactFactValues]) -> None:
    """Several times quicker than `bulk_write_contact_facts`, in the caller's transaction, for facts known to be new."""
    insert_new_objects([rows.contact_row(each) for each in values])


def add_enquiry_facts(values: Iterable[EnquiryFactValues]) -> None:
    """The same for enquiries and their themes."""
    some = list(values)
    insert_new_objects([rows.enquiry_row(each) for each in some])
    insert_new_objects([row for each in some for row in rows.theme_rows(each)])


def _bulk(values: Iterable[V], write: Callable[[list[V]], None], batch: int) -> int:
    written = 0
    remaining = iter(values)
    while some := list(islice(remaining, batch)):
        with transaction.atomic():
            write(some)
        written += len(some)
    return written


def _upsert(model: type[M], some: list[M]) -> None:
    # One statement cannot touch a row twice: where a batch names a fact twice, the later says what holds.
    latest = {row.pk: row for row in some}
    columns = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    model._default_manager.bulk_create(
        list(latest.values()), update_conflicts=True, unique_fields=["fact_id"], update_fields=columns
    )


def _replace_themes(some: list[EnquiryFactValues]) -> None:
    latest = {values.fact_id: values for values in some}
    EnquiryThemeFact.objects.filter(enquiry_fact_id__in=list(latest)).delete()
    EnquiryThemeFact.objects.bulk_create([row for values in latest.values() for row in rows.theme_rows(values)])
