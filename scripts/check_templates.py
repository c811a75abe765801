"""Every template compiles and keeps the house's promises:

- nothing inline: no <style>, no style="…", no onclick="…", no <script> with code in it: the content
  policy forbids them;
- a form that posts carries the token against forged requests;
- text is never marked safe by hand, except through the `markdown` filter, which cleans it;
- an image has a text alternative, and a link that opens a new tab says `noopener`.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
FORM = re.compile(r"<form\b(?P<attributes>[^>]*)>(?P<body>.*?)</form>", re.DOTALL | re.IGNORECASE)
POSTS = re.compile(r"""method\s*=\s*["']?post""", re.IGNORECASE)
TOKEN = re.compile(r"csrf_input|csrf_token|csrfmiddlewaretoken|\bcsrf\(")
FORBIDDEN = {
    "an inline <style>": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"<[a-z][^<>]*?\sstyle\s*=", re.IGNORECASE | re.DOTALL),
    "an event attribute (on…=)": re.compile(r"<[a-z][^<>]*?\son[a-z]+\s*=", re.IGNORECASE | re.DOTALL),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "a script with code inside": re.compile(
        r"<script\b(?![^>]*\bsrc\s*=)(?![^>]*application/json)[^>]*>", re.IGNORECASE
    ),
    "text marked safe by hand": re.compile(r"\|\s*safe\b(?!\s*#)|autoescape\s+false"),
    "an image without alt": re.compile(r"<img\b(?![^>]*\balt\s*=)[^>]*>", re.IGNORECASE),
    "a new tab without noopener": re.compile(
        r"<a\b(?=[^>]*target\s*=\s*[\"']_blank)(?![^>]*noopener)[^>]*>", re.IGNORECASE
    ),
}
# Template and promise → why it may be broken there. An exception that nothing needs any more is a problem too.
EXCEPTIONS = {
    ("ui/components/chart.html", "text marked safe by hand"): "the picture comes from our own renderer, which escapes",
    ("reporting/standalone.html", "an inline <style>"): "a file that is kept, not a page that is served",
    ("reporting/standalone.html", "text marked safe by hand"): "our own style sheet, inside that file",
    ("evaluation/standalone.html", "an inline <style>"): "a file that is kept, not a page that is served",
    ("evaluation/standalone.html", "text marked safe by hand"): "our own style sheet, inside that file",
    ("reporting/returns/file.html", "an inline <style>"): "a file that is kept, not a page that is served",
    ("reporting/returns/file.html", "text marked safe by hand"): "our own style sheet, inside that file",
}


def problems(source: str) -> list[tuple[int, str]]:
    """Line number and what is wrong, for one template's text."""
    plain = COMMENT.sub(lambda match: "\n" * match.group().count("\n"), source)
    line_of = lambda position: plain.count("\n", 0, position) + 1  # noqa: E731
    found = [
        (line_of(match.start()), title) for title, pattern in FORBIDDEN.items() for match in pattern.finditer(plain)
    ]
    found += [
        (line_of(match.start()), "a form that posts without csrf_input")
        for match in FORM.finditer(plain)
        if POSTS.search(match["attributes"]) and not TOKEN.search(match["body"])
    ]
    return sorted(found)


def compile_problems() -> list[str]:
    """Templates that the service's own engines cannot compile."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.template import engines
    from jinja2 import TemplateSyntaxError

    django.setup()
    environment = next(engine.env for engine in engines.all() if hasattr(engine, "env"))
    found = []
    for name in environment.list_templates(filter_func=lambda name: not name.startswith("govuk_frontend_jinja/")):
        try:
            environment.get_template(name)
        except TemplateSyntaxError as error:
            found.append(f"{error.filename or name}:{error.lineno} does not compile: {error.message}")
        except UnicodeDecodeError as error:
            found.append(f"{name}: is not UTF-8 text ({error})")
    return found


def broken_promises() -> list[str]:
    """Every broken promise in the repository's templates, and every exception that is not needed."""
    found, used = [], set()
    for path in sorted(ROOT.glob("adviceline/**/templates/**/*")):
        if path.is_file():
            name = path.as_posix().rpartition("/templates/")[2]
            seen = problems(path.read_text())
            used |= {(name, title) for _, title in seen} & EXCEPTIONS.keys()
            found += [
                f"{path.relative_to(ROOT)}:{line} {title}" for line, title in seen if (name, title) not in EXCEPTIONS
            ]
    unneeded = EXCEPTIONS.keys() - used
    return found + [f"scripts/check_templates.py: no need of the exception {one}" for one in sorted(unneeded)]


def main() -> int:
    found = broken_promises() + compile_problems()
    print("\n".join(found) or "Every template compiles.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
