"""Makers of identifying details for the templates: each gives one of the forms that a detail is written in."""

from __future__ import annotations

import calendar
import random

from adviceline.privacy.guard.numbers import nhs_number, upn_check_letter

MONTHS = list(calendar.month_name)[1:]


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
