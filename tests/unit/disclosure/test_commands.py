"""`adviceline disclosure attack` and `protect`, on files."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from adviceline.disclosing import disclosure
from tests.unit.disclosure.systems import grid


@pytest.fixture
def draft_file(tmp_path):
    cells, equations = grid([[3, 20, 15], [22, 9, 14], [11, 16, 30]])
    draft = {"id": "table", "released": False, "shows": [cell["id"] for cell in cells]}
    file = tmp_path / "system.json"
    file.write_text(json.dumps({"cells": cells, "equations": equations, "publications": [draft]}))
    return file


def run(*arguments, **more):
    return CliRunner().invoke(disclosure, [str(one) for one in arguments], **more)


def test_a_draft_leaks_as_it_stands_and_not_once_protected(draft_file, tmp_path):
    before = run("attack", draft_file)
    assert before.exit_code == 1
    assert [leak["cell"] for leak in json.loads(before.stdout)["leaks"]] == ["r1c1"]
    done = run("protect", draft_file)
    assert done.exit_code == 0
    protected = tmp_path / "protected.json"
    protected.write_text(done.stdout)
    after = run("attack", protected)
    assert after.exit_code == 0
    found = json.loads(after.stdout)
    assert found["safe"]
    assert found["intervals"]["r1c1"]["low"] <= 1
    assert found["intervals"]["r1c1"]["high"] >= 5


def test_the_same_bytes_come_out_again(draft_file):
    assert run("protect", draft_file).stdout == run("protect", draft_file).stdout


def test_text_for_people(draft_file):
    assert "'r1c1' is known to be 3 (a small count), by table." in run("attack", draft_file, "--format", "text").stdout
    said = run("protect", draft_file, "--format", "text").stdout
    assert "optimal" in said
    assert "Nothing leaks." in said


def test_controlled_rounding(draft_file):
    done = run("protect", draft_file, "--method", "round")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["protection"]["method"] == "controlled rounding to 10"
    refused = run("protect", draft_file, "--method", "round", "--base", "5")
    assert refused.exit_code == 1
    assert "must be 6 or more" in refused.stderr


def test_standard_input(draft_file):
    assert run("attack", "-", input=draft_file.read_text()).exit_code == 1


def test_what_cannot_be_read_is_said_in_a_line(tmp_path):
    missing = run("attack", tmp_path / "nothing.json")
    assert missing.exit_code == 2
    assert "cannot be read" in missing.stderr
    bad = tmp_path / "bad.json"
    bad.write_text("{")
    for command in ("attack", "protect"):
        done = run(command, bad)
        assert done.exit_code == 2
        assert "not JSON" in done.stderr
        assert not done.stdout


def test_what_the_solver_prints_is_no_part_of_the_answer():
    """For this one HiGHS says something about itself on standard output."""
    system = {
        "cells": [{"id": "a", "value": 2}, {"id": "b", "value": 3}, {"id": "c", "value": 9}],
        "equations": [{"id": "e", "terms": {"a": 3, "b": 5, "c": -1}, "equals": 12}],
        "publications": [{"id": "draft", "released": False, "shows": ["a", "b", "c"]}],
    }
    done = subprocess.run(
        [sys.executable, "-m", "adviceline", "disclosure", "protect", "-"],
        input=json.dumps(system), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout)["protection"]["attack"]["safe"]


def test_a_total_that_is_not_the_sum_of_its_parts_is_said_in_its_own_numbers(tmp_path):
    file = tmp_path / "system.json"
    cells = [{"id": "a", "value": 3}, {"id": "b", "value": 9}, {"id": "t", "value": 13}]
    file.write_text(json.dumps({"cells": cells, "equations": [{"id": "e", "total": "t", "parts": ["a", "b"]}]}))
    assert "its parts come to 12, and its total is 13" in run("attack", file).stderr
