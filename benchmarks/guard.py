"""How much the identifier guard finds, how much innocent text it touches, and how its time grows.

    python -m benchmarks.guard [--seed 7] [--rounds 12] [--show-missed] [--show-touched]

Recall counts an identifier as found when every one of its characters is inside some span. A word of innocent text
is touched when any of its characters is inside a span of any severity.
"""

from __future__ import annotations

import argparse
import calendar
import json
import random
import re
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from adviceline.privacy.guard import detect
from adviceline.privacy.guard.lexicon import lexicon
from adviceline.privacy.guard.normalise import view_of
from adviceline.privacy.guard.numbers import nhs_number, upn_check_letter

TEXTS = Path(__file__).parent / "guard_texts"
MONTHS = list(calendar.month_name)[1:]
SHOWN = 60
SENTENCES = (
    "held_out_sentences",
    "outside_seen",
    "outside_fresh",
    "second",
    "third",
    "another_hand",
    "another_hand_2",
    "innocent_enquiries",
)


def lines(name: str) -> list[str]:
    return [line for line in (TEXTS / name).read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]


def nhs(r: random.Random) -> str:
    while True:
        number = r.choice("34679") + "".join(r.choices("0123456789", k=9))
        if nhs_number(number):
            break
    shape = r.choice(["{a}{b}{c}", "{a} {b} {c}", "{a}-{b}-{c}", "{a}  {b} {c}", "spaced"])
    return " ".join(number) if shape == "spaced" else shape.format(a=number[:3], b=number[3:6], c=number[6:])


def upn(r: random.Random) -> str:
    digits = "".join(r.choices("0123456789", k=11))
    rest = digits + r.choice(["0", "5", "9", "A", "H", "W"])
    number = upn_check_letter(rest) + rest
    return r.choice([number, number.lower(), number])


def nino(r: random.Random) -> str:
    d = "".join(r.choices("0123456789", k=6))
    one = r.choice("ABCEGHJKLMNPRSTWXYZ") + r.choice("ABCEHJLMPRSTWXY")
    end = r.choice("ABCD")
    return r.choice(
        [f"{one}{d}{end}", f"{one} {d[:2]} {d[2:4]} {d[4:]} {end}", f"{one}{d}{end}".lower(), f"{one}-{d}-{end}"]
    )


def phone(r: random.Random) -> str:
    d = "".join(r.choices("0123456789", k=9))
    city = r.choice(["113", "114", "115", "116", "117", "118", "121", "131", "141", "151", "161", "191"])
    return r.choice(
        [
            f"07{d}",
            f"07{d[:3]} {d[3:]}",
            f"07{d[:3]} {d[3:6]} {d[6:]}",
            f"+44 7{d[:3]} {d[3:]}",
            f"+447{d}",
            f"00447{d}",
            f"(0{city}) {d[:3]} {d[3:7]}",
            f"0{city}-{d[:3]}-{d[3:7]}",
            f"0{city}.{d[:3]}.{d[3:7]}",
            f"020 7{d[:3]} {d[3:7]}",
            f"+44 (0){city} {d[:3]} {d[3:7]}",
            f"01{r.choice(['204', '482', '793', '925'])} {d[:6]}",
            "0 7 " + " ".join(d),
            f"07{d[:3]}-{d[3:6]}-{d[6:]}",
            f"+48 5{d[:2]} {d[2:5]} {d[5:8]}",
            f"+353 87 {d[:3]} {d[3:7]}",
            f"+92 300 {d[:7]}",
        ]
    )


def postcode(r: random.Random) -> str:
    area = r.choice(
        ["M13", "LS6", "B15", "SW1A", "EC1V", "NE4", "S10", "BD3", "L8", "E17", "CR0", "PO1", "W1T", "YO31", "TR1"]
    )
    code = (area, f"{r.randint(0, 9)}{r.choice('ABDEFGHJLNPQRSTUWXYZ')}{r.choice('ABDEFGHJLNPQRSTUWXYZ')}")
    return r.choice([" ".join(code), "".join(code), " ".join(code).lower(), "".join(code).lower()])


def dob(r: random.Random) -> str:
    y, m, d = r.randint(2004, 2019), r.randint(1, 12), r.randint(1, 28)
    month = MONTHS[m - 1]
    tail = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd"}.get(d, "th")
    return r.choice(
        [
            f"{d:02}/{m:02}/{y}",
            f"{d}.{m}.{y % 100:02}",
            f"{d:02}-{m:02}-{y}",
            f"{y}-{m:02}-{d:02}",
            f"{d} {month} {y}",
            f"{d}{tail} {month} {y}",
            f"{d}{tail} of {month}, {y}",
            f"{month} {d}, {y}",
            f"{d} {month[:3]} {y}",
            f"{month} {y}",
            f"{d:02} {m:02} {y}",
            f"{d}/{m}/{y % 100:02}",
        ]
    )


def email(r: random.Random) -> str:
    who = r.choice(["jo.bloggs", "mum_of_3", "k.tariq88", "familyokoro", "a-b"])
    host = r.choice(["example.com", "school.sch.uk", "mail.example.co.uk"])
    spelled = host.replace(".", " dot ")
    return r.choice(
        [
            f"{who}@{host}",
            f"{who}@{host}".upper(),
            f"{who} (at) {spelled}",
            f"{who}[at]{host}",
            f"{who} at {spelled}",
            f"{who} @ {host}",
        ]
    )


def initials(r: random.Random) -> str:
    a, b = r.choice("BDGHJKMNRTVZ"), r.choice("BCFGJLNQWXZ")
    return r.choice([f"{a}{b}", f"{a}.{b}.", f"{a}.{b}"])


def address(r: random.Random) -> str:
    street = r.choice(
        [
            "Acacia Avenue",
            "Station Road",
            "Church Lane",
            "Mill Street",
            "Oak Tree Close",
            "St John's Road",
            "Kings Drive",
        ]
    )
    return f"{r.choice(['', 'Flat 3, '])}{r.randint(1, 240)}{r.choice(['', 'a', 'B'])} {street}"


def handle(r: random.Random) -> str:
    return r.choice(["@kayla_x9", "xx_reaper_07", "lil.miss.10", "tyz2009", "@jj.official", "ShadowFox88", "its_me_mo"])


MAKERS = {
    "NHS": nhs,
    "UPN": upn,
    "NINO": nino,
    "PHONE": phone,
    "POSTCODE": postcode,
    "DOB": dob,
    "EMAIL": email,
    "INITIALS": initials,
    "ADDRESS": address,
    "HANDLE": handle,
}
STRUCTURED = {"NHS", "UPN", "NINO", "PHONE", "POSTCODE", "DOB", "EMAIL"}


def filled(template: str, people: list[str], r: random.Random) -> tuple[str, list[tuple[int, int, str]]]:
    """A text and where its identifiers are: (start, end, kind)."""
    (first, *rest), (other, *_) = (name.split(" ") for name in r.sample(people, 2))
    whole = " ".join([first, *rest])
    values = {
        "N": whole,
        "F": first,
        "G": other,
        "S": rest[-1],
        "f": first.lower(),
        "n": whole.lower(),
        "U": whole.upper(),
    }
    text, found, at = "", [], 0
    for slot in re.finditer(r"\{(\w+)\}", template):
        text += template[at : slot.start()]
        at = slot.end()
        key = slot.group(1)
        value = values.get(key) or (MAKERS[key](r) if key in MAKERS else str(r.randint(5, 17)))
        if key != "AGE":
            word = value if key in values else ""
            listed = bool(word) and all(
                lexicon().of(view_of(w).text.lower().replace("'", "")) for w in re.split(r"[ -]", word)
            )
            kind = ("name, listed" if listed else "name, not listed") if word else key
            found.append((len(text), len(text) + len(value), kind))
        text += value
    return text + template[at:], found


def measure_recall(seed: int, rounds: int, show: bool) -> None:
    r = random.Random(seed)
    people = lines("held_out_names.txt")
    total: dict[str, int] = defaultdict(int)
    got: dict[str, int] = defaultdict(int)
    blocked: dict[str, int] = defaultdict(int)
    missed: list[str] = []
    beyond = words_beyond = 0
    for _ in range(rounds):
        for template in lines("templates.txt"):
            text, wanted = filled(template, people, r)
            spans = detect(text)
            covered = {i for s in spans for i in range(s.start, s.end)}
            strictly = {i for s in spans if s.severity == "block" for i in range(s.start, s.end)}
            inside = {i for start, end, _ in wanted for i in range(start, end)}
            for start, end, kind in wanted:
                needed = {i for i in range(start, end) if text[i].isalnum()}
                total[kind] += 1
                got[kind] += needed <= covered
                blocked[kind] += needed <= strictly
                if not needed <= covered:
                    missed.append(f"{kind}: «{text[start:end]}» in: {text}")
            for word in re.finditer(r"\w[\w'-]*", text):
                if not inside & set(range(*word.span())):
                    words_beyond += 1
                    beyond += bool(covered & set(range(*word.span())))
    print(f"{'kind':<18}{'texts':>7}{'found':>9}{'blocked':>9}")
    groups = {"all structured": STRUCTURED, "all names": {k for k in total if k.startswith("name")}}
    for kind in [*sorted(total), *groups]:
        kinds = groups.get(kind, {kind})
        n, f, b = (sum(d[k] for k in kinds) for d in (total, got, blocked))
        print(f"{kind:<18}{n:>7}{f / n:>9.4f}{b / n:>9.4f}")
    print(f"words beside the identifiers touched: {beyond}/{words_beyond} = {beyond / words_beyond:.4f}")
    if show:
        print(*dict.fromkeys(missed), sep="\n")


def measure_innocent(show: bool) -> None:
    text = "\n".join(
        line for line in (TEXTS / "innocent.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    )
    for label, pieces in {"paragraph by paragraph": text.split("\n\n"), "as one text": [text]}.items():
        words = touched = refused = 0
        for piece in pieces:
            spans = detect(piece)
            refused += any(s.severity == "block" for s in spans)
            covered = {i for s in spans for i in range(s.start, s.end)}
            for word in re.finditer(r"\w[\w'-]*", piece):
                words += 1
                touched += bool(covered & set(range(*word.span())))
            if show:
                for s in spans:
                    before, after = piece[max(0, s.start - 30) : s.start], piece[s.end : s.end + 20]
                    print(f"  {s.kind}/{s.severity}/{s.rule}: …{before}«{piece[s.start : s.end]}»{after}…")
        print(f"innocent words touched, {label}: {touched}/{words} = {touched / words:.4f}")
        print(f"innocent texts refused, {label}: {refused}/{len(pieces)}")
        show = False


def measure_sentences(name: str, show: bool) -> None:
    """A file of marked sentences: of what is marked, how much is found; of what is not, how much is touched."""
    names = found = blocked = numbers = heard = words = touched = refused = innocent = 0
    missed: list[str] = []
    for text, marks in marked_texts(name):
        spans = detect(text)
        covered = {i for s in spans for i in range(s.start, s.end)}
        strictly = {i for s in spans if s.severity == "block" for i in range(s.start, s.end)}
        inside = {i for start, end, _ in marks for i in range(start, end)}
        for start, end, kind in marks:
            needed = {i for i in range(start, end) if text[i].isalnum()}
            if kind == "other":
                continue
            if kind == "name":
                names, found, blocked = names + 1, found + (needed <= covered), blocked + (needed <= strictly)
            else:
                numbers, heard = numbers + 1, heard + (needed <= covered)
            if not needed <= covered:
                missed.append(f"{kind}: «{text[start:end]}» in: {text}")
        for word in re.finditer(r"\w[\w'-]*", text):
            place = set(range(*word.span()))
            if not inside & place:
                words += 1
                touched += bool(covered & place)
                if covered & place:
                    missed.append(f"touched: «{word.group()}» in: {text}")
        if not marks:
            innocent, refused = innocent + 1, refused + any(s.severity == "block" for s in spans)
    print(f"{name}: names found {found}/{names} = {found / max(names, 1):.4f}, blocked {blocked / max(names, 1):.4f}")
    print(f"{name}: structured found {heard}/{numbers} = {heard / max(numbers, 1):.4f}")
    print(f"{name}: innocent words touched {touched}/{words} = {touched / words:.4f}; "
          f"innocent sentences refused {refused}/{innocent}")  # fmt: skip
    if show:
        print(*missed, sep="\n")


def marked_texts(name: str) -> Iterator[tuple[str, list[tuple[int, int, str]]]]:
    """The texts of a file with their marks: one to a line, or JSON lines that list the strings that identify."""
    if (TEXTS / f"{name}.txt").exists():
        for line in lines(f"{name}.txt"):
            yield unmarked(line.strip().replace("\\n", "\n"))
        return
    for line in lines(f"{name}.jsonl"):
        record = json.loads(line)
        kinds = (("names", "name"), ("structured", "number"), ("professional", "other"))
        marks = {
            (start, start + len(value), kind)
            for key, kind in kinds
            for value in record.get(key, ())
            for start in places_of(value, record["text"])
        }
        yield record["text"], sorted(marks)


def places_of(value: str, text: str) -> list[int]:
    whole = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(value)}(?!\w)", text)]
    return whole or [m.start() for m in re.finditer(re.escape(value), text)]


def unmarked(line: str) -> tuple[str, list[tuple[int, int, str]]]:
    """A sentence without its marks, and where they were."""
    text, found, at = "", [], 0
    for mark in re.finditer(r"(?s)\[\[(.+?)\]\]|\{\{(.+?)\}\}(?!\})|<<(.+?)>>", line):
        text += line[at : mark.start()]
        inner = mark[1] or mark[2] or mark[3]
        kind = "name" if mark[1] else "number" if mark[2] else "other"
        found.append((len(text), len(text) + len(inner), kind))
        text, at = text + inner, mark.end()
    return text + line[at:], found


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--show-missed", action="store_true")
    parser.add_argument("--show-touched", action="store_true")
    parser.add_argument("--no-time", action="store_true")
    options = parser.parse_args()
    measure_recall(options.seed, options.rounds, options.show_missed)
    measure_innocent(options.show_touched)
    for name in SENTENCES:
        measure_sentences(name, options.show_missed)
    if not options.no_time:
        measure_time()


if __name__ == "__main__":
    main()
