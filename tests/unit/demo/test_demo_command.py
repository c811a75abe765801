"""What the command refuses before it looks at anything."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from adviceline.demo.commands import demo


@pytest.mark.parametrize("words, arguments", [
    ("The number of months must be from 1 to 12.", ["load", "--months", "0"]),
    ("The number of months must be from 1 to 12.", ["load", "--months", "-3"]),
    ("The number of months must be from 1 to 12.", ["load", "--months", "9999"]),
    ("'three' is not a whole number.", ["load", "--months", "three"]),
    ("'3.5' is not a whole number.", ["load", "--months", "3.5"]),
    ("'³' is not a whole number.", ["load", "--seed", "³"]),
    ("The seed must be from 0 to 2,147,483,647.", ["load", "--seed", "-1"]),
    ("The number of contacts must be from 1 to 50,000,000.", ["simulate", "--contacts", "0"]),
    ("Say how many: --contacts N or --enquiries N, one of the two.", ["simulate"]),
    ("Say how many: --contacts N or --enquiries N, one of the two.", ["simulate", "--contacts", "5", "--enquiries", "5"]),
])  # fmt: skip
def test_what_cannot_be_meant_is_refused_in_plain_words(words: str, arguments: list[str]) -> None:
    result = CliRunner().invoke(demo, arguments)
    assert result.exit_code == 2
    assert words in result.output
    assert "Traceback" not in result.output
