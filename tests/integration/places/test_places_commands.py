"""`adviceline places` as an operator types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from adviceline.places.commands import places
from adviceline.places.models import Establishment
from tests.support.register import HEADER, register_row, write_register

pytestmark = pytest.mark.django_db


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(places, [str(each) for each in arguments])


def test_json_ends_with_the_counts_and_reasons_go_elsewhere(tmp_path: Path):
    rows = [register_row(100001, "Wren School"), register_row("x", "Owl School")]
    path = write_register(tmp_path / "register.csv", rows)
    result = run("import-gias", path, "--format", "json")
    assert result.exit_code == 0, result.output
    last = result.stdout.strip().splitlines()[-1]
    assert json.loads(last) == {"read": 2, "created": 1, "updated": 0, "unchanged": 0, "set_aside": 1}
    assert "line 4: set aside: URN 'x' is not a URN" in result.stderr
    again = run("import-gias", path, "--format", "json")
    assert json.loads(again.stdout)["unchanged"] == 1


def test_a_dry_run_writes_nothing(tmp_path: Path):
    path = write_register(tmp_path / "register.csv", [register_row(100001, "Wren School")])
    result = run("import-gias", path, "--dry-run")
    assert "nothing was written" in result.stdout
    assert "1 created" in result.stdout
    assert not Establishment.objects.exists()


def test_a_missing_column_is_a_plain_error(tmp_path: Path):
    header = [column for column in HEADER if column != "LA (code)"]
    path = write_register(tmp_path / "register.csv", [register_row(100001, "Wren School")], header=header)
    result = run("import-gias", path)
    assert result.exit_code == 1
    assert "lacks the column LA (code)" in result.stderr
    assert not Establishment.objects.exists()


@pytest.mark.parametrize("name", ["absent.csv", "."])
def test_a_file_that_is_not_there_is_a_plain_error(tmp_path: Path, name: str):
    result = run("import-gias", tmp_path / name)
    assert result.exit_code == 1
    assert "Error: " in result.stderr
    assert str(tmp_path) in result.stderr
    assert "Traceback" not in result.output


def test_links_say_who_succeeded_whom(tmp_path: Path):
    rows = [
        register_row(100001, "Wren Infant School", **{"EstablishmentStatus (code)": "2"}),
        register_row(100002, "Wren Primary School"),
    ]
    register = write_register(tmp_path / "register.csv", rows)
    links = tmp_path / "links.csv"
    links.write_text(
        '"URN","LinkURN","LinkName","LinkType","LinkEstablishedDate"\n'
        '"100001","100002","Wren Primary School","Successor - merged","01-09-2021"\n'
        '"100002","100001","Wren Infant School","Predecessor - merged","01-09-2021"\n'
        '"100002","x","","Successor",""\n'
    )
    assert run("import-gias", register, "--links", links).exit_code == 0
    assert [each.urn for each in Establishment.objects.get(urn=100001).successors.all()] == [100002]
    links.write_text('"URN","LinkType"\n')
    broken = run("import-gias", register, "--links", links)
    assert broken.exit_code == 1
    assert "lacks LinkURN" in broken.stderr


def test_the_demo_loads_twice_alike():
    assert run("load-demo").exit_code == 0
    before = list(Establishment.objects.values_list().order_by("urn"))
    assert "0 of them new or changed" in run("load-demo").stdout
    assert list(Establishment.objects.values_list().order_by("urn")) == before
