"""The guard over JSON lines, and the command around it."""

import json
from itertools import count, islice

from click.testing import CliRunner

from adviceline.privacy.commands import privacy
from adviceline.privacy.guard import screen_lines


def answers(*lines: str) -> list[dict]:
    return [json.loads(line) for line in screen_lines(lines)]


def test_each_text_is_answered_with_its_spans() -> None:
    (answer,) = answers('{"id": 5, "text": "DOB 12/03/2009"}')
    assert answer == {"id": 5, "spans": [{"start": 4, "end": 14, "kind": "date_of_birth", "severity": "block"}]}


def test_a_bad_line_is_reported_and_the_rest_goes_on() -> None:
    got = answers(
        '{"id": 1, "text": "fine"}', "not json", "[1]", '{"id": 2}', '{"text": "x"}', "", '{"id": 3, "text": "ok"}'
    )
    assert [a["id"] for a in got] == [1, None, None, 2, None, 3]
    assert [a["line"] for a in got if "error" in a] == [2, 3, 4, 5]


def test_deeply_nested_json_does_not_stop_it() -> None:
    assert [a["id"] for a in answers("[" * 100_000, '{"id": 1, "text": "ok"}')] == [None, 1]


def test_lone_surrogates_and_controls_are_answered_in_valid_json() -> None:
    (answer,) = answers('{"id": "\\ud800", "text": "\\ud800 Tyler\\u0000"}')
    assert answer["spans"][0]["kind"] == "name"


def test_lines_are_answered_as_they_come() -> None:
    endless = (json.dumps({"id": n, "text": "ok"}) for n in count())
    assert len(list(islice(screen_lines(endless), 3))) == 3


def test_the_command_reads_standard_input() -> None:
    result = CliRunner().invoke(privacy, ["screen"], input='{"id": "a", "text": "Tyler said"}\nbroken\n')
    assert result.exit_code == 0
    first, second = map(json.loads, result.output.splitlines())
    assert first["id"] == "a"
    assert second == {"id": None, "line": 2, "error": "This line is not JSON."}


def test_a_line_without_a_text_keeps_its_id() -> None:
    got = answers('{"id": "num", "text": 1}', '{"id": 7}', '{"text": 1}')
    assert [(a["id"], a["error"]) for a in got] == [(each, "This line has no text.") for each in ("num", 7, None)]


def test_the_command_says_which_lines_are_not_utf_8_and_goes_on(tmp_path) -> None:
    path = tmp_path / "texts.jsonl"
    path.write_bytes(
        b'{"id": 1, "text": "caf\xe9"}\n{"id": 2, "text": "a \xff\xfe b"}\n{"id": 3, "text": "caf\xc3\xa9"}\n'
    )
    for arguments, sent in ((["screen", str(path)], None), (["screen"], path.read_bytes())):
        result = CliRunner().invoke(privacy, arguments, input=sent)
        assert result.exit_code == 0
        first, second, third = map(json.loads, result.output.splitlines())
        assert first == {"id": None, "line": 1, "error": "This line is not in UTF-8."}
        assert second["error"] == "This line is not in UTF-8."
        assert third == {"id": 3, "spans": []}
