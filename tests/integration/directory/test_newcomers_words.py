"""What newcomers typed that found nothing, or the wrong thing first; and what must not be taken for another word."""

from __future__ import annotations

import pytest

from adviceline.directory.queries import search_resources, search_where_named, told_beside

BROOK, POLICE, KCSIE = "brook-traffic-light-tool", "when-to-call-the-police", "keeping-children-safe-in-education"


def found(text):
    return [hit.resource.id for hit in search_where_named(text, most=50)[0]]


@pytest.mark.parametrize("typed", ["teacher accused", "accused teacher", "teacher"])
def test_an_allegation_against_a_teacher_finds_the_guidance(loaded, typed):
    assert found(typed)[:2] == [KCSIE, "nspcc-whistleblowing"]


@pytest.mark.parametrize(
    "typed", ["5 yr old kissing", "kissing", "5yo exposing himself", "is this normal behaviour for age 6", "Y2 kissing"]
)
def test_everyday_words_for_behaviour_find_the_tool_that_sorts_it(loaded, typed):
    assert found(typed)[0] == BROOK


@pytest.mark.parametrize(
    "typed", ["threshold not met what now", "below threshold", "childrens social care refused referal", "section 47"]
)
def test_a_referral_that_was_turned_down_finds_who_decides(loaded, typed):
    assert found(typed)[0] == "working-together"
    assert POLICE not in found(typed)[:3]


@pytest.mark.parametrize("typed", ["rape", "rape reported by pupil", "pupil says she was raped"])
def test_rape_finds_police_and_statutory_guidance(loaded, typed):
    assert {POLICE, KCSIE} <= set(found(typed)[:5])
    assert not {"report-remove", "report-remove-professionals", "ofsted-review-sexual-abuse"} & set(found(typed)[:3])


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("7yr old", "nspcc-pants"),
        ("Yr 9", "beyond-referrals-schools"),
        ("bottom slapped in corridor", "child-law-advice-harassment"),
        ("out of hours social worker", "working-together"),
        ("social worker not answering", "nspcc-helpline"),
        ("RSE resources primary", "rse-guidance"),
        ("seperating pupils in school after allegation", "csa-safety-planning-education"),
        ("exclude pupil for sexual assault", "behaviour-in-schools"),
    ],
)
def test_it_is_among_the_first_three(loaded, typed, wanted):
    assert wanted in found(typed)[:3]


def test_an_age_is_a_phase_and_decides_little(loaded):
    assert "early-years-foundation-stage" not in found("college 18 year old student")
    assert found("5 year old nudes")[0] == "sharing-nudes-and-semi-nudes"


@pytest.mark.parametrize("typed", ["showing", "pulling", "childnet", "down", "Childnet lessons plan"])
def test_a_word_that_is_spelt_right_is_no_slip_of_another(loaded, typed):
    for hit in search_resources(typed, most=50):
        assert "‘sharing’" not in hit.why
        assert "‘bullying’" not in hit.why
        assert "‘children’" not in hit.why
        assert "take" not in hit.why


def test_a_name_that_is_not_held_is_said_as_it_was_typed(loaded):
    assert told_beside("Childnet").not_held == ("Childnet",)
    assert told_beside("nudes").not_held == ()
    assert told_beside("year 9 pupil").not_held == ()


@pytest.mark.parametrize(
    ("typed", "slot"), [("LADO", "lado"), ("MASH number", "front_door"), ("safeguarding partnership", "partnership")]
)
def test_a_door_of_the_authority_is_explained_until_the_authority_is_chosen(client, loaded, typed, slot):
    assert [door for door, _ in told_beside(typed).contacts] == [slot]
    page = client.get("/directory", {"q": typed}).content.decode()
    assert "Choose your local authority to see its contact" in page
    assert (
        "Choose your local authority to see its contact"
        not in client.get("/directory", {"q": typed, "la_code": "881"}).content.decode()
    )


def test_a_child_who_is_accused_is_no_matter_for_the_lado(loaded):
    assert told_beside("pupil accused of rape").contacts == ()
    assert [door for door, _ in told_beside("teacher accused").contacts] == ["lado"]


@pytest.mark.parametrize("typed", ["peer on peer", "pupil on pupil abuse", "child on child abuse toolkit"])
def test_what_is_for_another_place_comes_after_what_is_for_all_of_england(loaded, typed):
    hits = search_resources(typed)
    places = ["national" in hit.resource.regions for hit in hits]
    assert places[0]
    assert not all(places)
    assert places == sorted(places, reverse=True)
    assert search_resources(typed, region="south_east")[0].resource.id.startswith(("hampshire", "southampton"))


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("stopitnow", "stop-it-now-helpline"),  # without its spaces
        ("peeronpeer abuse", "farrer-child-on-child-toolkit"),
        ("barnados", "barnardos-hsb-services"),  # a slip in a plural
        ("problematic sexual behavour under 10", "swgfl-hsb-in-schools"),  # a number is not what is looked for
        ("10 step guide", "ico-10-step-guide"),
        ("wanking in class", BROOK),
        ("he is back tomorrow and she is scared", "csa-safety-planning-education"),
        ("older boyfriend missing from care", "nwg-network"),
        ("he'll end his life", "childline"),
        ("scout leader", KCSIE),
        ("ISVA for teenager", "sexual-assault-referral-centres"),
        ("outcome 21", "sharing-nudes-and-semi-nudes"),
    ],
)
def test_what_is_typed_in_haste_finds_what_was_meant(loaded, typed, wanted):
    assert found(typed)[0] == wanted


def test_a_child_who_is_alleged_to_have_done_it_is_no_matter_for_the_lado(loaded):
    assert told_beside("should I tell the alleged perpetrators parents").contacts == ()
    assert not {"hell", "himself"} & set(told_beside("he'll touch himself").not_held)
