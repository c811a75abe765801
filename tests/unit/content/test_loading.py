"""The service's own content loads, and each kind of mistake in it is named with its file, line and remedy."""

import shutil
from dataclasses import FrozenInstanceError

import pytest

from adviceline.content import ContentError, check, forget, load
from adviceline.measures import feedback_codes
from tests.support.advice_maps import CONTENT


@pytest.fixture
def folder(tmp_path):
    """A copy of the content, to spoil."""
    forget()
    copy = tmp_path / "content"
    shutil.copytree(CONTENT, copy)
    yield copy
    forget()


def replace(folder, file, old, new, count=1):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_services_own_content_has_no_problems():
    assert check(CONTENT) == []


def test_the_service_says_who_it_is_and_when_it_is_open():
    service = load(CONTENT).service
    assert service.reference_prefix == "HSB"
    assert service.opening.days == (0, 1, 2, 3, 4)
    assert (service.opening.opens.hour, service.opening.closes.hour) == (8, 20)
    assert service.lead.lead
    assert {place.name for place in service.young_people} == {"Childline", "Shore", "Report Remove"}
    assert service.emergency.number == "999"


def test_every_code_of_the_taxonomy_is_there():
    taxonomy = load(CONTENT).taxonomy
    assert [code.code for code in taxonomy["kind"]] == [*(f"E{n}" for n in range(1, 9)), "other", "not_asked"]
    assert [code.code for code in taxonomy["theme"]] == [*(f"T{n}" for n in range(1, 17)), "other", "not_asked"]
    assert [code.code for code in taxonomy["continuum"]] == [*(f"H{n}" for n in range(6)), "other", "not_asked"]
    assert [code.code for code in taxonomy["barrier"]] == [*(f"B{n}" for n in range(1, 14)), "other", "not_asked"]
    assert [code.code for code in taxonomy["good_practice"]] == [*(f"G{n}" for n in range(1, 11)), "other", "not_asked"]
    assert "dsl" in taxonomy["role"]
    assert taxonomy["role"]["young_person"].group == "out_of_scope"
    assert taxonomy["theme"].several
    assert not taxonomy["kind"].several


def test_an_outcome_says_who_may_choose_it_and_what_happens_next():
    taxonomy = load(CONTENT).taxonomy
    assert taxonomy.outcome("service_safeguarding_report").chosen_by == ("supervisor", "service_manager")
    assert taxonomy.outcome("follow_up_booked").next_step == "follow_up"
    assert taxonomy.outcome("advice_only").ends_enquiry
    assert not taxonomy.outcome("safety_plan").ends_enquiry
    others = {code.code for code in taxonomy["outcome"]} - {"not_asked"}
    assert set(taxonomy.outcome("not_asked").excludes) == others


def test_only_contacts_that_reach_an_adviser_are_billable():
    for code in load(CONTENT).taxonomy["contact_outcome"]:
        assert not code.billable or code.answered


def test_the_confidence_questions_are_asked_on_a_scale_of_0_to_10():
    confidence = load(CONTENT).confidence
    assert list(confidence.items) == ["identifying", "responding"]
    assert all((item.minimum, item.maximum) == (0, 10) for item in confidence.items.values())
    assert confidence.later_after_days == (28, 42)


def test_the_questions_of_feedback_offer_the_codes_that_are_counted():
    feedback = load(CONTENT).feedback
    codes = {name: tuple(code for code, _ in question.choices) for name, question in feedback.questions.items()}
    assert codes["recommend"] == feedback_codes.RECOMMEND
    assert codes["helped"] == feedback_codes.HELPED
    assert codes["done"] == feedback_codes.DONE
    assert set(map(int, codes["satisfaction"])) == set(feedback_codes.SATISFACTION)
    assert set(feedback.waves) == set(feedback.introductions) == set(feedback_codes.WAVES)


def test_the_directory_holds_every_resource_with_what_it_is():
    content = load(CONTENT)
    assert len(content.resources) == 72
    assert content.resources["childline"].phone == "0800 1111"
    assert {resource.kind for resource in content.resources.values()} <= set(content.taxonomy["resource_kind"].codes)
    assert content.resources["durham-procedure"].regions == ("north_east",)


def test_every_page_and_e_mail_renders_and_an_emergency_number_is_in_every_e_mail_before_the_close():
    content = load(CONTENT)
    for text in content.texts.values():
        values = {name: f"a <{name}>" for name in text.placeholders}
        if "resources_link" in values:
            values["resources_link"] = "https://example.org/p/1"
        assert text.html(**values)
        assert "{" not in text.plain(**values)
    for name in ("acknowledgement", "auto_acknowledgement_to_email", "callback_confirmation", "callback_missed"):
        assert "999" in content.text(f"emails.{name}").plain(
            **dict.fromkeys(content.text(f"emails.{name}").placeholders, "x")
        )


def test_a_retired_code_is_not_offered_but_stays_readable(folder):
    replace(folder, "taxonomy/what.yaml", "E8: {label:", "E8: {retired: true, label:")
    kind = load(folder).taxonomy["kind"]
    assert "E8" not in dict(kind.choices())
    assert "E8" in dict(kind.choices(keep="E8"))
    assert kind.label("E8") == "Complaint or feedback"
    assert kind.label("E99") == "E99"


def test_content_cannot_be_changed_after_loading():
    content = load(CONTENT)
    with pytest.raises(FrozenInstanceError):
        content.service.name = "Another"  # type: ignore[misc]
    with pytest.raises(TypeError):
        content.resources["x"] = None  # type: ignore[index]


def test_loading_twice_reads_once():
    assert load(CONTENT) is load(CONTENT)


def test_the_hash_follows_the_words_and_not_the_layout(folder):
    before = load(folder).hash
    path = folder / "taxonomy/learning.yaml"
    path.write_text("# Another comment.\n\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    forget()
    assert load(folder).hash == before
    replace(folder, "taxonomy/learning.yaml", "label: Threshold", "label: Thresholds")
    forget()
    assert load(folder).hash != before


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "service.yaml", "reference_prefix: HSB",
            "reference_prefix: hsb!",
            "'reference_prefix' is not written as it must be",
        ),
        ("service.yaml", 'opens: "08:00"', 'opens: "8am"', "'opening.opens' is not written as it must be"),
        ("service.yaml", 'closes: "20:00"', 'closes: "07:00"', "closes before it opens"),
        ("service.yaml", "    lead: true\n", "", "0 partners are marked as lead"),
        ("service.yaml", "strapline:", "strapeline:", "'strapeline' is not a field here"),
        ("taxonomy/what.yaml", "group: contact,", "group: elsewhere,", "has no known group"),
        (
            "taxonomy/what.yaml", "      not_asked: {label: Not asked, definition: The kind",
            "      E9: {label: Not asked, definition: The kind",
            "has no 'not_asked'",
        ),
        (
            "taxonomy/what.yaml", "E2: {label: Pattern or group",
            "E2: {label: Individual incident",
            "has the label of 'E1'",
        ),
        (
            "taxonomy/service.yaml", "chosen_by: [adviser, supervisor], ends_enquiry: true",
            "chosen_by: [advisor], ends_enquiry: true",
            "'advisor' is not a staff role",
        ),
        ("taxonomy/service.yaml", "excludes: [advice_only,", "excludes: [advise_only,", "excludes 'advise_only'"),
        ("taxonomy/service.yaml", "excludes: [advice_only,", "excludes: [not_asked,", "which is not another outcome"),
        ("taxonomy/service.yaml", ", next_step: follow_up}", "}", "does not say 'next_step'"),
        ("taxonomy/service.yaml", "channels: [session]", "channels: [fax]", "'fax' is not a channel"),
        ("wording/emails.yaml", "{reference}", "{referense}", "'{referense}' is used but not declared"),
        (
            "wording/emails.yaml", "placeholders: [reference]",
            "placeholders: [reference, name]",
            "'{name}' is declared but not used",
        ),
        ("wording/pages.yaml", "    body: |\n", "    body: |\n      <b>Bold</b>\n\n", "HTML is not allowed"),
        ("wording/pages.yaml", "      ## ", "      # ", "must be '##' or '###'"),
        ("resources/local.yaml", "regions: [south_west]", "regions: [wessex]", "'wessex' is not one of the regions"),
        ("resources/local.yaml", "url: https://", "url: http://", "is not written as it must be"),
        ("resources/local.yaml", 'title: "Be Safe service"', 'title: "<b>Be Safe</b>"', "HTML is not allowed"),
        (
            "resources/local.yaml", "    address_checked: seen",
            '    when_not_to_use: "Not <i>for</i> all."\n    address_checked: seen',
            "HTML is not allowed",
        ),
        ("resources/local.yaml", 'publisher: "Devon County', 'publisher: "<a>Devon</a> County', "HTML is not allowed"),
        ("resources/local.yaml", "url: https://remedy.bnssg.icb.nhs.uk/", "url: https://127.0.0.1/", "inside a network"),
        ("resources/local.yaml", 'local_authorities: ["801"', 'local_authorities: ["80"', "is not written as it must be"),
        ("resources/local.yaml", "kind: service", "kind: shop", "'shop' is not one of the kind"),
        ("resources/organisations.yaml", "  childline:", "  be-safe-bristol:", "already used in resources/local.yaml"),
        ("questions/confidence.yaml", "maximum: 10", "maximum: 5", "'items.0.maximum' is '5'"),
        (
            "questions/confidence.yaml", "asks_about: responding",
            "asks_about: identifying",
            "do not ask once about each",
        ),
        ("questions/confidence.yaml", "'maybe': Maybe", "perhaps: Perhaps", "does not offer the codes that are counted"),
        ("questions/feedback.yaml", "'5': Very satisfied", "'6': Very satisfied", "'6' is not a field here"),
        ("questions/feedback.yaml", "[done, helped", "[undone, helped", "is 'undone'"),
        ("advice/individual-incident.yaml", "status: draft", "status: published", "'status' is 'published'"),
        ("advice/individual-incident.yaml", "id: individual-incident", "id: another", "The id is 'another'"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_file_line_and_remedy(folder, file, old, new, message):
    spoilt_at = replace(folder, file, old, new)
    problems = check(folder)
    found = [problem for problem in problems if message in problem.message]
    assert found, [str(problem) for problem in problems]
    assert found[0].file == file
    assert found[0].remedy
    assert abs(found[0].line - spoilt_at) <= 30, f"line {found[0].line}, spoilt at {spoilt_at}"


def test_every_mistake_is_told_at_once(folder):
    replace(folder, "service.yaml", "reference_prefix: HSB", "reference_prefix: 7")
    replace(folder, "taxonomy/who.yaml", "label: Designated safeguarding lead, ", "")
    with pytest.raises(ContentError) as caught:
        load(folder)
    assert {problem.file for problem in caught.value.problems} == {"service.yaml", "taxonomy/who.yaml"}


def test_a_missing_file_a_missing_folder_and_a_stray_file_are_named(folder, tmp_path):
    (folder / "taxonomy/extra.yml").write_text("fields: {}\n")
    assert any(problem.file == "taxonomy/extra.yml" for problem in check(folder))
    (folder / "taxonomy/extra.yml").unlink()
    (folder / "service.yaml").unlink()
    assert check(folder)[0].file == "service.yaml"
    assert "no such content folder" in check(tmp_path / "nowhere")[0].message


def test_a_linked_file_is_refused(folder):
    path = folder / "service.yaml"
    path.rename(folder / "kept.txt")
    path.symlink_to(folder / "kept.txt")
    assert "a link to another place" in check(folder)[0].message


def test_a_missing_taxonomy_is_named(folder):
    (folder / "taxonomy/learning.yaml").unlink()
    assert any("No file defines the field 'barrier'" in problem.message for problem in check(folder))


def test_a_mistake_that_was_mended_is_no_longer_told(folder):
    replace(folder, "service.yaml", "reference_prefix: HSB", "reference_prefix: 7")
    assert check(folder)
    replace(folder, "service.yaml", "reference_prefix: 7", "reference_prefix: HSB")
    assert check(folder) == []
