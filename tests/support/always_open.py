"""The service's content with doors that never close, so that a chat can begin whenever the tests run."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path

from tests.support.server import ROOT


@cache
def content() -> str:
    """A folder for ADVICELINE_CONTENT; one for the whole run, so that services prepared with it are alike."""
    folder = Path(tempfile.mkdtemp(prefix="adviceline-open-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    shutil.copytree(ROOT / "content/hsb", folder / "content")
    file = folder / "content/service.yaml"
    text = file.read_text()
    for name, value in (
        ("days", "[monday, tuesday, wednesday, thursday, friday, saturday, sunday]"), ("opens", '"00:00"'),
        ("closes", '"23:59"'), ("bank_holidays", "open"),
    ):  # fmt: skip
        text, times = re.subn(rf"^  {name}: .*$", f"  {name}: {value}", text, count=1, flags=re.MULTILINE)
        assert times == 1, name
    file.write_text(text)
    return str(folder / "content")
