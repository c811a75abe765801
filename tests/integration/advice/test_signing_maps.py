"""From draft to what advisers follow: who may take which step, what is recorded, and what the database itself refuses."""

from __future__ import annotations

import dataclasses
import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import IntegrityError, transaction

from adviceline.advice import queries
from adviceline.advice.actions import (
    UnableToFollowMap,
    UnableToMoveMap,
    add_comment,
    answer_run,
    map_of,
    publish_map,
    register_maps,
    send_map_back,
    settle_comment,
    sign_off_map,
    start_run,
    submit_map,
    walk_of,
    withdraw_sign_off,
)
from adviceline.advice.actions.versions import _MAPS
from adviceline.advice.commands import content as content_commands
from adviceline.advice.models import AdviceRun, MapMove, MapVersion
from adviceline.audit.actors import SYSTEM
from adviceline.audit.models import Event
from adviceline.content.current import current_content
from adviceline.loading import load as load_command
from adviceline.privacy.screening import screen_text
from tests.support.advice_maps import publish_maps, real_data

pytestmark = pytest.mark.django_db
MAP = "individual-incident"


@pytest.fixture
def people(person):
    return SimpleNamespace(
        editor=person("content_editor"), reviewer=person("clinical_reviewer"), manager=person("service_manager"),
        adviser=person("adviser"), everything=person("content_editor", "clinical_reviewer", "service_manager"),
    )  # fmt: skip


@pytest.fixture
def draft(db, clock):
    return load(current_content(), clock)


def load(content: Any, clock: Any) -> MapVersion:
    kept = register_maps(content=content, by=SYSTEM, at=clock.now)
    return next(version for version in kept if version.map_id == MAP)


def reworded(question: str) -> Any:
    """The content with the first question of the map in other words."""
    content = current_content()
    data = real_data()
    data["nodes"]["I0"]["question"] = question
    document = dataclasses.replace(content.advice[MAP], data=data)
    return SimpleNamespace(advice={MAP: document}, resources=content.resources, taxonomy=content.taxonomy)


def signed(version: MapVersion, people: Any, clock: Any) -> MapVersion:
    version = submit_map(version=version, by=people.editor, at=clock.forward(minutes=1))
    return sign_off_map(version=version, by=people.reviewer, at=clock.forward(minutes=1))


def start(people: Any, clock: Any) -> AdviceRun:
    return start_run(subject=uuid.uuid4(), map_id=MAP, by=people.adviser, at=clock.now)


# ---- The life of a version -------------------------------------------------------------------------------------------


def test_a_map_is_followed_once_one_person_signed_it_and_another_published_it(draft, people, clock):
    with pytest.raises(UnableToFollowMap, match="not available yet") as refusal:
        start(people, clock)
    assert "clinical reviewer can sign it" in str(refusal.value)
    assert people.reviewer.name in str(refusal.value)

    version = signed(draft, people, clock)
    with pytest.raises(UnableToFollowMap, match="not available yet"):
        start(people, clock)

    version = publish_map(version=version, by=people.manager, at=clock.forward(minutes=1))
    assert start(people, clock).map_version_id == version.pk


def test_a_sign_off_keeps_the_name_the_role_the_date_and_the_hash_of_what_was_signed(draft, people, clock):
    version = signed(draft, people, clock)

    kept = MapVersion.objects.get(pk=version.pk)
    assert (kept.signed_by, kept.signed_name, kept.signed_role) == (
        people.reviewer, people.reviewer.name, "Clinical reviewer",
    )  # fmt: skip
    assert (kept.signed_at, kept.signed_hash) == (clock.now, kept.hash)
    event = Event.objects.get(action="map.signed")
    assert (event.actor, event.data) == (
        people.reviewer.actor_key, {"hash": kept.hash, "role": "Clinical reviewer"},
    )  # fmt: skip


def test_what_happened_to_a_version_is_kept_in_order_and_audited(draft, people, clock):
    version = submit_map(version=draft, by=people.editor, at=clock.forward(minutes=1))
    version = send_map_back(
        version=version, reason=screen_text("The words for colleges are missing."), by=people.reviewer,
        at=clock.forward(minutes=1),
    )  # fmt: skip
    version = publish_map(
        version=signed(version, people, clock), by=people.manager, at=clock.forward(minutes=1)
    )  # fmt: skip
    withdraw_sign_off(
        version=version, reason=screen_text("A source was withdrawn."), by=people.reviewer, at=clock.forward(minutes=1)
    )

    moves = list(MapMove.objects.filter(version=draft).values_list("what", "name", "role", "reason"))
    assert [what for what, *_ in moves] == [
        "loaded", "submitted", "sent_back", "submitted", "signed", "published", "withdrawn",
    ]  # fmt: skip
    assert moves[2] == ("sent_back", people.reviewer.name, "Clinical reviewer", "The words for colleges are missing.")
    assert moves[5][1:3] == (people.manager.name, "Service manager")
    assert list(
        Event.objects.filter(subject=f"map:{MAP}", action__startswith="map.").order_by("seq").values_list("action", flat=True)
    ) == ["map.loaded", "map.submitted", "map.sent_back", "map.submitted", "map.signed", "map.published",
          "map.sign_off_withdrawn"]  # fmt: skip


@pytest.mark.parametrize(
    ("role", "step"),
    [
        (role, step)
        for step, allowed in {
            "submit": {"editor"}, "sign": {"reviewer"}, "send_back": {"reviewer"}, "publish": {"editor", "manager"},
            "withdraw": {"reviewer"},
        }.items()
        for role in ("editor", "reviewer", "manager", "adviser")
        if role not in allowed
    ],
)  # fmt: skip
def test_a_step_needs_the_role_for_it(draft, people, clock, role, step):
    version = draft
    if step in {"sign", "send_back"}:
        version = submit_map(version=draft, by=people.editor, at=clock.now)
    elif step in {"publish", "withdraw"}:
        version = signed(draft, people, clock)
    before = MapVersion.objects.filter(pk=draft.pk).values().get()
    words = {"reason": screen_text("Because.")} if step in {"send_back", "withdraw"} else {}
    action = {"submit": submit_map, "sign": sign_off_map, "send_back": send_map_back, "publish": publish_map,
              "withdraw": withdraw_sign_off}[step]  # fmt: skip

    with pytest.raises(UnableToMoveMap, match="by somebody with one of these roles"):
        action(version=version, by=getattr(people, role), at=clock.now, **words)

    assert MapVersion.objects.filter(pk=draft.pk).values().get() == before


def test_two_people_never_one(draft, people, clock):
    one = people.everything
    version = submit_map(version=draft, by=one, at=clock.now)
    version = sign_off_map(version=version, by=one, at=clock.now)
    with pytest.raises(UnableToMoveMap, match="You signed this version off, so somebody else must publish it"):
        publish_map(version=version, by=one, at=clock.now)

    assert publish_map(version=version, by=people.manager, at=clock.now).is_current


def test_who_sent_it_to_review_does_not_publish_it(draft, people, clock):
    version = signed(draft, people, clock)
    with pytest.raises(UnableToMoveMap, match="You sent this version to review, so somebody else"):
        publish_map(version=version, by=people.editor, at=clock.now)


@pytest.mark.parametrize("step", [submit_map, sign_off_map, publish_map])
def test_a_step_that_does_not_fit_where_the_version_stands_is_refused(draft, people, clock, step):
    version = publish_map(version=signed(draft, people, clock), by=people.manager, at=clock.now)
    with pytest.raises(UnableToMoveMap, match=r"cannot be|in use already"):
        step(version=version, by=people.everything, at=clock.now)


def test_the_same_form_sent_twice_is_one_step(draft, people, clock):
    for action, by in ((submit_map, people.editor), (sign_off_map, people.reviewer), (publish_map, people.manager)):
        first = action(version=draft, by=by, at=clock.forward(minutes=1))
        again = action(version=draft, by=by, at=clock.forward(minutes=1))
        assert (again.state, again.signed_at, again.published_at) == (first.state, first.signed_at, first.published_at)
    assert MapMove.objects.filter(version=draft).count() == 4
    assert Event.objects.filter(subject=f"map:{MAP}").count() == 4


def test_open_comments_are_settled_before_the_sign_off(draft, people, clock):
    version = submit_map(version=draft, by=people.editor, at=clock.now)
    comment = add_comment(
        version=version, place="I4", body=screen_text("Say 'images' before 'pictures'."), by=people.editor, at=clock.now
    )
    with pytest.raises(UnableToMoveMap, match="1 comment is still open"):
        sign_off_map(version=version, by=people.reviewer, at=clock.now)

    settle_comment(
        comment=comment, settled="no_change", words=screen_text("Both are used."), by=people.reviewer, at=clock.now
    )
    assert sign_off_map(version=version, by=people.reviewer, at=clock.now).is_signed


def test_a_text_that_was_changed_outside_the_service_is_not_signed_or_published(draft, people, clock):
    version = submit_map(version=draft, by=people.editor, at=clock.now)
    text = version.text
    MapVersion.objects.filter(pk=draft.pk).update(text=text.replace("I0", "I99", 1))
    with pytest.raises(UnableToMoveMap, match="changed outside the service"):
        sign_off_map(version=version, by=people.reviewer, at=clock.now)

    MapVersion.objects.filter(pk=draft.pk).update(text=text)
    version = sign_off_map(version=version, by=people.reviewer, at=clock.now)
    MapVersion.objects.filter(pk=draft.pk).update(text=text.replace("?", "!", 1))
    with pytest.raises(UnableToMoveMap, match="changed outside the service"):
        publish_map(version=version, by=people.manager, at=clock.now)


def test_a_new_text_is_a_new_version_that_nobody_has_signed_and_the_old_one_stays_in_use(draft, people, clock):
    old = publish_map(version=signed(draft, people, clock), by=people.manager, at=clock.now)

    new = load(reworded("Before we begin: may I tell you how this works?"), clock)

    assert (new.hash != old.hash, new.state, new.is_current, new.signed_hash) == (True, "draft", False, "")
    assert start(people, clock).map_version_id == old.pk


# ---- Publishing is instant, running runs stay, and there is a way back -----------------------------------------------


def test_publishing_is_instant_a_run_that_began_stays_and_is_replayed_exactly_and_the_way_back_is_open(
    draft, people, clock
):
    old = publish_map(version=signed(draft, people, clock), by=people.manager, at=clock.now)
    run = start(people, clock)
    for node, answer in (("I0", "yes"), ("I1", "no"), ("I2", "not_known")):
        run = answer_run(run=run, node=node, answer=answer, by=people.adviser, at=clock.forward(minutes=1))
    told = [(node.question, answer.say) for node, answer in walk_of(run).path()]
    stood_at = walk_of(run).at

    new = load(reworded("Before we begin: may I tell you how this works?"), clock)
    new = publish_map(version=signed(new, people, clock), by=people.manager, at=clock.forward(minutes=1))
    assert walk_of(start(people, clock)).node.question == "Before we begin: may I tell you how this works?"

    _MAPS.clear()  # another process, years later
    later = AdviceRun.objects.select_related("map_version").get(pk=run.pk)
    assert [(node.question, answer.say) for node, answer in walk_of(later).path()] == told
    assert (walk_of(later).at, later.map_version_id) == (stood_at, old.pk)

    back = publish_map(version=MapVersion.objects.get(pk=old.pk), by=people.manager, at=clock.forward(minutes=1))
    assert start(people, clock).map_version_id == old.pk == back.pk
    assert [one.pk for one in queries.current_versions()] == [old.pk]
    event = Event.objects.filter(action="map.published").latest("seq")
    assert event.data["replaced"] == [new.hash]
    assert MapMove.objects.filter(version=new, what="replaced").count() == 1


def test_a_withdrawn_sign_off_stops_new_runs_at_once_and_leaves_those_that_began(draft, people, clock):
    version = publish_map(version=signed(draft, people, clock), by=people.manager, at=clock.now)
    run = start(people, clock)
    with pytest.raises(UnableToMoveMap, match="few words why"):
        withdraw_sign_off(version=version, reason=screen_text(""), by=people.reviewer, at=clock.now)

    withdraw_sign_off(version=version, reason=screen_text("An error was found."), by=people.reviewer, at=clock.now)

    with pytest.raises(UnableToFollowMap, match="not available yet"):
        start(people, clock)
    assert answer_run(run=run, node="I0", answer="yes", by=people.adviser, at=clock.now).steps == [["I0", "yes"]]
    with pytest.raises(UnableToMoveMap, match="'draft'"):
        publish_map(version=version, by=people.manager, at=clock.now)


def test_a_review_date_that_passed_stops_a_sign_off_and_not_the_way_back(draft, people, clock):
    old = publish_map(version=signed(draft, people, clock), by=people.manager, at=clock.now)
    new = load(reworded("May I say how this works?"), clock)
    publish_map(version=signed(new, people, clock), by=people.manager, at=clock.now)
    third = submit_map(version=load(reworded("A third wording?"), clock), by=people.editor, at=clock.now)

    clock.forward(days=365 * 20)

    with pytest.raises(UnableToMoveMap, match="not safe to follow"):
        sign_off_map(version=third, by=people.reviewer, at=clock.now)
    assert publish_map(version=old, by=people.manager, at=clock.now).is_current


# ---- The demonstration -----------------------------------------------------------------------------------------------


def test_in_a_demonstration_a_draft_is_followed_until_a_signed_version_is_published(people, clock, settings):
    settings.DEMO = True
    draft = load(current_content(), clock)
    assert (draft.is_current, draft.runs_unsigned) == (True, True)
    assert start(people, clock).map_version_id == draft.pk
    other = load(reworded("May I say how this works?"), clock)
    assert start(people, clock).map_version_id == other.pk

    version = publish_map(version=signed(draft, people, clock), by=people.manager, at=clock.now)
    assert (version.is_current, version.runs_unsigned) == (True, False)
    load(reworded("A third wording?"), clock)
    assert start(people, clock).map_version_id == draft.pk


def test_what_a_demonstration_followed_unsigned_is_not_followed_when_it_becomes_the_real_service(
    people, clock, settings
):
    settings.DEMO = True
    load(current_content(), clock)
    settings.DEMO = False

    with pytest.raises(UnableToFollowMap, match="not available yet"):
        start(people, clock)
    assert not queries.current_versions().exists()
    load(current_content(), clock)
    assert not MapVersion.objects.filter(is_current=True).exists()


# ---- What the database itself refuses --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spoilt",
    [
        {"is_current": True},
        {"state": "signed_off"},
        {"state": "in_review"},
        {"signed_hash": "0" * 64},
        {"runs_unsigned": True},
    ],
)
def test_the_database_keeps_no_draft_in_use_and_no_half_signature(draft, spoilt):
    with pytest.raises(IntegrityError), transaction.atomic():
        MapVersion.objects.filter(pk=draft.pk).update(**spoilt)


@pytest.mark.parametrize("who", ["reviewer", "editor"])
def test_the_database_refuses_a_publisher_who_signed_or_submitted(draft, people, clock, who):
    version = signed(draft, people, clock)
    with pytest.raises(IntegrityError), transaction.atomic():
        MapVersion.objects.filter(pk=version.pk).update(
            published_by=getattr(people, who), published_at=clock.now, is_current=True
        )


def test_the_database_refuses_a_signature_of_another_text(draft, people, clock):
    version = signed(draft, people, clock)
    with pytest.raises(IntegrityError), transaction.atomic():
        MapVersion.objects.filter(pk=version.pk).update(signed_hash="0" * 64)


# ---- The command -----------------------------------------------------------------------------------------------------


def test_the_command_lists_versions_and_their_states(people, clock):
    assert "No map is loaded" in CliRunner().invoke(content_commands, ["maps"]).output

    version = next(one for one in publish_maps(at=clock.now) if one.map_id == MAP)
    other = load(reworded("May I say how this works?"), clock)

    listed = CliRunner().invoke(content_commands, ["maps"])
    assert listed.exit_code == 0
    lines = listed.output.splitlines()
    assert f"{MAP}  {version.hash}  signed off  in use" in lines
    assert f"{MAP}  {other.hash}  draft  kept" in lines
    assert any("signed by Maps Clinical Reviewer (Clinical reviewer), 3 February 2022".replace(", 3", ", 03") in line
               for line in lines)  # fmt: skip
    assert map_of(version).status == "draft"  # what the file claims is not what makes it signed


def test_loading_the_content_publishes_nothing_and_says_so(db, settings):
    loaded = CliRunner().invoke(load_command)

    assert loaded.exit_code == 0, loaded.output
    assert f"Map '{MAP}', version" in loaded.output
    assert "is not in use: new runs follow a version once one person has signed it" in loaded.output
    assert not MapVersion.objects.filter(is_current=True).exists()
    settings.DEMO = True
    assert "is used unsigned: this is a demonstration" in CliRunner().invoke(load_command).output
