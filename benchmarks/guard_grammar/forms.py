# ruff: noqa: E501 - a few unlike forms to a line are easier to look through than one to a line
"""How each kind of identifying detail is written: a maker for each kind, which gives one of many unlike forms."""

from __future__ import annotations

import calendar
import random
import string
from collections.abc import Callable

from adviceline.privacy.guard.numbers import nhs_number, upn_check_letter

MONTHS = list(calendar.month_name)[1:]
ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
]
ORDINALS = [
    "zeroth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
]
NATO = dict(
    zip(
        string.ascii_uppercase,
        [
            "Alpha",
            "Bravo",
            "Charlie",
            "Delta",
            "Echo",
            "Foxtrot",
            "Golf",
            "Hotel",
            "India",
            "Juliet",
            "Kilo",
            "Lima",
            "Mike",
            "November",
            "Oscar",
            "Papa",
            "Quebec",
            "Romeo",
            "Sierra",
            "Tango",
            "Uniform",
            "Victor",
            "Whiskey",
            "X-ray",
            "Yankee",
            "Zulu",
        ],
        strict=True,
    )
)
DAYS = ["Mon", "Tues", "Wednesday", "Thursday", "Fri", "Saturday", "Sun"]


def _digits(r: random.Random, count: int) -> str:
    return "".join(r.choices("0123456789", k=count))


def _letters(r: random.Random, count: int) -> str:
    return "".join(r.choices("ABCDEFGHJKLMNPRSTVWXY", k=count))


def _nth(day: int) -> str:
    return f"{day}{'th' if 10 < day < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


def _misread(r: random.Random, digits: str) -> str:
    """As a scanner or a thumb gives it: O for 0, l for 1."""
    return "".join(r.choice(("O", "o")) if c == "0" else "l" if c == "1" and r.random() < 0.5 else c for c in digits)


def age(r: random.Random) -> str:
    n, m = r.randint(3, 17), r.randint(1, 11)
    w, nxt = ONES[n], n + 1
    return r.choice(
        [
            f"aged {n}", f"aged {w}", f"aged {n}yrs {m}m", f"aged {n} yrs and {m} mths", f"{n};{m}", f"{n}y {m}m", f"{n}y{m}m",
            f"{n} years and {m} months", f"{n}½", f"{n} 1/2", f"{n} and a half", f"{w} and a half", f"nearly {nxt}", f"almost {ONES[min(nxt, 18)]}",
            f"just turned {n}", f"turned {w} last month", f"turned {n} in {r.choice(MONTHS)}", f"coming up to his {_nth(nxt)} birthday",
            f"has just had her {ORDINALS[n]} birthday", f"will be {w} in {r.choice(MONTHS)}", f"turns {nxt} on {r.choice(DAYS)}", f"rising {n}", f"age {n}",
            f"{n} yo", f"{n}yo", f"{n} y/o", f"{n} yrs old", f"{n}yrs", f"{n} yr old", f"{n}-yr-old", f"{w} years old", f"{n} years of age", f"{w} yrs",
            f"at the age of {n}", f"{n} going on {nxt}", f"about {n} or {nxt}", f"{n}.{m} years", f"{m + 10} months old", f"{m + 10}mths",
            f"{n}ish", f"circa {n} years", f"not yet {n}", f"only {n}", f"barely {w}", f"{n} this week", f"{n} next birthday", f"just {w}",
            f"approaching his {ORDINALS[n]} birthday", f"approx {n} yrs", f"still only {w}", f"{n} last Tuesday", f"celebrated his {_nth(n)} birthday",
        ]
    )  # fmt: skip


def dob(r: random.Random) -> str:
    y, m, d = r.randint(2005, 2020), r.randint(1, 12), r.randint(1, 28)
    month, short, yy = MONTHS[m - 1], MONTHS[m - 1][:3], f"{y % 100:02}"
    roman = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"][m - 1]
    return r.choice(
        [
            f"{d:02}/{m:02}/{y}", f"{d}/{m}/{yy}", f"{d:02}.{m:02}.{y}", f"{d}.{m}.{yy}", f"{d:02}-{m:02}-{yy}", f"{y}-{m:02}-{d:02}", f"{y}/{m:02}/{d:02}",
            f"{y}.{m:02}.{d:02}", f"{d} {month} {y}", f"{_nth(d)} {month} {y}", f"{_nth(d)} {short} '{yy}", f"{d}-{short}-{y}", f"{d}/{short}/{yy}",
            f"{d:02}{short.upper()}{yy}", f"{d:02}{short}{y}", f"{month} {_nth(d)}, {y}", f"{month} {d} {y}", f"{short} {d} '{yy}", f"the {_nth(d)} of {month} {y}",
            f"{_nth(d)} of {month}", f"{d} {month}", f"{month} {y}", f"{short}-{yy}", f"{d:02}{m:02}{yy}", f"{d:02}{m:02}{y}", f"{y}{m:02}{d:02}",
            f"{d:02} {m:02} {yy}", f"{d} {m} {y}", f"{d} / {m} / {y}", f"{d}.{roman}.{y}", f"{DAYS[d % 7]} {d} {month} {y}", f"{_misread(r, f'{d:02}/{m:02}/{y}')}",
            f"{d:02}\\{m:02}\\{yy}", f"{d}|{m}|{y}", f"{d:02}_{m:02}_{y}", f"{d}–{m}–{y}", f"{m:02}/{y}", f"{d}, {month}, {y}", f"{month.upper()} {d} {y}",
        ]
    )  # fmt: skip


def nhs(r: random.Random) -> str:
    while True:
        n = r.choice("4679") + _digits(r, 9)
        if nhs_number(n):
            break
    a, b, c = n[:3], n[3:6], n[6:]
    said = " ".join(ONES[int(x)] if x != "0" else r.choice(["oh", "zero"]) for x in n)
    return r.choice(
        [
            n, f"{a} {b} {c}", f"{a}-{b}-{c}", f"{a}.{b}.{c}", f"{a}/{b}/{c}", f"{n[:4]} {n[4:7]} {n[7:]}", " ".join(n), f"{n[:2]} {n[2:4]} {n[4:6]} {n[6:8]} {n[8:]}",
            f"{a}_{b}_{c}", f"{a} - {b} - {c}", f"{a}\n{b} {c}", f"{a}\u200b{b}\u200b{c}", said, f"{a}·{b}·{c}", f"{a},{b},{c}", f"{a}\u00a0{b}\u00a0{c}",
            "".join(chr(0x660 + int(x)) for x in n), f"{a} {b}\n{c}", f"({a}) {b} {c}", f"{a}–{b}–{c}",
        ]
    )  # fmt: skip


def upn(r: random.Random) -> str:
    rest = _digits(r, 11) + r.choice("0123456789AHW")
    n = upn_check_letter(rest) + rest
    return r.choice(
        [
            n, n.lower(), f"{n[0]} {n[1:]}", f"{n[0]} {n[1:4]} {n[4:8]} {n[8:10]} {n[10:]}", f"{n[0]}-{n[1:4]}-{n[4:8]}-{n[8:]}", f"{n[:4]} {n[4:8]} {n[8:]}",
            f"{n[0]}.{n[1:4]}.{n[4:8]}.{n[8:]}", f"{n[0]}/{n[1:4]}/{n[4:8]}/{n[8:]}", " ".join(n), f"{n[:7]}\n{n[7:]}", f"{n[:5]}\u200b{n[5:]}", f"{n[0]}_{n[1:]}",
        ]
    )  # fmt: skip


def nino(r: random.Random) -> str:
    d, one, end = _digits(r, 6), r.choice("ABCEGHJKLMNPRSTWXYZ") + r.choice("ABCEHJLMPRSTWXY"), r.choice("ABCD")
    a, b, c = d[:2], d[2:4], d[4:]
    return r.choice(
        [
            f"{one}{d}{end}", f"{one} {a} {b} {c} {end}", f"{one}{d}{end}".lower(), f"{one}-{a}-{b}-{c}-{end}", f"{one}.{a}.{b}.{c}.{end}", f"{one}/{a}/{b}/{c}/{end}",
            f"{one} {d} {end}", f"{one}{d} {end}", " ".join(f"{one}{d}{end}"), f"{one} {a} {b} {c} {end}".lower(), f"{one}_{a}_{b}_{c}_{end}", f"{one}{a} {b}{c}{end}",
            f"{one}{a}\n{b}{c}{end}", f"{one}\u200b{d}\u200b{end}", f"{one} {_misread(r, d)} {end}",
        ]
    )  # fmt: skip


def phone(r: random.Random) -> str:
    d = "7" + r.choice("3456789") + _digits(r, 8)
    city, l7 = r.choice(["113", "117", "121", "151", "161", "191"]), r.choice("23456789") + _digits(r, 6)
    town, t6 = r.choice(["1204", "1482", "1793", "1522"]), r.choice("23456789") + _digits(r, 5)
    words = " ".join("oh" if x == "0" else ONES[int(x)] for x in "0" + d)
    return r.choice(
        [
            f"0{d}", f"0{d[:4]} {d[4:]}", f"0{d[:4]} {d[4:7]} {d[7:]}", f"0{d[:3]}-{d[3:6]}-{d[6:]}", f"0{d[:4]}.{d[4:7]}.{d[7:]}", f"0{d[:4]}/{d[4:]}", f"+44 {d[:4]} {d[4:]}",
            f"+44(0){d}", f"0044 {d[:4]} {d[4:]}", f"(+44) {d[:4]} {d[4:]}", f"44{d}", f"0 {' '.join(d)}", words, words.replace(" ", "-"), words.replace(" ", ", "),
            f"{_misread(r, '0' + d)}", f"O{d[:4]} {d[4:]}", f"0{d[:4]}\n{d[4:]}", f"0{d[:4]}\u200b{d[4:]}", f"0{d[:4]}_{d[4:7]}_{d[7:]}", f"0{city} {l7[:3]} {l7[3:]}", f"(0{city}) {l7}",
            f"0{city}-{l7[:3]}-{l7[3:]}", f"0{town} {t6}", f"(0{town}) {t6}", f"+44 (0)1{town[1:]} {t6}", f"020 7{_digits(r, 3)} {_digits(r, 4)}", f"0{d[:4]} – {d[4:]}",
            f"0{d[0]} {d[1:3]} {d[3:5]} {d[5:7]} {d[7:]}", f"0{d[:2]} {d[2:5]} {d[5:8]} {d[8:]}", "".join(chr(0xFF10 + int(x)) for x in "0" + d), "".join(chr(0x6F0 + int(x)) for x in "0" + d),
            f"tel:+44{d}", f"+48 5{_digits(r, 2)} {_digits(r, 3)} {_digits(r, 3)}", f"+92-300-{_digits(r, 7)}", f"0{d[:4]}   {d[4:]}", f"0{d[:4]}*{d[4:7]}*{d[7:]}", f"oh {' '.join(d)}",
        ]
    )  # fmt: skip


def postcode(r: random.Random) -> str:
    area = r.choice(
        [
            "M13",
            "LS6",
            "B15",
            "SW1A",
            "EC1V",
            "NE4",
            "S10",
            "BD3",
            "L8",
            "E17",
            "CR0",
            "PO1",
            "W1T",
            "YO31",
            "TR1",
            "CF24",
            "LL57",
            "OX4",
            "G12",
            "BT7",
        ]
    )
    inward = r.choice("0123456789") + r.choice("ABDEFGHJLNPQRSTUWXYZ") + r.choice("ABDEFGHJLNPQRSTUWXYZ")
    heard = " ".join(NATO[c] if c.isalpha() else ONES[int(c)] for c in area + inward)
    return r.choice(
        [
            f"{area} {inward}", f"{area}{inward}", f"{area} {inward}".lower(), f"{area}{inward}".lower(), f"{area}-{inward}", f"{area}.{inward}", f"{area}/{inward}", f"{area}_{inward}",
            f"{area}\n{inward}", f"{area}  {inward}", " ".join(area + inward), f"{area}\u200b{inward}", f"{area}\u00a0{inward}", f"{area.title()} {inward.title()}", f"{area} {inward[0]} {inward[1:]}",
            f"{area} {inward}".replace("0", "O"), heard, heard.lower(), f"{area},{inward}",
        ]
    )  # fmt: skip


def email(r: random.Random) -> str:
    who = r.choice(["jo.bloggs", "mum_of_3", "k.tariq88", "familyokoro", "a-b", "the.wilsons", "kasia1985", "dad4life"])
    host = r.choice(
        ["gmail.com", "hotmail.co.uk", "example.com", "oakfield.sch.uk", "icloud.com", "outlook.com", "btinternet.com"]
    )
    dotted, said = (
        host.replace(".", " dot "),
        who.replace(".", " dot ").replace("_", " underscore ").replace("-", " hyphen "),
    )
    return r.choice(
        [
            f"{who}@{host}", f"{who}@{host}".upper(), f"{who} @ {host}", f"{who} at {dotted}", f"{said} at {dotted}", f"{who}(at){host}", f"{who}[at]{host.replace('.', '[.]')}", f"{who} AT {dotted.replace('dot', 'DOT')}",
            f"{who}{{at}}{host}", f"{who}<at>{host}", f"mailto:{who}@{host}", f"<{who}@{host}>", f"{who}%40{host}", f"{who}&#64;{host}", f"{who}＠{host}", f"{who}@{host.replace('.', ',')}",
            f"{who}@\n{host}", f"{who}\n@{host}", f"{who}@{host.split('.')[0]}", f"{who}@{host.replace('.', ' .')}", f"{who}\u200b@{host}", f"{who}_at_{host.replace('.', '_dot_')}", f"{who} (at) {host}", f"{who} [at] {dotted}",
        ]
    )  # fmt: skip


def handle(r: random.Random) -> str:
    word = r.choice(
        [
            "tyz",
            "jxss",
            "shadow",
            "moonpie",
            "reaper",
            "kxylee",
            "lil.man",
            "its.mo",
            "fluffy",
            "queen.b",
            "zara",
            "drip",
        ]
    )
    n = r.choice(["09", "2010", "_x", "x0x", "88", ".official", "_07", "99"])
    return r.choice(
        [f"@{word}{n}", f"{word}{n}", f"xx_{word}_xx", f"{word}#{_digits(r, 4)}", f"{word.title()}{r.choice(['Gamer', 'Pro', 'YT'])}{_digits(r, 2)}", f"{word}_{n}", f"u/{word}{n}", f"@{word}.{word}"]
    )  # fmt: skip


def reference(r: random.Random) -> str:
    y = r.choice(["22", "24", "25"])
    return r.choice(
        [
            _digits(r, 6), _digits(r, 8), f"{_letters(r, 2)}/{_digits(r, 5)}/{y}", f"{_digits(r, 2)}/{_digits(r, 6)}/{y}", f"{_letters(r, 3)}-{_digits(r, 6)}", f"{_letters(r, 1)}{_digits(r, 7)}", f"{_letters(r, 3)}{_digits(r, 5)}",
            f"#{_digits(r, 5)}", f"{_letters(r, 3)}-{_digits(r, 6)}-{_digits(r, 4)}", f"{_digits(r, 5)}/{y}", f"{_digits(r, 2)}{_letters(r, 2)}/{_digits(r, 5)}/{y}", f"{_letters(r, 2)}{y}{_letters(r, 1)}{_digits(r, 5)}",
            f"{_letters(r, 3)} {_digits(r, 6)}", f"{_digits(r, 5)}-{_letters(r, 1)}", f"20{y}/{_digits(r, 5)}", f"{_letters(r, 2)}.{_digits(r, 6)}", f"{_letters(r, 4)}/{y}/{_digits(r, 4)}", f"{_digits(r, 3)} {_digits(r, 4)}",
            f"{_letters(r, 2)} 20{y} {_digits(r, 6)}", f"{_letters(r, 2).lower()}{_digits(r, 6)}", f"{_letters(r, 1)}-{_digits(r, 5)}-{_letters(r, 2)}", f"{_digits(r, 4)}_{_digits(r, 4)}",
        ]
    )  # fmt: skip


def plate(r: random.Random) -> str:
    a, n, b = _letters(r, 2).replace("I", "K"), r.choice(["09", "12", "19", "57", "62", "71", "23"]), _letters(r, 3)
    heard = " ".join(NATO[c] if c.isalpha() else ONES[int(c)] for c in a + n + b)
    return r.choice(
        [f"{a}{n} {b}", f"{a}{n}{b}", f"{a} {n} {b}", f"{a}{n}-{b}", f"{a}{n} {b}".lower(), f"{a}{n}{b}".lower(), f"{a[0]}{n}2 {b}", f"{b} {n}2{a[0]}", heard, f"{a}{n}.{b}", f"{a}-{n}-{b}"]
    )  # fmt: skip


def address(r: random.Random) -> str:
    name = r.choice(
        [
            "Acacia",
            "Station",
            "Church",
            "Mill",
            "Oak",
            "Kings",
            "Elm",
            "Tennyson",
            "Cobden",
            "Mafeking",
            "Thornley",
            "Birchwood",
            "Hawthorn",
            "Lowther",
            "Radcliffe",
        ]
    )
    kind = r.choice(
        [
            "Avenue",
            "Road",
            "Lane",
            "Street",
            "Close",
            "Drive",
            "Crescent",
            "Terrace",
            "Grove",
            "Gardens",
            "Way",
            "Court",
            "Walk",
            "Rise",
            "Mews",
            "Row",
            "Place",
        ]
    )
    short = r.choice(["Ave", "Rd", "Ln", "St", "Cl", "Dr", "Cres", "Terr", "Gdns", "Av", "Ct", "Pl"])
    one = r.choice(
        [
            "Kingsway",
            "Parkside",
            "Northgate",
            "Oakfield",
            "Hillcrest",
            "Brookside",
            "Westgate",
            "Woodlands",
            "Eastfield",
            "Broadway",
            "Millfield",
        ]
    )
    house = r.choice(["Rose Cottage", "The Old Forge", "Hollybush Farm", "The Lodge", "Ivy House"])
    town = r.choice(["Leeds", "Derby", "Hull", "Oldham", "Truro"])
    n, f = r.randint(1, 240), r.randint(1, 60)
    return r.choice(
        [
            f"{n} {name} {kind}", f"{n} {name} {short}", f"{n}{r.choice('abc')} {name} {kind}", f"{n}, {name} {kind}", f"No. {n} {name} {kind}", f"no {n} {name} {kind}".lower(), f"Flat {f}, {n} {name} {kind}", f"flat {f} {n} {name} {kind}".lower(),
            f"Flat {f}/2, {n} {name} {kind}", f"{n} {name} {kind}, {town}", f"{n} {name.lower()} {short.lower()}, {town}", f"{n} {one}", f"{n} The {r.choice(['Green', 'Limes', 'Paddock', 'Maltings'])}", f"{house}, {name} {kind}", f"{house}, {name} {kind}, {town}",
            f"{n}\n{name} {kind}\n{town}", f"{n} {name}\n{kind}", f"{n} {name.upper()} {kind.upper()}", f"Apartment {f}, {name} House", f"Flat {f}B {name} Court", f"Plot {f}, {name} Caravan Site", f"{n} Upper {name} {kind}", f"{n} {name} {kind} {r.choice(['North', 'West'])}",
            f"{n}-{n + 2} {name} {kind}", f"{n} Heol y {r.choice(['Graig', 'Bryn'])}", f"{n} Maes {r.choice(['Derw', 'Gwyn'])}", f"{name} {kind}, number {n}", f"house number {n} on {name} {kind}", f"Room {f}, {n} {name} {kind}", f"{ONES[n % 17 + 1]} {name} {kind}",
            f"{n} St {name}'s {kind}", f"{n} {name} {kind},\n{town}", f"Block C, Flat {f}, {name} House", f"{n} Old {name} {kind}", f"PO Box {n}{f}", f"{f} {name} Park View",
        ]
    )  # fmt: skip


def url(r: random.Random) -> str:
    who = r.choice(["jayden.k09", "zara_x", "lolas.mummy.88", "realtyz"])
    return r.choice(
        [f"https://www.instagram.com/{who}/", f"instagram.com/{who}", f"fb.com/{who}", f"tiktok.com/@{who}", f"https://www.facebook.com/profile.php?id={_digits(r, 12)}", f"snapchat.com/add/{who}", f"t.me/{who}", f"https://wa.me/447{_digits(r, 9)}", f"www.youtube.com/@{who}"]
    )  # fmt: skip


def other(r: random.Random) -> str:
    return r.choice(
        [
            f"{r.randint(11, 212)}.{r.randint(0, 255)}.{r.randint(0, 255)}.{r.randint(1, 254)}", f"53.{_digits(r, 4)}, -2.{_digits(r, 4)}", "///filled.count.soap", f"35{_digits(r, 13)}", f"{_digits(r, 2)}-{_digits(r, 2)}-{_digits(r, 2)} {_digits(r, 8)}", f"{_letters(r, 5)}{_digits(r, 6)}{_letters(r, 2)}9{_letters(r, 2)}",
        ]
    )  # fmt: skip


KINDS: dict[str, Callable[[random.Random], str]] = {
    "AGE": age,
    "DOB": dob,
    "NHS": nhs,
    "UPN": upn,
    "NINO": nino,
    "PHONE": phone,
    "POSTCODE": postcode,
    "EMAIL": email,
    "HANDLE": handle,
    "REF": reference,
    "PLATE": plate,
    "ADDRESS": address,
    "URL": url,
    "OTHER": other,
}
