"""A return from frozen facts to its release: who may, in which order, and what the database itself refuses."""

from __future__ import annotations

import json

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from adviceline.audit.models import Event
from adviceline.facts.models import EnquiryFact
from adviceline.privacy.screening import screen_text
from adviceline.reporting.models import Commentary, Release, Return
from adviceline.reporting.returns import actions, queries, verifying
from adviceline.reporting.returns.actions import UnableToMoveReturn
from adviceline.reporting.returns.cells import Cell
from adviceline.reporting.returns.comparing import compare
from adviceline.reporting.returns.document_json import as_json, from_json
from adviceline.reporting.returns.linking.layout import lay_out
from adviceline.reporting.returns.naming import parse_period
from adviceline.reporting.returns.snapshot import store
from tests.support import made_returns as made
from tests.support import people
from tests.support.released import drawn_quickly

pytestmark = pytest.mark.django_db
AT = made.LATER


@pytest.fixture
def quick():
    """`test_from_the_facts_to_the_release_and_again_to_the_same_bytes` draws every file twice; the others ask less."""
    with drawn_quickly():
        yield


def test_from_the_facts_to_the_release_and_again_to_the_same_bytes():
    release = made.released("2022-02")
    report = made.fresh(release.report)
    assert report.released
    document = queries.released_document(report)
    assert document.released
    assert [act.role for act in document.acts] == ["Evidence analyst", "Service manager", "Service manager"]
    assert document.first_figures[:2] == ("calls_answered", "calls_not_answered")
    assert document.figure("enquiries_opened").value == Cell.exact(40)
    assert document.commentary[0].text == made.SAID
    again = verifying.rebuild(report)
    assert again.same
    assert {check.name for check in again.checks} == set(queries.released_files(report))
    assert verifying.verify(report) == []
    actions_of = list(Event.objects.filter(subject="return:2022-02").order_by("seq").values_list("action", flat=True))
    assert actions_of[0] == "return.prepared"
    assert actions_of[-2:] == ["return.signed", "return.released"]


def test_two_people_never_one():
    report = made.protected(made.written(made.prepared()))
    both = people.somebody("service_manager", "evidence_analyst")
    with pytest.raises(UnableToMoveReturn, match="roles: Supervisor or Service manager"):
        actions.sign_return(report=report, by=made.analyst(), at=AT)
    report = actions.prepare_return(period=parse_period("2022-02"), by=both, at=AT)
    report = actions.protect_return(report=report, by=made.analyst(), at=AT)
    actions.attack_return(report=report, by=made.analyst(), at=AT)
    with pytest.raises(UnableToMoveReturn, match="two people, never one"):
        actions.sign_return(report=made.fresh(report), by=both, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Return.objects.filter(pk=report.pk).update(
            state="signed", signed_by=both, signed_at=AT, signed_hash="x", document="x"
        )  # fmt: skip
    section = queries.commentary(report)["emerging"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Commentary.objects.filter(pk=section.pk).update(reviewed_by=section.written_by, reviewed_at=AT)


def test_commentary_is_read_by_somebody_who_did_not_write_it_and_again_when_it_changes():
    report = made.prepared()
    both = people.somebody("service_manager")
    section = actions.write_commentary(
        report=report, section="emerging", text=screen_text("One."), version=0, by=both, at=AT
    )
    with pytest.raises(UnableToMoveReturn, match="somebody else must read"):
        actions.review_commentary(commentary=_again(section), version=1, by=both, at=AT)
    actions.review_commentary(commentary=_again(section), version=1, by=made.manager(), at=AT)
    section = actions.write_commentary(
        report=made.fresh(report), section="emerging", text=screen_text("Two."), version=1, by=both, at=AT
    )
    assert section.reviewed_by is None
    with pytest.raises(UnableToMoveReturn, match="colleague changed this section"):
        actions.write_commentary(
            report=made.fresh(report), section="emerging", text=screen_text("Three."), version=1, by=both, at=AT
        )


def _again(section: Commentary) -> Commentary:
    return Commentary.objects.select_related("report").get(pk=section.pk)


def test_what_is_missing_is_said_before_it_is_signed_or_released():
    report = made.prepared()
    with pytest.raises(UnableToMoveReturn, match="is prepared, so it cannot be signed"):
        actions.sign_return(report=report, by=made.manager(), at=AT)
    report = actions.protect_return(report=report, by=made.analyst(), at=AT)
    with pytest.raises(UnableToMoveReturn, match="Write: Emerging issues and trends, Expenditure"):
        actions.sign_return(report=report, by=made.manager(), at=AT)
    with pytest.raises(UnableToMoveReturn, match="is protected, so it cannot be released"):
        actions.release_return(report=report, by=made.manager(), at=AT)


def test_a_period_that_is_not_over_and_a_quarter_without_its_months_are_refused():
    made.pilot_facts(month=2)
    with pytest.raises(UnableToMoveReturn, match="not over yet"):
        actions.prepare_return(period=parse_period("2022-02"), by=made.analyst(), at=AT.replace(year=2022, month=2))
    with pytest.raises(UnableToMoveReturn, match="2022-01 has not been released yet"):
        actions.prepare_return(period=parse_period("2022-Q1"), by=made.analyst(), at=AT)
    with pytest.raises(UnableToMoveReturn, match="Nothing was counted"):
        actions.prepare_return(period=parse_period("2019-02"), by=made.analyst(), at=AT)


def test_what_was_released_is_not_changed_by_anybody(quick):
    release = made.released()
    report = release.report
    for change in (
        lambda: Release.objects.filter(pk=release.pk).update(number=7),
        lambda: Release.objects.filter(pk=release.pk).delete(),
        lambda: release.files.update(sha256="x"),
        lambda: release.files.all().delete(),
        lambda: Return.objects.filter(pk=report.pk).update(state="protected", signed_by=None, signed_at=None),
        lambda: Commentary.objects.filter(report=report).update(text="Otherwise."),
        lambda: Commentary.objects.create(
            report=report, section="x", text="x", written_by=made.analyst(), written_at=AT
        ),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(UnableToMoveReturn, match="not changed"):
        actions.prepare_return(period=parse_period("2022-02"), by=made.analyst(), at=AT)


def test_a_return_that_gives_people_away_is_not_released_and_the_tables_are_named():
    """As though somebody had put a hidden count into the draft by hand, and had it signed."""
    report = made.signed(made.prepared())
    document = from_json(report.document.encode())
    table, row, value = _a_small_hidden_count(report, document)
    planted = _with(document, table, row, Cell.exact(value))
    Return.objects.filter(pk=report.pk).update(document=as_json(planted).decode())
    report = made.fresh(report)
    Return.objects.filter(pk=report.pk).update(
        signed_hash=queries.content_hash(report),
        attacked_hash=store_digest(report.document),
    )  # fmt: skip
    with pytest.raises(UnableToMoveReturn, match=f"2022-02 {table}") as refusal:
        actions.release_return(report=made.fresh(report), by=made.manager(), at=AT)
    assert refusal.value.leaks == (f"2022-02 {table}",) or f"2022-02 {table}" in refusal.value.leaks
    assert not Release.objects.exists()


def store_digest(text: str) -> str:
    from adviceline.reporting.returns.snapshot.manifest import digest

    return digest(text.encode())


def _a_small_hidden_count(report, document):
    from adviceline.reporting.returns.drawing_up import version_of

    version = version_of(report, document)
    for table in document.tables:
        if table.id not in version.layouts or table.id == "confidence":
            continue
        layout = lay_out(table.id, table.grouping, version.amounts)
        for row in table.rows:
            value = version.amounts.value(layout.cells[row.code, table.columns[0].code])
            if row.cells[0].suppressed and 1 <= value <= 4 and len(table.columns) == 1:
                return table.id, row.code, value
    raise AssertionError("nothing small is hidden in this sample")


def _with(document, table, row, cell):
    from dataclasses import replace

    return replace(
        document,
        tables=tuple(
            replace(one, rows=tuple(replace(each, cells=(cell,)) if each.code == row else each for each in one.rows))
            if one.id == table
            else one
            for one in document.tables
        ),
    )


def test_a_document_that_is_not_what_was_signed_is_not_released():
    report = made.signed(made.prepared())
    Return.objects.filter(pk=report.pk).update(signed_hash="sha256:" + "0" * 64)
    with pytest.raises(UnableToMoveReturn, match="not what was signed"):
        actions.release_return(report=made.fresh(report), by=made.manager(), at=AT)


def test_released_twice_one_is_told(quick):
    report = made.signed(made.prepared())
    seen_before = made.fresh(report)
    actions.release_return(report=report, by=made.manager(), at=AT)
    with pytest.raises(UnableToMoveReturn, match="2022-02 is released, so it cannot be released"):
        actions.release_return(report=seen_before, by=people.somebody("service_manager"), at=AT)
    assert Release.objects.count() == 1


def test_a_correction_is_a_revision_with_a_reason_attacked_with_what_it_corrects(quick):
    release = made.released()
    first = release.report
    with pytest.raises(UnableToMoveReturn, match="Say why"):
        actions.revise_return(report=first, reason=screen_text(""), by=made.analyst(), at=AT)
    EnquiryFact.objects.filter(kind="E1").order_by("fact_id")[0].delete()
    assert queries.changed_since_frozen(first, {"facts_enquiryfact": 40}) > 0
    second = actions.revise_return(
        report=first, reason=screen_text("One enquiry was counted twice."), by=made.analyst(), at=AT
    )
    assert second.name == "2022-02-r2"
    with pytest.raises(UnableToMoveReturn, match="being revised already"):
        actions.revise_return(report=first, reason=screen_text("Again."), by=made.analyst(), at=AT)
    actions.release_return(report=made.signed(second), by=made.manager(), at=AT)
    second = made.fresh(second)
    assert second.release.certificate["linked"] == ["2022-02"]
    assert second.release.certificate["safe"]
    document = queries.released_document(second)
    assert document.corrects == "2022-02"
    assert document.reasons == ("One enquiry was counted twice.",)
    assert document.figure("enquiries_opened").value == Cell.exact(39)
    before = queries.released_document(made.fresh(first))
    assert before.figure("enquiries_opened").value == Cell.exact(40)
    changed = {each.place: (each.before, each.after) for each in compare(before, document).figures}
    assert changed[document.figure("enquiries_opened").title] == ("40", "39")
    assert verifying.rebuild(second).same


def test_an_erased_enquiry_leaves_its_facts_and_the_return_as_it_was(quick):
    """Facts stay when identity goes; a return is made from facts frozen before."""
    report = made.released().report
    EnquiryFact.objects.all().delete()
    assert verifying.rebuild(made.fresh(report)).same


@pytest.mark.parametrize("harm", ["byte", "missing", "version", "manifest"])
def test_a_snapshot_that_is_not_what_was_frozen_is_refused_with_the_reason(harm):
    report = made.prepared()
    folder = store.folder_of(report.snapshot)
    kept = {path: path.read_bytes() for path in folder.iterdir()}
    target, manifest = folder / "facts_enquiryfact.parquet", folder / "manifest.json"
    said = json.loads(manifest.read_bytes())
    try:
        if harm == "byte":
            data = bytearray(kept[target])
            data[len(data) // 2] ^= 1
            target.write_bytes(bytes(data))
        elif harm == "missing":
            target.unlink()
        elif harm == "version":
            manifest.write_text(json.dumps(said | {"form": 99}))
        else:
            manifest.write_bytes(kept[manifest].replace(b'"rows":40', b'"rows":41'))
        words = {
            "byte": "the bytes of facts_enquiryfact.parquet have changed", "missing": "facts_enquiryfact.parquet is missing",
            "version": "version 99; this program reads version 1", "manifest": "manifest of snapshot .* is damaged",
        }[harm]  # fmt: skip
        with pytest.raises(UnableToMoveReturn, match=words):
            actions.protect_return(report=report, by=made.analyst(), at=AT)
        assert len(verifying.verify(report)) == 1
        assert made.fresh(report).state == "prepared"
    finally:
        for path, data in kept.items():
            path.write_bytes(data)


def test_the_same_facts_are_frozen_under_the_same_hash():
    first = made.prepared().snapshot
    second = actions.prepare_return(period=parse_period("2022-02"), by=made.analyst(), at=AT).snapshot
    assert first == second
