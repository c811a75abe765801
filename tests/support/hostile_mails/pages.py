"""HTML that runs, fetches, hides or pretends."""

# ruff: noqa: E501 - mails are written here as they are sent

from __future__ import annotations

from tests.support.hostile_mails.making import WORDS, Made, html, many, part, plain


def odd_pages(made: Made) -> None:
    add = made.add
    add(
        "scripts",
        html(
            "scripts",
            f"<script>document.title='pwned'</script><body onload=alert(1)><p onclick=x()>{WORDS}</p><a href='javascript:alert(1)'>here</a>",
        ),
        never=("pwned", "alert(1)'>"),
    )
    add(
        "remote pictures",
        html(
            "pictures",
            f'<p>{WORDS}</p><img src=https://track.example.org/open.gif width=1 height=1><div style="background:url(https://track.example.org/b.gif)">Beneath.</div>',
        ),
        says=(WORDS, "Beneath."),
        never=("track.example.org",),
    )
    add(
        "a form",
        html(
            "form",
            f"<p>{WORDS}</p><form action=https://phish.example.org><input name=password value=secret><button>Sign in</button></form>",
        ),
        never=("phish.example.org",),
    )
    add(
        "a base",
        html("base", f"<base href=https://phish.example.org/><p>{WORDS}</p><a href=/x>our page</a>"),
        says=(WORDS, "our page"),
    )
    add(
        "svg",
        html("svg", f"<p>{WORDS}</p><svg onload=alert(1)><text>Drawn words</text><script>alert(2)</script></svg>"),
        never=("alert(",),
    )
    add(
        "refresh",
        html("refresh", f"<meta http-equiv=refresh content='0;url=https://phish.example.org'><p>{WORDS}</p>"),
        never=("phish.example.org",),
    )
    add(
        "data addresses",
        html(
            "data",
            f"<p>{WORDS}</p><a href='data:text/html;base64,PHNjcmlwdD4='>open</a><img src='data:image/svg+xml;base64,PHN2Zz4='>",
        ),
    )
    add(
        "white on white",
        html("white", f"<p>{WORDS}</p><p style='color:#fff'>Words in white.</p>"),
        says=(WORDS, "Words in white."),
        new=f"Odd white\n\n{WORDS}",
    )
    add(
        "display none",
        html("none", f"<div style='display:none'>Words not displayed.</div><p>{WORDS}</p>"),
        says=(WORDS, "Words not displayed."),
        new=f"Odd none\n\n{WORDS}",
    )
    add(
        "off the screen",
        html("off", f"<p>{WORDS}</p><div style='position:absolute;left:-9999px'>Words off the screen.</div>"),
        says=(WORDS, "Words off the screen."),
        new=f"Odd off\n\n{WORDS}",
    )
    add(
        "letters set backwards",
        html("bidi", f"<p>{WORDS}</p><p style='unicode-bidi:bidi-override;direction:rtl'>.sdrawkcaB</p>"),
    )
    add("ten thousand elements deep", html("deep", "<div>" * 10_000 + WORDS + "</div>" * 10_000))
    add(
        "a table as a letter",
        html("table", f"<table><tr><td>One</td><td>Two</td></tr></table><p>{WORDS}</p>"),
        says=(WORDS, "One Two"),
    )
    add("never closed", html("open", f"<p>{WORDS}<b><i><table><tr><td>Left open"), says=(WORDS, "Left open"))
    add(
        "comments of outlook",
        html("mso", f"<!--[if mso]><p>For Outlook only</p><![endif]--><p>{WORDS}</p>"),
        never=("For Outlook only",),
    )
    add(
        "style everywhere",
        html(
            "css",
            f"<style>@import url(https://track.example.org/x.css); p::before{{content:'Said by style'}}</style><p>{WORDS}</p>",
        ),
        never=("track.example.org",),
    )
    add(
        "entities without end",
        html("entities", f"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><p>{WORDS} &b;&b;</p>"),
    )
    add(
        "html called plain",
        plain("called plain", f"<html><body><p>{WORDS}</p></body></html>", "Content-Type: text/plain"),
    )
    add(
        "amp beside",
        many(
            "amp",
            "alternative",
            part(WORDS),
            part("<html ⚡4email><body>Amp words</body></html>", "Content-Type: text/x-amp-html"),
            part(f"<p>{WORDS}</p>", "Content-Type: text/html"),
        ),
    )
