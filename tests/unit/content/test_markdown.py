import pytest

from adviceline.content.markdown import (
    MarkdownRefused,
    check_markdown,
    escape_markdown,
    plain_text,
    render_markdown,
    render_markdown_line,
)
from adviceline.content.texts import Text


def test_paragraphs_lists_and_headings_have_the_house_classes():
    html = render_markdown("## Next\n\nCall **now**.\n\n- one\n- two\n\n1. first\n")
    assert '<h2 class="govuk-heading-m">Next</h2>' in html
    assert '<p class="govuk-body">Call <strong>now</strong>.</p>' in html
    assert '<ul class="govuk-list govuk-list--bullet">\n<li>one</li>' in html
    assert '<ol class="govuk-list govuk-list--number">' in html


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a?b=1&c=2", "mailto:advice@example.org", "tel:+448081570421", "/directory", "#next"],
)
def test_links_to_the_web_mail_telephone_and_this_site_are_kept(address):
    assert f'href="{address.replace("&", "&amp;")}"' in render_markdown(f"[here]({address})")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "Some <b>bold</b> text",
        "<!-- a comment -->",
        "x <img src=x onerror=alert(1)> y",
        "![a picture](https://example.org/a.png)",
        "![a picture][1]\n\n[1]: https://example.org/a.png",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](data:text/html,hello)",
        "[x](//evil.example)",
        "[x](/\\evil.example)",
        "[x](https://good.example@evil.example/)",
        "[x](ftp://example.org)",
        "[x](relative/page)",
        "[x][1]\n\n[1]: vbscript:x",
        "<javascript:alert(1)>",
        "# A page title",
        "#### Too deep",
        "Title\n===",
    ],
)
def test_html_images_scripts_and_strange_links_are_refused(text):
    with pytest.raises(MarkdownRefused) as caught:
        render_markdown(text)
    assert caught.value.remedy


@pytest.mark.parametrize(
    "text",
    [
        "Good &#x202e; morning",
        "Good &#8203; morning",
        "[x](http://169.254.169.254/latest)",
        "[x](https://localhost/)",
        "See <https://10.0.0.1/>",
    ],
)
def test_what_an_author_may_not_write_and_what_fills_a_placeholder_may_hold(text):
    with pytest.raises(MarkdownRefused) as caught:
        check_markdown(text)
    assert caught.value.remedy
    assert render_markdown(text)


def test_a_line_has_no_paragraph_of_its_own():
    assert render_markdown_line("**impact**: what has changed") == "<strong>impact</strong>: what has changed"
    assert render_markdown_line("One.\n\nTwo.").count("<p ") == 2


def test_a_refusal_names_the_line():
    with pytest.raises(MarkdownRefused) as caught:
        render_markdown("One.\n\nTwo.\n\n<b>Three.</b>\n")
    assert caught.value.line == 5


def test_a_long_text_is_refused():
    with pytest.raises(MarkdownRefused):
        render_markdown("x" * 70_000)


def test_deeply_nested_marks_do_not_exhaust_anything():
    html = render_markdown("> " * 500 + "x")
    assert html.count("<blockquote") < 50


@pytest.mark.parametrize(
    "value",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", "# heading", "**bold**", "a\n\n- b", "![x](y)", "`c`"],
)
def test_what_a_person_typed_is_shown_as_text_and_nothing_else(value):
    html = Text("t", "", "You wrote {words}.", ("words",)).html(words=value)
    for tag in ("<script", "<a ", "<h", "<strong", "<ul", "<img", "<code"):
        assert tag not in html


def test_a_placeholder_may_be_a_links_address():
    text = Text("t", "", "[Your pack]({pack_link})", ("pack_link",))
    assert 'href="https://example.org/p/a_b-c?x=1"' in text.html(pack_link="https://example.org/p/a_b-c?x=1")


def test_a_hostile_address_in_a_placeholder_is_refused():
    with pytest.raises(MarkdownRefused):
        Text("t", "", "[Your pack]({pack_link})", ("pack_link",)).html(pack_link="javascript:alert(1)")


def test_a_text_is_not_filled_without_its_placeholders():
    text = Text("emails.x", "About {reference}", "Hello {reference}", ("reference",))
    with pytest.raises(KeyError, match="needs reference"):
        text.plain()
    assert text.plain(reference="HSB-7K3M-Q4XD") == "Hello HSB-7K3M-Q4XD"
    assert text.subject(reference="HSB\r\nBcc: x") == "About HSB Bcc: x"


def test_a_value_is_not_filled_a_second_time():
    text = Text("t", "", "{first} {second}", ("first", "second"))
    assert text.plain(first="{second}", second="2") == "{second} 2"


def test_escaping_keeps_the_words():
    assert plain_text(escape_markdown("a_b *c* [d](e) & f")) == "a_b *c* [d](e) & f"


def test_plain_text_has_no_marks():
    assert plain_text("## Next\n\nCall **now**, [here](https://example.org).") == "Next\nCall now, here."
