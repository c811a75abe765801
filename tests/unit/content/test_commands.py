import shutil

import pytest
from click.testing import CliRunner

from adviceline.advice.commands import content as with_map_checks
from adviceline.content import commands, forget
from tests.support.advice_maps import CONTENT


@pytest.fixture
def folder(tmp_path):
    forget()
    shutil.copytree(CONTENT, tmp_path / "content")
    yield tmp_path / "content"
    forget()


def run(folder):
    return CliRunner().invoke(with_map_checks, ["check", str(folder)])


def test_good_content_is_summed_up():
    result = run(CONTENT)
    assert result.exit_code == 0, result.output
    assert "72 resources" in result.output
    assert "paths walked" in result.output
    assert "reading age of each question" in result.output
    assert "notes for the clinical reviewer" in result.output
    assert result.output.endswith("No problems found.\n")


def test_an_unsafe_map_fails_with_file_line_message_and_remedy(folder):
    path = folder / "advice/individual-incident.yaml"
    text = path.read_text(encoding="utf-8")
    said = text.index("stop me and call 999")
    place = text.index("next: I2\n", said)
    spoilt = text[:place] + text[place:].replace("I2", "I3", 1)
    path.write_text(spoilt, encoding="utf-8")
    result = run(folder)
    assert result.exit_code == 1
    line = spoilt[:place].count("\n") + 1
    where = f"{folder.as_posix()}/advice/individual-incident.yaml:{line}: "
    assert f"{where}I3 is asked before the emergency question I2" in result.output
    assert "Path: I0 yes → I1 no → I3." in result.output
    assert " — " in result.output


def test_an_answer_to_nowhere_fails(folder):
    path = folder / "advice/individual-incident.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("next: I8c", "next: I88", 1), encoding="utf-8")
    result = run(folder)
    assert result.exit_code == 1
    assert "'I88' is neither a node nor an outcome: a dead end." in result.output


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'review_due_date: "2027-09-01"',
            'review_due_date: "2027-06-31"',
            "'2027-06-31' is not a day of the calendar.",
        ),
        (
            'follow_up: [callback]}\n    review_due_date: "2027-09-01"',
            'follow_up: [callback]}\n    review_due_date: "2027-02-30"',
            "'2027-02-30' is not a day of the calendar.",
        ),
        (
            'emergency: {number: "999", who: \'Police or ambulance. Then',
            'emergency: {number: "0800 123", who: \'Police or ambulance. Then',
            "'0800 123' is not the number to call here: service.yaml gives 999.",
        ),
        (
            'emergency: {number: "999", who: \'Police or ambulance. Then',
            'emergency: {number: "101", who: \'Police or ambulance. Then',
            "'101' is not the number to call here: service.yaml gives 999.",
        ),
        (
            'emergency: {number: "101", who: Police; 999',
            'emergency: {number: "0800 123", who: Police; 999',
            "'0800 123' is not the number to call here: service.yaml gives 999 or 101.",
        ),
    ],
)
def test_a_day_that_does_not_exist_and_a_number_that_the_service_does_not_know_fail(folder, old, new, message):
    path = folder / "advice/individual-incident.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    result = run(folder)
    assert result.exit_code == 1
    assert not isinstance(result.exception, ValueError)
    line = text[: text.index(old)].count("\n") + 1 + old.count("\n")
    assert f"individual-incident.yaml:{line}: {message}" in result.output


def test_a_resource_that_the_directory_does_not_hold_fails(folder):
    path = folder / "advice/individual-incident.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("[ico-10-step-guide]", "[ico-11]", 1), encoding="utf-8")
    assert "'ico-11' is not in the directory" in run(folder).output


def test_hostile_markdown_in_the_map_fails(folder):
    path = folder / "advice/individual-incident.yaml"
    text = path.read_text(encoding="utf-8").replace("say: Thank you. First I", "say: <script>x</script> First I", 1)
    path.write_text(text, encoding="utf-8")
    result = run(folder)
    assert result.exit_code == 1
    assert "HTML is not allowed" in result.output


def test_a_map_that_nothing_can_check_is_refused_and_not_waved_through(monkeypatch):
    monkeypatch.setattr(commands, "further_checks", {})
    result = run(CONTENT)
    assert result.exit_code == 1
    assert "Nothing here can check advice/" in result.output


def test_a_folder_without_a_map_is_refused(folder):
    shutil.rmtree(folder / "advice")
    result = run(folder)
    assert result.exit_code == 1
    assert "There is no map of advice" in result.output
