"""The line or block that a mail program writes above what it quotes, in the languages that programs are set to. Pure.

Two forms: a block of fields ('From: … Sent: … To: …'), and a line ('On …, … wrote:'). Each is told by several signs at
once, for people write such words too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

MOST_LINES_OF_A_BLOCK = 6
MOST_LINES_OF_A_LINE = 3
_FIELD = re.compile(r"^[>\s*_]*([^\W\d_][^\d_:\uff1a<>@]{0,24}?)[\s*_\u2066-\u2069]*[:\uff1a][\s*_]*(?=\S)")


def _words(said: str) -> frozenset[str]:
    return frozenset(said.split("|"))


_FROM = _words(
    "from|oddi wrth|von|de|da|de la|od|van|fra|från|lähettäjä|feladó|kimden|gönderen|nuo|no|от|від|от кого|από|من|"
    "发件人|寄件者|差出人|보낸 사람"
)
_SENT = _words(
    "sent|date|anfonwyd|dyddiad|gesendet|datum|envoyé|envoyé le|enviado|enviado el|enviado em|enviada em|fecha|data|inviato|"
    "wysłano|wysłane|odesláno|odoslané|verzonden|sendt|skickat|dato|lähetetty|päivämäärä|elküldve|dátum|trimis|gönderildi|"
    "tarih|išsiųsta|nosūtīts|отправлено|дата|надіслано|изпратено|εστάλη|تاريخ الإرسال|发送时间|寄件日期|送信日時|보낸 날짜"
)
_TO_OR_SUBJECT = _words(
    "to|subject|cc|at|pwnc|an|betreff|kopie|à|a|objet|para|asunto|assunto|oggetto|do|dw|temat|komu|předmět|predmet|aan|"
    "onderwerp|til|emne|till|ämne|kopia|vastaanottaja|aihe|címzett|tárgy|către|subiect|kime|konu|kam|temats|tema|"
    "кому|тема|до|относно|προς|θέμα|إلى|الموضوع|收件人|主题|主旨|宛先|件名|받는 사람|제목"
)
_WROTE = re.compile(
    r"\b(wrote|ysgrifennodd|schrieb|écrit|escribió|escreveu|ha scritto|schreef|skrev|kirjoitti|írta|a scris|yazdı|rašė|"
    r"rakstīja|pisze|пишет|пише|написала?|написав|написа|пише|έγραψε)\b|\bnap[ií]sal\(a\)|\bnapisał(a|\(a\))?|كتب|写道|님이 작성",
    re.IGNORECASE,
)
_WHEN = re.compile(r"\d{1,2}\s?[:.hH]\s?\d\d|\d{4}|@")
_ENDS = re.compile(r"[:\uff1a]\s*$")
_QUOTED = re.compile(r"^\s*>")
#: 'Original message' and the like, between dashes, in any language; or the bare rule that Outlook draws.
_TITLE = re.compile(r"^[>\s]*(-{4,}\s?[^-\d]{5,60}\s?-{4,}|_{20,}|-{20,})\s*$")


def block_at(lines: Sequence[str]) -> int:
    """The line at which the first block of fields begins, its title or rule with it; the number of lines for none."""
    for place, line in enumerate(lines):
        if _label(line) in _FROM and _is_block(lines, place):
            return _with_title(lines, place)
    return len(lines)


def line_at(lines: Sequence[str]) -> tuple[int, int]:
    """(the line at which the first 'On …, … wrote:' begins, how many lines it takes); the number of lines for none."""
    for place, line in enumerate(lines):
        if not _ENDS.search(line):
            continue
        begins = place
        while place - begins < MOST_LINES_OF_A_LINE - 1 and begins and _goes_on(lines[begins - 1], lines[begins]):
            begins -= 1
        said = " ".join(lines[begins : place + 1])
        if (
            len(said) <= 400
            and _WROTE.search(said)
            and _WHEN.search(said)
            and _is_above_a_quotation(lines, place, said)
        ):
            return begins, place - begins + 1
    return len(lines), 0


def _label(line: str) -> str:
    found = _FIELD.match(line)
    return re.sub(r"\s+", " ", found[1]).strip().casefold() if found else ""


def _is_block(lines: Sequence[str], place: int) -> bool:
    labels = set()
    for line in lines[place + 1 : place + MOST_LINES_OF_A_BLOCK]:
        if not line.strip(" >"):
            break
        labels.add(_label(line))
    return bool(labels & _SENT) and bool(labels & _TO_OR_SUBJECT)


def _with_title(lines: Sequence[str], place: int) -> int:
    above = place
    while above and place - above < 2 and not lines[above - 1].strip(" >"):
        above -= 1
    return above - 1 if above and _TITLE.match(lines[above - 1]) else place


def _goes_on(above: str, below: str) -> bool:
    """Whether a line is the beginning of the next: broken by its width, at the same depth of quotation."""
    return (
        len(above.strip()) > 25 and not _ENDS.search(above) and bool(_QUOTED.match(above)) == bool(_QUOTED.match(below))
    )


def _is_above_a_quotation(lines: Sequence[str], place: int, said: str) -> bool:
    """Beneath it is what is marked as quoted; or it names an address or a time of day, as only a program does."""
    below = next((line for line in lines[place + 1 :] if line.strip()), "")
    return (
        bool(_QUOTED.match(below))
        or bool(_QUOTED.match(lines[place]))
        or "@" in said
        or bool(re.search(r"\d:\d\d", said))
    )
