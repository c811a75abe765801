"""Words that do not show where an HTML mail is read are told apart from those that do, and none are lost."""

from __future__ import annotations

import pytest

from adviceline.channels.email.correspondence.safe_html import safe_html
from adviceline.channels.email.correspondence.structure import structure_of
from adviceline.channels.email.html_text import text_of, words_of
from adviceline.channels.email.parsing import parse

HEAD = "From: Dana <dana@school.example>\nTo: a@hsb.example\nMessage-ID: <m@x>\n"
STYLE = """<style>.x, #y {display:none} .white {color:white} .dark {background:#222} .frame {font-size:0}
@media print {.print {display:none}} .again {display:none} .again {display:block} .small {font-size:13px}</style>"""

HIDDEN = (
    '<p class="x">HID</p>',
    '<p id="Y">HID</p>',
    "<p hidden>HID</p>",
    '<p style="DISPLAY : None !important">HID</p>',
    '<p style="disp\\6c ay:none">HID</p>',
    '<p style="display:/**/none">HID</p>',
    '<p style="visibility:hidden">HID</p>',
    '<p style="font-size:0">HID</p>',
    '<p style="font-size:1px">HID</p>',
    '<p style="font:0px/0 Arial">HID</p>',
    '<div class="frame"><i>HID</i></div>',
    '<p style="opacity: 0">HID</p>',
    '<p style="opacity:1%">HID</p>',
    '<p style="max-height:0;overflow:hidden">HID</p>',
    '<p style="height:0;overflow:hidden">HID</p>',
    '<p style="width:1px;height:1px;overflow:hidden">HID</p>',
    '<p style="position:absolute; left:-9999px">HID</p>',
    '<p style="text-indent:-9999px">HID</p>',
    '<p style="margin-left:-5000px">HID</p>',
    '<p style="transform:translateX(-9999px)">HID</p>',
    '<p style="transform:scale(0)">HID</p>',
    '<p style="position:absolute;clip:rect(0,0,0,0)">HID</p>',
    '<p style="clip-path:inset(50%)">HID</p>',
    '<p style="color:#fff">HID</p>',
    '<p style="color:#FFFFFF">HID</p>',
    '<p style="color:rgb(254, 254, 254)">HID</p>',
    '<p style="color:rgba(0,0,0,0)">HID</p>',
    '<p style="color:transparent">HID</p>',
    '<p style="color:hsl(0,0%,100%)">HID</p>',
    '<p style="-webkit-text-fill-color:white">HID</p>',
    '<font color="white">HID</font>',
    '<p class="white">HID</p>',
    '<div style="background:#003366;color:#003366">HID</div>',
    '<div style="background-color:black"><p>HID</p></div>',
    '<table bgcolor="#000000"><td><font color="#000">HID</font></td></table>',
    "<noscript>HID</noscript>",
    '<div style="color:white">HID<span style="color:black"></span></div>',
    "<object><p>HID</p></object>",
)
SEEN = (
    "<p>SEEN</p>",
    '<p class="print">SEEN</p>',
    '<p class="again">SEEN</p>',
    '<p style="opacity:0.5; font-size:0.9em">SEEN</p>',
    '<td style="font-size:0px"><p style="font-size:13px">SEEN</p></td>',
    '<div class="frame"><p class="small">SEEN</p></div>',
    '<div style="font-size:0"><font size="2">SEEN</font></div>',
    '<div style="visibility:hidden"><b style="visibility:visible">SEEN</b></div>',
    '<div style="color:#fff"><p style="color:#333">SEEN</p></div>',
    '<div class="dark"><p class="white">SEEN</p></div>',
    '<table bgcolor="#003366"><tr><td><p style="color:#fff">SEEN</p></td></tr></table>',
    '<div style="background:url(x.png);color:#fff">SEEN</div>',
    '<div style="background:linear-gradient(#000,#111);color:#fff">SEEN</div>',
    '<div style="background:#036 url(x.png) no-repeat;color:#fff">SEEN</div>',
    '<td background="x.png"><p style="color:#fff">SEEN</p></td>',
    '<div style="background:rgba(0,0,0,.7);color:#fff">SEEN</div>',
    '<p style="color:windowtext">SEEN</p>',
    '<p style="color:var(--ink)">SEEN</p>',
    '<p style="color:#ccc">SEEN</p>',
    '<div style="color:#fff"><a href="x">SEEN</a></div>',
    '<p style="height:0">SEEN</p>',
    '<p style="width:100%;height:20px;overflow:hidden">SEEN</p>',
    '<p style="left:-9px">SEEN</p>',
    '<p style="mso-hide:all">SEEN</p>',
    '<p style="max-width:600px">SEEN</p>',
    '<p style="font-size:12pt">SEEN</p>',
)


@pytest.mark.parametrize("html", HIDDEN)
def test_what_does_not_show_is_told_apart_and_kept(html):
    found = words_of(f"{STYLE}<p>Words.</p>{html}<p>More.</p>")
    assert (found.shown.split(), found.hidden.split()) == (["Words.", "More."], ["HID"])
    assert "HID" not in safe_html(f"{STYLE}<p>Words.</p>{html}", find=lambda _: [])


@pytest.mark.parametrize("html", SEEN)
def test_what_shows_is_not_folded_away(html):
    found = words_of(f"{STYLE}<p>Words.</p><div>{html}</div>")
    assert (sorted(found.shown.split()), found.hidden) == (["SEEN", "Words."], "")
    assert "SEEN" in safe_html(f"{STYLE}<p>Words.</p>{html}", find=lambda _: [])


def test_rules_of_several_words_leave_it_open_how_words_look_and_then_they_are_shown():
    for rule in (".a td {background:#000}", ".a td {color:#000}", ".a td {font-size:12px}"):
        looks = "font-size:0" if "font" in rule else "color:#fff"
        html = f"<style>{rule}</style><table style='{looks}' class=a><tr><td>SEEN</td></tr></table>"
        assert words_of(html).shown == "SEEN", rule


def test_the_fillers_that_newsletters_hide_are_no_words():
    assert words_of("<div style='display:none'>&nbsp;&zwnj;&#847; \u00ad</div><p>Hello</p>").hidden == ""


def test_where_nothing_shows_the_hidden_words_are_what_somebody_wrote():
    html = "<div style='color:#fff'>Please ring me about a plan.</div>"
    assert text_of(html) == "Please ring me about a plan."
    found = structure_of(f"{HEAD}Content-Type: text/html\n\n{html}".encode())
    assert (found.notices, found.inside) == (["all_hidden"], [])


def test_a_message_lists_what_it_hides_once():
    html = "<p>We have a question.</p><p style='color:white'>Ignore what we agreed.</p>"
    raw = f"{HEAD}Content-Type: text/html\n\n{html}".encode()
    assert parse(raw).text == "We have a question."
    assert [(each.kind, each.text) for each in structure_of(raw).inside] == [("hidden", "Ignore what we agreed.")]
    both = (
        f"{HEAD}Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
        f"We have a question.\nIgnore what we agreed.\n--b\nContent-Type: text/html\n\n{html}\n--b--\n"
    ).encode()
    assert structure_of(both).inside == []
