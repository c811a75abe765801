"""Wording that a page needs and the content lacks is found by the check, not by an enquirer."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from adviceline.content import ContentError, load
from adviceline.content.wording import needed_wording

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = ROOT / "content" / "hsb"
ASKED_FOR = re.compile(r"(?:\.text|form_question|asked|error_of|sentence|words|title)\(\s*\"([a-z]+\.[a-z0-9_]+)\"")


def test_everything_that_the_code_asks_for_is_needed():
    found = {key for file in (ROOT / "adviceline").rglob("*.py") for key in ASKED_FOR.findall(file.read_text())}
    found = {key for key in found if not key.endswith(".txt")}
    assert len(found) > 60
    assert found <= {key for keys in needed_wording().values() for key in keys}


@pytest.mark.parametrize("spoil", [
    lambda folder: (folder / "enquiry.yaml").unlink(),
    lambda folder: (folder / "web.yaml").unlink(),
    shutil.rmtree,
])  # fmt: skip
def test_a_file_that_is_missing_is_named_with_what_it_should_say(tmp_path, spoil):
    copy = tmp_path / "content"
    shutil.copytree(SHIPPED, copy)
    spoil(copy / "wording")
    with pytest.raises(ContentError, match=r"wording/\w+\.yaml.* is missing"):
        load(copy)


def test_an_error_without_words_is_named(tmp_path):
    copy = tmp_path / "content"
    shutil.copytree(SHIPPED, copy)
    file = copy / "wording" / "enquiry.yaml"
    text = file.read_text()
    assert "required:" in text
    file.write_text(text.replace("required:", "demanded:", 1))
    with pytest.raises(ContentError, match="has no words for the error 'required'"):
        load(copy)
