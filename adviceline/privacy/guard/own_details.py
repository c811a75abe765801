"""What writers say of themselves: 'I am Jane Smith, DSL', 'ring me on …', the lines under 'Kind regards'.

Professionals sign what they write. Their own name or number tells nobody which child it is about, so it warns, with the
advice to put it in the contact fields, and refuses nothing. Not so where the writer is of the child's family: their name is
the child's. Nor where what stands under a closing formula speaks of a child, or names a second person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from adviceline.privacy.guard.spans import Severity

Hit = tuple[int, int, str, Severity, str]

RULE = "own_details"
_NAMES = ("name", "initials")
_OWN_KINDS = frozenset((*_NAMES, "phone", "email", "postcode", "address"))
_FAMILY = re.compile(
    r"\b(?:my|our) (?:[\w-]+ ){0,2}(?:son|daughter|child|children|boy|girl|lad|kid|kids|nephew|niece|grandson"
    r"|granddaughter|grandchild\w*|"
    r"brother|sister|bro|sis|stepson|stepdaughter|twins?|cousin|baby|little one|ex|wife|husband|partner)\b(?! (?:school"
    r"|in|at) (?:our|the) class)"
    r"|\b(?:i'?m|i am|we are|we're|as) (?:only |just )?(?:an? |the |his |her |their )?(?:\w+ )?(?:mum|mam|mother|dad"
    r"|father|parents?|nan|gran|grandma|"
    r"grandad|grandparents?|auntie?|uncle|carer|carers|guardian|foster\w*)\b|\bi foster\b|\bplaced with (?:us|me)\b"
    r"|'s (?:mum|mam|mother|dad|father|nan|gran)\b[ ,.)]{0,3}$",
    re.I | re.M,
)
_CLOSING = re.compile(
    r"(?:^|\n|[.!?] )[> ]{0,4}(?:(?:many|kind(?:est)?|best|warm(?:est)?|with|all|every) )*(?:thanks|regards"
    r"|wishes|cheers"
    r"|ta|yours(?: \w+)?|sincerely|thank you|"
    r"best|warmly|in haste|signed|from)(?: (?:and|in|so|very|for|again|you|advance|much|your|help|time|all|kind|best"
    r"|regards|thanks)){0,6}[,.!-]{0,2}[ ]?(?:\n|$|(?=[A-Z]))",
    re.I,
)
#: What nobody writes of themselves under 'Kind regards'.
_OF_A_CHILD = re.compile(
    r"^[>* \t-]{0,6}(?:the )?(?:(?:child|pupil|student|learner|yp|young person)(?!['\u2019]|s\b"
    r"| (?:protection|care|safeguarding|support|services?|welfare|wellbeing|premium|development|progress|achievement"
    r"|and family|mental|health)\b)|boy|girl|lad|baby|sibling|son|daughter|brother|sister|re|ref|regarding|concerning"
    r"|about|case(?! ?(?:worker|manager|lead|holder)\b)|subject|p\.?s)\b"
    r"|\b(?:d\.?o\.?b|born|aged?|nhs n\w*|upn|harmed|affected|displayed|alleged|incident"
    r"|(?:yr? ?\d{1,2})(?! (?:\w+ )?(?:teacher|tutor|leader?|head|coordinator)))\b",
    re.I | re.M,
)
_BELONGS = re.compile(r"['\u2019]s?\b")
_LAST_LINES = 420
_MOST_LINES = 9
_LONGEST_LINE = 90
_SENTENCE = re.compile(
    r"\b(?:he|she|they|was|were|has|had|did|does|said|told|is|are|will|would|should|can|could)\b", re.I
)
_BEFORE_OWN_NAME = re.compile(
    r"(?:\b(?:add me to[^.\n]{0,24}|(?:^|[.?!] )colleague|name on (?:the |my )?booking(?: is|:)?|booked (?:by|under|as)"
    r"|i am|i'm|im|my name is|my name's|this is|speaking:|name of caller:|caller:|from|it is|it's)(?: called)?|"
    r"\b(?:dsl|ddsl|dsls?|senco|teacher|head|deputy|officer|worker|nurse|lead|manager|practitioner"
    r"|coordinator) here[,:]?) ?$",
    re.I,
)
_INTRODUCTION = re.compile(r"\b(?:i am|i'm|my name is|this is)\b[^.!?\n]{0,120}$", re.I)
_ROLE = re.compile(
    r"[ ,(;:-]{1,4}(?:and )?(?:i'?m |i am |i work |am )?(?:the |an? |our "
    r"|one of the )?(?:[\w&/'-]+ ){0,4}?(?:d?dsls?|dso"
    r"|dsp|senco|sendco|teacher|head(?:teacher|master|mistress)?|"
    r"deputy|assistant head|principal|officer|worker|nurse|lead|manager|practitioner|coordinator|co-ordinator"
    r"|safeguarding|pastoral|governor|"
    r"counsellor|psychologist|doctor|gp|consultant|constable|sergeant|inspector|detective|pc|dc|ds|school"
    r"|academy|college"
    r"|nursery|council|trust|team|police|mash|yjs|yot|camhs|"
    r"warden|chaplain|chair|coach|leader|support assistant|hlta|ta|elsa|tutor|bursar|secretary|receptionist)\b",
    re.I,
)
_OFFICES = (
    r"(?:d?dsls?|senco|sendco|head ?teacher|deputy head|assistant head|head of (?:year|school|sixth form|safeguarding"
    r"|pastoral|\w+)|principal|teacher|"
    r"school nurse|nurse|social worker|police officer|officer|manager|practitioner|co-?ordinator|safeguarding lead|lead"
    r"|counsellor|psychologist|"
    r"consultant|paediatrician|gp|governor|chair of governors|chair|constable|sergeant|inspector|adviser|advisor"
    r"|health visitor|chaplain)"
)
_OFFICE_BEFORE = re.compile(
    rf"(?:\b(?-i:DC|DS|DI|DCI|PC|PS|PCSO|Sgt|Insp|Supt|HMI|Cllr|Prof)\.?,?|\b(?:my|our|your|the|a|of our"
    rf"|of the) (?:\w+ )?(?:colleague"
    rf"|{_OFFICES}s?|drivers?|escorts?|caretaker|cleaner|receptionist|chef|cook),?"
    rf"|\b{_OFFICES}\b[^.\n]{{0,25}}, (?:his|her|their) name is) $",
    re.I,
)
_OFFICE_AFTER = re.compile(
    r"(?: from (?:your|our|the) (?:team|service|council|trust|office|school|nhs|police|mash|college|board"
    r"|federation|charity)\b)"
    rf"|(?:, ?| \()(?:the |our |a |an )?(?:\w+ ){{0,2}}?{_OFFICES}\b(?!['\u2019]| (?:boy|girl|of the (?:gang|group)))",
    re.I,
)
# 'Bev from Tallow Bridge Primary here', 'could Dee or Marcus ring me back', 'is it Sam I spoke to?'
_WHO_RINGS = re.compile(
    r"(?: (?:from|at|in) [^,.\n]{3,40})? here(?=[,. ]|$)(?! (?:and|with|at|on|until))"
    r"|(?: (?:or|and) [A-Z][a-z]{1,15})? (?:please |to |kindly )?(?:ring|call|phone|e-?mail|reply to|get back to|contact"
    r"|come back to) (?:me|us)\b"
    r"(?! (?:names?|an?|the|that|it)\b)| (?:that )?I (?:spoke|talked|was speaking) (?:to|with)\b(?! (?:him|her|them|his"
    r"|the|a)\b)"
)
_FROM_SOMEWHERE = re.compile(r",? (?:from|at|in) (?:the|our|a) [a-z]")
_RINGS = re.compile(
    r"(?:\A[\s>*]*(?:[A-Za-z]{2,10}(?: [A-Za-z]{2,10})?[,.!]? )?|\b(?:could|can|would|will|might|please|ask|asked|is it"
    r"|was it|it was|or|and)"
    r"(?: you ask| for)?,? )$",
    re.I,
)
_IN_BRACKETS_OF_AN_OFFICE = re.compile(rf"\([^()\n]{{0,30}}?\b{_OFFICES}\b[^()\n]{{0,20}}$", re.I)
_OF_AN_OFFICE = re.compile(
    r"(?:office|admin|info|enquir\w+|head|reception|safeguarding\w*|dsl|senco|contact|hello|support|help\w*|school"
    r"|secretary|post|mail|team|mash|duty)[@.]",
    re.I,
)
_TO_REACH_ME = re.compile(
    r"\b(?:(?:call|ring|phone|text|email|e-mail|reach|contact|get|message|mail|reply to|write to|speak to|get hold of"
    r"|find) (?:me|us)(?: back)?|"
    r"my (?:direct |work |school |mobile |office |desk |best )*(?:number|line|mobile|phone|extension|tel|telephone"
    r"|e-?mail|email address|contact details?|details)|"
    r"(?:our|the) (?:office|duty (?:desk|line|team|worker|number)|setting|helpdesk|desk|school|switchboard|team"
    r"|reception|school office|main)(?: \w+)?(?: number| line| phone"
    r"| email)?|call back|callback|return call)\b[^\n]{0,40}$",
    re.I,
)

# Where an office is, or a meeting: 'our office is at 12 Church Street', 'training: Unit 4, …'.
_WHERE_WE_ARE = re.compile(
    r"(?:\b(?:our|the|your|this) (?:[\w-]+ ){0,2}?(?:office|school|academy|college|team|unit|centre|base|building|hub"
    r"|clinic|nursery|venue|training"
    r"|conference|meeting|event|workshop|hall|reception|charity|headquarters|hq)(?: [\w-]+){0,2}? (?:is|are|was|at"
    r"|in)(?: (?:held|based|located|now|in|at))*"
    r"|\b(?:we are|we're|i work|we work|venue|held|based|located|takes? place|find us|visit us|meet(?:ing)?|conference"
    r"|workshop|training"
    r"|invoices?(?: \w+)?|post (?:it|them)|return (?:it|them)|office|booked)\b[^.\n]{0,24}?(?: at| to| in| on|:"
    r"|,))[ :]{1,2}[^.\n]{0,30}$",
    re.I,
)
_A_HOME = re.compile(
    r"\b(?:liv(?:es?|ed|ing)|home|stay(?:s|ing|ed)?|resid\w+|family|mum|dad|mother|father|nan|gran|carer|his|her|their"
    r"|s?he|they|child|boy|girl)\b",
    re.I,
)
_SOMEBODY = re.compile(r"\b(?:he|she|his|him|hers?)\b", re.I)
_SENTENCES = re.compile(r"[.!?]\s|\n")


def _is_of_an_office(text: str, start: int, end: int) -> bool:
    low = max(0, start - 90)
    if not _WHERE_WE_ARE.search(text, low, start):
        return False
    said = _SENTENCES.split(text[low:start])[-1]
    after = _SENTENCES.split(text[end : end + 30])[0]
    return not _A_HOME.search(said) and not _A_HOME.search(after)


def softened(text: str, kept: Iterable[Hit]) -> list[Hit]:
    """The same hits; a writer's own details only warn."""
    hits = list(kept)
    if not any(hit[3] == "block" and hit[2] in _OWN_KINDS for hit in hits):
        return hits
    signature = _signature(text)
    owned: dict[tuple[int, int], bool] = {}

    def is_own(start: int, end: int, kind: str) -> bool:
        known = owned.get((start, end))
        if known is None:
            known = owned[start, end] = _is_own(text, start, end, kind, signature)
        return known

    of_others = {
        text[start:end].lower()
        for start, end, kind, severity, _ in hits
        if kind == "name" and severity == "block" and end < signature and not is_own(start, end, kind)
    }
    signed = min((start for start, _, kind, _, _ in hits if kind in _NAMES and start >= signature), default=0)
    signer = {text[start:end].lower() for start, end, kind, _, _ in hits if kind in _NAMES and start == signed}
    signer |= _in_full(text, hits, signer, signed)
    own_names = {
        word
        for start, end, kind, _, _ in hits
        if kind == "name" and is_own(start, end, kind)
        for word in text[start:end].lower().split()
        if len(word) > 2
    }

    def is_of_the_writer(start: int, end: int, kind: str) -> bool:
        """Theirs by its place, or an e-mail address made of their name."""
        local = text[start:end].lower().partition("@")[0]
        return is_own(start, end, kind) or (kind == "email" and any(word in local for word in own_names))

    own: list[Hit] = [
        (start, end, kind, "warn", RULE)
        if severity == "block"
        and kind in _OWN_KINDS
        and not (start >= signature and text[start:end].lower() in of_others)
        and not (kind in _NAMES and start >= signature and text[start:end].lower() not in signer)
        and is_of_the_writer(start, end, kind)
        else (start, end, kind, severity, rule)
        for start, end, kind, severity, rule in hits
    ]
    return hits if own == hits or _FAMILY.search(text) else own


def _in_full(text: str, hits: list[Hit], signer: set[str], signed: int) -> set[str]:
    """The name of who signed once more, in full: 'Bev' and below it 'Beverley Stanhope-Ali'."""
    short = next(iter(signer), "").split(" ")[0][:3]
    return {
        text[start:end].lower()
        for start, end, kind, _, _ in hits
        if kind in _NAMES
        and signed < start < signed + 60
        and len(short) == 3
        and text[start:end].lower().startswith(short)
    }


#: Who is greeted at the head of a message is who reads it.
_GREETED = re.compile(
    r"\A[\s>*]{0,4}(?:hi|hello|hey|hiya|dear|morning|afternoon|good (?:morning|afternoon|evening|day)|(?:ok "
    r"|okay |many )?thanks|thank you)"
    r"(?: again| so much)?[ ,]{1,2}$",
    re.I,
)
_GREETING_ENDS = re.compile(r"(?: (?:and team|and all))?\s*(?:[,.!:;\n-]|$)")


def _is_own(text: str, start: int, end: int, kind: str, signature: int) -> bool:
    if kind in _NAMES and _BELONGS.match(text, end):
        return False
    if start >= signature:
        return True
    if kind == "name" and start < 40 and _GREETED.search(text[:start]) and _GREETING_ENDS.match(text, end, end + 14):
        return not re.search(rf"\b{re.escape(text[start:end])}\b", text[end:], re.I)
    if kind in _NAMES:
        introduced = _BEFORE_OWN_NAME.search(text, max(0, start - 30), start)
        if introduced and (
            "book" in introduced.group().lower()
            or "add me" in introduced.group().lower()
            or "olleague" in introduced.group()
            or (start < 30 and _FROM_SOMEWHERE.match(text, end, end + 30))
            or _ROLE.match(text, end, end + 60)
        ):
            return True
        return bool(
            _OFFICE_BEFORE.search(text, max(0, start - 30), start)
            or _OFFICE_AFTER.match(text, end, end + 60)
            or _is_who_rings(text, start, end)
        )
    if kind in ("address", "postcode"):
        return _is_of_an_office(text, start, end)
    if kind not in ("phone", "email"):
        return False
    if kind == "email" and _OF_AN_OFFICE.match(text, start, end):
        return True
    if _IN_BRACKETS_OF_AN_OFFICE.search(text, max(0, start - 60), start):
        return True
    introduced = _INTRODUCTION.search(text, max(0, start - 140), start)
    return bool(
        _TO_REACH_ME.search(text, max(0, start - 70), start) or (introduced and _ROLE.search(introduced.group()))
    )


def _is_who_rings(text: str, start: int, end: int) -> bool:
    """A colleague who rings or is to ring, of whom nothing else is said."""
    if not _WHO_RINGS.match(text, end, end + 70) or not _RINGS.search(text, max(0, start - 30), start):
        return False
    return not _SOMEBODY.search(_SENTENCES.split(text[end : end + 120])[0])


def _signature(text: str) -> int:
    """Where the lines under a closing formula begin; the length of the text when there are none."""
    closing = None
    for closing in _CLOSING.finditer(text, max(0, len(text) - _LAST_LINES)):
        after = text[closing.end() :].strip()
        lines = after.split("\n")
        if (
            after
            and len(lines) <= _MOST_LINES
            and not _OF_A_CHILD.search(after)
            and all(len(x) <= _LONGEST_LINE and not _SENTENCE.search(x) for x in lines)
        ):
            return closing.end()
    return len(text)
