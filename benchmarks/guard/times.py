"""How the guard's time grows with the length of a text, of any kind."""

from __future__ import annotations

import time

from adviceline.privacy.guard import detect
from benchmarks.guard.texts import TEXTS

SHOWN = 60


def measure_time() -> None:
    note = (TEXTS / "innocent.txt").read_text(encoding="utf-8")[200:2200]
    detect(note)
    began = time.process_time()
    for _ in range(SHOWN):
        detect(note)
    print(f"2,000-character note: {(time.process_time() - began) / SHOWN * 1000:.1f} ms")
    hostile = {
        "prose": note,
        "letters": "a",
        "capitals": "Aa ",
        "digits": "1",
        "spaced digits": "1 ",
        "at signs": "a@",
        "dots": "a.b@c.",
        "brackets": "((((",
        "spaces": " ",
        "dates": "born born on ",
        "zero width": "a\u200b",
        "school": "St Mary The ",
        "at dot": "a at b dot ",
        "single letters": "a b-c ",
        "newlines": "A\n",
        "titles": "Mr ",
        "names": "Tyler ",
        "urls": "http://x.com/",
        "nhs": "nhs 943 ",
        "underscores": "a_",
        "phones": "+44 (0) ",
        "numbers in words": "one two ",
        "possessive": "Tyler's ",
        "months": "1 May ",
        "lists of names": "Amber, ",
        "ages": "13, nearly 14 ",
        "parts of an address": "flat 1, ",
        "columns": "|dob|\n",
        "columns of ages": "|name|age|\n",
        "citations": "Kelly and Scott, 2012 by Ryan et al ",
        "dotted leaders": "dob ..... age ..... ",
        "before a postcode": "A\nB\nM1 1AA\n",
        "dotted words": "a_b.c.",
        "labels": "no A1 ",
        "letters for words": "A for Apple ",
        "quotations": 'texts from "a" ',
        "letters for names": "Tyler. K said that T did ",
        "bare ages": "Tyler 13, she 11, ",
        "read out": "s w four ",
        "called otherwise": 'Tyler ("Dare") ',
        "joined usernames": "@kay_b and kazz, ",
    }
    for label, unit in hostile.items():
        took = []
        for size in (50_000, 200_000):
            text = (unit * (size // len(unit) + 1))[:size]
            began = time.process_time()
            detect(text)
            took.append(time.process_time() - began)
        ratio = took[1] / max(took[0], 1e-6)
        print(f"hostile {label:<18} 50 kB {took[0]:6.2f} s   200 kB {took[1]:6.2f} s   ratio {ratio:4.1f} (linear: 4)")
