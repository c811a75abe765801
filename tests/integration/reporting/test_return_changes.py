"""What a revision changes, on its page inside and by command."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from django.urls import reverse

from adviceline.reporting.models import Return
from adviceline.reporting.returns.commands import returns
from adviceline.reporting.returns.document import Cell
from tests.support.people import browser_of, somebody
from tests.support.released import put_release, put_return
from tests.support.returns import a_figure, a_return

pytestmark = pytest.mark.django_db


def revised(answered: int = 820):
    document = a_return("2022-02-r2")
    return replace(document, figures=(a_figure("calls_answered", Cell.exact(answered)), *document.figures[1:]))


def test_a_revision_is_read_beside_what_it_corrects_before_it_is_signed():
    put_release(a_return())
    put_return(revised(), state="protected")
    manager = browser_of(somebody("service_manager"))
    address = reverse("returns:changes", args=["2022-02-r2"])
    assert f'href="{address}"' in manager.get(reverse("returns:one", args=["2022-02-r2"])).content.decode()
    words = manager.get(address).content.decode()
    assert words.index(">812<") < words.index(">820<")
    assert manager.get(reverse("returns:changes", args=["2022-02"])).status_code == 404


def test_before_it_is_protected_there_is_nothing_to_compare():
    put_release(a_return())
    put_return(revised(), state="protected")
    Return.objects.filter(name="2022-02-r2").update(state="prepared", document="")
    manager = browser_of(somebody("service_manager"))
    page = manager.get(reverse("returns:changes", args=["2022-02-r2"]), follow=True)
    assert "not protected yet" in page.content.decode()
    answer = CliRunner().invoke(returns, ["changes", "2022-02-r2"])
    assert answer.exit_code == 2
    assert "not protected yet" in answer.output


def test_the_command_tells_the_same_in_words_and_for_programs():
    put_release(a_return())
    put_release(revised())
    answer = CliRunner().invoke(returns, ["changes", "2022-02-r2"])
    assert answer.output == "Calls answered: 812 -> 820\n"
    told = json.loads(CliRunner().invoke(returns, ["changes", "2022-02-r2", "--format", "json"]).output)
    assert told["figures"] == [{"place": "Calls answered", "before": "812", "after": "820"}]
    answer = CliRunner().invoke(returns, ["changes", "2022-02"])
    assert answer.exit_code == 2
    assert "corrects nothing" in answer.output
