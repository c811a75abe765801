"""Names of people: from lists, from cues, and capitalised words that nothing else explains.

A run is a stretch of capitalised words side by side. It is cut into pieces at ordinary words ('Year', 'Head'), and each
piece is judged by what its words can be and by what stands round it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from adviceline.privacy.guard.lexicon import (
    ANY_WORD,
    COMMON,
    FAMILY,
    GIVEN,
    KNOWN,
    NAMEY,
    ORG,
    PERSON,
    PLACE,
    PREP,
    TITLE,
    VERB,
    WORD,
    Lexicon,
)
from adviceline.privacy.guard.spans import Severity
from adviceline.privacy.guard.tokens import CAPITALS, LOWER, TITLE_CASE, Token

Hit = tuple[int, int, str, Severity, str]  # start, end, kind, severity, rule

PARTICLES = frozenset(
    ["de", "da", "das", "dos", "du", "di", "del", "della", "den", "der", "van", "von", "bin", "ibn", "bint", "al", "el", "ul", "ur", "ap", "ab", "ferch", "la", "le", "mac", "nic", "o", "y", "ten", "ter"]
)
MARRIED = frozenset(["mr", "mrs", "miss", "ms", "mx", "mister", "missus"])
CALLED = frozenset(["called", "named", "nicknamed", "aka", "alias", "renamed", "surnamed"])
NAME_NOUNS = frozenset(["name", "names", "surname", "forename", "nickname", "firstname", "lastname"])
# Verbs that only people are the subject of: enough to tell 'Jordan said' from 'Jordan is a country'.
SPEAKING = frozenset(
    ["said", "says", "told", "tells", "disclosed", "discloses", "alleged", "alleges", "admitted", "admits", "denied", "denies", "replied", "mentioned", "explained", "messaged", "texted", "phoned", "kissed", "hugged", "grabbed", "pushed", "kicked", "touched", "hit", "cried", "shouted", "laughed", "whispered", "sat", "walked", "ran", "confided", "thinks", "thought", "feels", "felt", "wants", "wanted", "knows", "knew", "likes", "liked", "remembers", "remembered", "apologised", "lives", "lived", "joked", "sleeps", "slept", "slapped", "punched", "lied", "refused", "asked", "sent", "showed", "absconded", "insisted", "hates", "loves", "begged"]
)
NEAR_PEOPLE = frozenset(
    ["told", "asked", "with", "and", "about", "by", "from", "for", "to", "involving", "between", "against", "towards", "like", "that", "when", "where", "if", "because", "says", "said", "thinks", "thought", "tells", "while", "after", "before", "whether", "but", "however", "today", "yesterday"]
)
TAILS = frozenset(
    ["school", "schools", "academy", "college", "university", "trust", "foundation", "council", "hospital", "road", "street", "avenue", "lane", "drive", "close", "house", "hall", "centre", "center", "church", "mosque", "park", "court", "station", "library", "institute", "society", "association", "law", "laws", "rule", "model", "matrix", "scale", "theory", "review", "inquiry", "report", "continuum", "framework", "competence", "guidelines", "test", "award", "prize", "nursery", "infant", "infants", "junior", "primary", "secondary", "high", "grammar", "hotel", "island", "bridge", "university", "press", "act", "bill", "group", "clinic", "ward", "theatre", "questionnaire", "profile", "taxonomy", "hierarchy", "ltd", "limited", "plc", "crescent", "terrace", "grove", "gardens", "way", "hill", "project", "programme", "army", "estate", "square", "borough", "county", "fc", "united", "city", "town", "village", "surgery", "hub", "partnership", "federation", "constabulary", "police"]
)
HEADS = frozenset(
    ["operation", "storm", "hurricane", "project", "st", "saint", "mount", "lake", "port", "fort", "hms", "radio", "hotel", "team", "programme", "cafe", "river", "camp", "campus"]
)
TYPO_ENDINGS = (
    "ed",
    "ing",
    "ly",
    "tion",
    "sion",
    "ment",
    "ness",
    "ous",
    "able",
    "ful",
    "isation",
    "ies",
    "s",
    "ity",
    "ive",
    "al",
)
_AFTER_NAME = re.compile(
    r"(?:'s)?[,\s]{0,3}(?:[(\[]\s?(?:aged? |year |yr ?|y ?|f\b|m\b)?\s?\d{0,2}|aged? \d|\d{1,2}[,)\s]|in (?:year|yr|y\d)|(?:year|yr) \d|y\d)",
    re.I,
)
_CITATION = re.compile(
    r"(?:'s)?,? (?:et al\b|(?:and|&) [A-Z][\w'-]+,? \(?(?:19|20)\d\d|and colleagues|\((?:19|20)\d\d[a-z]?[),;:]|(?:19|20)\d\d[a-z]?\))"
)
_EPONYM = re.compile(
    r"(?:'s)? (?:continuum|model|matrix|framework|theory|hierarchy|scale|review|inquiry|report|guidelines|competen\w+|questionnaire|profile|taxonomy|law|rule|principles?|triangle|triad|cycle|pyramid|curve|stages|inventory|method)\b",
    re.I,
)


class NameRules:
    """One reading of one text. `hits()` yields every name found; overlapping hits are left to the caller."""

    def __init__(self, text: str, tokens: list[Token], lexicon: Lexicon) -> None:
        self.text = text
        self.tokens = tokens
        self.lexicon = lexicon

    def hits(self) -> Iterator[Hit]:
        found = list(self._capitalised()) + list(self._lower_case())
        found += self._joined()
        for first, last, severity, rule in found:
            start, end = self._with_initials(first, last)
            yield start, end, "name", severity, rule

    # What a word can be

    def strong_given(self, token: Token) -> bool:
        flags = token.flags
        if not flags & GIVEN or token.known:
            return False
        return (
            not flags & (WORD | PLACE | KNOWN | ORG)
            or (bool(flags & NAMEY and not flags & (PLACE | KNOWN))
            and token.case != LOWER)
        )

    def strong_family(self, token: Token) -> bool:
        return bool(token.flags & FAMILY) and not token.flags & (WORD | PLACE | KNOWN | ORG) and not token.known

    def unknown(self, token: Token) -> bool:
        plain = not token.flags & (GIVEN | FAMILY | WORD | PLACE | KNOWN | ORG | TITLE | PREP)
        return plain and not token.known and len(token.low) > 1 and not self.lexicon.resembles_word(token.low)

    def maybe(self, token: Token) -> bool:
        """Could be part of a name if its surroundings say so."""
        if token.known:
            return False
        return bool(token.flags & (GIVEN | FAMILY)) or (not token.flags & ANY_WORD and len(token.low) > 1)

    # Surroundings

    def verb_after(self, at: int, words: frozenset[str] | None = None) -> bool:
        for step in (1, 2):
            if at + step >= len(self.tokens):
                return False
            token = self.tokens[at + step]
            if len(token.gap.strip(" ,'-")) or token.case == TITLE_CASE:
                return False
            if token.low in words if words is not None else token.flags & VERB:
                return True
            if token.low not in (
                "has",
                "had",
                "also",
                "then",
                "later",
                "never",
                "just",
                "often",
                "always",
                "reportedly",
                "who",
                "allegedly",
            ):
                return False
        return False

    def cue_before(self, at: int) -> str:
        """The cue that a name comes at token `at`: '' for none, or 'title', 'called', 'named', 'person'."""
        if at == 0:
            return ""
        tokens = self.tokens
        gap = tokens[at].gap
        before = tokens[at - 1]
        if before.flags & TITLE and gap in (" ", ". ", ".", "  ") and before.low != "st":
            if before.case != LOWER or before.low in MARRIED or before.low == "dr":
                return "title"
            return "person"
        if len(gap) > 4 or "\n" in gap or any(c in gap for c in ".!?;"):
            return "name" if before.low in NAME_NOUNS and ":" in gap else ""
        if before.low in CALLED and gap.strip() in ("", '"', "'", ":", "-", "("):
            for token in tokens[max(0, at - 4) : at - 1]:
                if token.flags & PERSON or token.low in ("is", "was", "one", "year", "old"):
                    return "called"
            return "named"
        if (
            (before.low in NAME_NOUNS
            and ":" in gap)
            or (before.low in ("is", "was")
            and at > 1
            and tokens[at - 2].low in NAME_NOUNS)
        ):
            return "called"
        if before.low == "as" and at > 1 and tokens[at - 2].low in ("known", "identified", "named"):
            return "named"
        if before.low in ("dear", "hi", "hello") and gap.strip() in ("", ","):
            return "greeting"
        if before.flags & PERSON and gap.strip() in ("", ",", "-", "(", ":", ", "):
            return "person"
        return ""

    def people_before(self, at: int) -> bool:
        return at > 0 and not self.tokens[at].opens and self.tokens[at - 1].low in NEAR_PEOPLE

    def detail_after(self, at: int) -> bool:
        token = self.tokens[at]
        return bool(_AFTER_NAME.match(self.text, token.end, token.end + 24))

    # Capitalised words

    def _capitalised(self) -> Iterator[tuple[int, int, Severity, str]]:
        tokens = self.tokens
        at = 0
        while at < len(tokens):
            if tokens[at].case == LOWER:
                at += 1
                continue
            last = at
            while last + 1 < len(tokens):
                following = tokens[last + 1]
                if following.case != LOWER and following.gap in (" ", "-", "'") and not tokens[last].possessive:
                    last += 1
                elif (
                    following.low in PARTICLES
                    and following.gap in (" ", "-")
                    and last + 2 < len(tokens)
                    and tokens[last + 2].case != LOWER
                    and tokens[last + 2].gap in (" ", "-", "'")
                    and tokens[last + 2].flags & (FAMILY | GIVEN)
                ):
                    last += 2
                else:
                    break
            yield from self._run(at, last)
            at = last + 1

    def _run(self, first: int, last: int) -> Iterator[tuple[int, int, Severity, str]]:
        start = None
        for at in range(first, last + 2):
            usable = at <= last and self._in_piece(at)
            if usable and start is None:
                start = at
            elif not usable and start is not None:
                yield from self._piece(start, at - 1, first, last)
                start = None

    def _in_piece(self, at: int) -> bool:
        token = self.tokens[at]
        if token.known:
            return False
        if token.case == LOWER:
            return True  # a particle inside the run
        if token.flags & TITLE and at + 1 < len(self.tokens) and not token.flags & (GIVEN | FAMILY):
            return False
        if len(token.low) == 1:
            return False
        if token.case == CAPITALS and not token.heading and not token.flags & (GIVEN | FAMILY):
            return bool(self.cue_before(at)) and len(token.low) > 3 and self.unknown(token)
        if token.case == CAPITALS and len(token.low) == 2 and not token.flags & NAMEY:
            return False
        return self.maybe(token) or (self.cue_before(at) in ("title", "called") and not token.flags & (ORG | KNOWN))

    def _piece(self, first: int, last: int, run_first: int, run_last: int) -> Iterator[tuple[int, int, Severity, str]]:
        tokens = self.tokens
        piece = tokens[first : last + 1]
        head = piece[0]
        cue = self.cue_before(first)
        if cue == "title":
            soft = tokens[first - 1].low not in MARRIED
            yield first, last, "warn" if soft else "block", "name_after_title"
            return
        given = [t for t in piece if self.strong_given(t)]
        family = [t for t in piece if self.strong_family(t)]
        after = tokens[last + 1] if last < run_last else None
        if (
            after is not None
            and after.low in TAILS
            and not (
                given and family and len(piece) > 1 and after.low not in ("school", "academy", "foundation", "trust")
            )
        ):
            if not (given and cue):
                return
        if first > run_first and tokens[first - 1].low in HEADS:
            return
        tail = self.text[piece[-1].end : piece[-1].end + 60]
        if not cue and (
            (_CITATION.match(tail) and not (given and not family)) or (_EPONYM.match(tail) and not (given and family))
        ):
            return
        if not given and first > 1 and tokens[first - 1].low in ("and", "&") and re.match(r",? \(?(?:19|20)\d\d", tail):
            return
        judged = self._judge(piece, first, last, given, family, cue, alone=first == run_first and last == run_last)
        if judged is None:
            return
        severity, rule = judged
        if head.flags & PLACE and not head.flags & (GIVEN | FAMILY) and len(piece) > 1:
            first += 1
        yield first, last, severity, rule

    def _judge(
        self,
        piece: list[Token],
        first: int,
        last: int,
        given: list[Token],
        family: list[Token],
        cue: str,
        *,
        alone: bool,
    ) -> tuple[Severity, str] | None:
        head, end = piece[0], piece[-1]
        speaks = self.verb_after(last, SPEAKING)
        acts = speaks or self.verb_after(last)
        detail = self.detail_after(last)
        told = self.people_before(first)
        strong_cue = cue in ("called", "person", "greeting", "name")
        if given:
            return "block", "listed_name"
        if cue == "called" or cue == "name":
            return "block", "name_after_cue"
        strangers = [t for t in piece if self.unknown(t)]
        listed = [t for t in piece if t.flags & (GIVEN | FAMILY) and not t.flags & (KNOWN | ORG)]
        place_only = all(t.flags & PLACE for t in piece)
        placed = first > 0 and bool(self.tokens[first - 1].flags & PREP) and not head.opens and head.gap == " "
        if family:
            if placed and not acts and len(piece) == 1:
                return None
            sure = acts or detail or strong_cue or len(piece) > 1 or told or end.possessive
            return ("block" if sure else "warn"), "listed_family_name"
        if len(piece) > 1:
            if place_only and not (speaks or strong_cue):
                return None
            if any(t.flags & GIVEN for t in piece[:1]) and len(listed) + len(strangers) == len(piece):
                if head.heading and not (speaks or strong_cue):
                    return None
                return "block", "full_name"
            if strangers and not head.heading and not (placed and not acts):
                sure = acts or detail or strong_cue or told
                return ("block" if sure else "warn"), "unlisted_full_name"
            if (speaks or strong_cue) and listed:
                return "block", "name_in_context"
            return None
        if strangers:
            return self._unlisted(head, cue, placed=placed, acts=acts, speaks=speaks, detail=detail, told=told)
        if head.flags & (PLACE | KNOWN):
            if head.flags & KNOWN and not head.flags & (GIVEN | FAMILY) and not strong_cue:
                return None
            if speaks or cue == "person" or (detail and head.flags & GIVEN and not placed):
                return "block", "name_in_context"
            return None
        if head.flags & GIVEN:
            if (
                speaks
                or detail
                or cue in ("person", "greeting")
                or (end.possessive
                and alone
                and not head.heading
                and not head.opens)
            ):
                return "block", "name_in_context"
            if head.heading or head.opens or not alone or head.case == CAPITALS:
                return None
            return "block", "word_name"
        if head.flags & FAMILY and (cue in ("person", "greeting") or (speaks and not head.flags & COMMON)):
            return "block", "name_in_context"
        return None

    def _unlisted(
        self, head: Token, cue: str, *, placed: bool, acts: bool, speaks: bool, detail: bool, told: bool
    ) -> tuple[Severity, str] | None:
        if head.case == CAPITALS and not cue and not head.heading:
            return None
        context = acts or detail or cue in ("person", "greeting")
        if head.heading and not (speaks or detail or cue == "person"):
            return None
        if placed and not speaks and not detail:
            return None
        if len(head.low) < 3 and not context:
            return None
        if head.opens:
            if acts or detail or head.possessive or cue:
                return "block", "unlisted_name"
            return None
        if cue == "named":
            return ("block", "unlisted_name") if acts else None
        return ("block" if context or told or head.possessive else "warn"), "unlisted_name"

    # Lower-case words

    def _lower_case(self) -> Iterator[tuple[int, int, Severity, str]]:
        tokens = self.tokens
        for at, token in enumerate(tokens):
            if token.case != LOWER or len(token.low) < 3 or token.known:
                continue
            flags = token.flags
            if flags & COMMON and not flags & (GIVEN | FAMILY):
                continue
            if flags & GIVEN and not flags & (WORD | PLACE | KNOWN | ORG):
                if token.gap[-1:] not in ("@", "/", "_") and self.text[token.end : token.end + 1] not in (
                    "@",
                    "/",
                    "_",
                ):
                    yield at, self._lower_surname(at), "block", "listed_name_lower_case"
                continue
            cue = self.cue_before(at)
            if not cue:
                continue
            if cue == "title":
                if not flags & (COMMON | ORG) or flags & FAMILY:
                    yield at, at, "block", "name_after_title"
                continue
            if flags & (GIVEN | FAMILY) and not flags & KNOWN:
                wordy = bool(flags & (WORD | PLACE | ORG))
                if (cue in ("called", "name") and flags & (GIVEN | NAMEY)) or (
                    cue == "person"
                    and token.gap == " "
                    and (not wordy or (flags & GIVEN and self.verb_after(at, SPEAKING)))
                ):
                    yield at, self._lower_surname(at), "block", "name_after_cue"
                elif flags & FAMILY and not wordy:
                    yield at, at, "block", "name_after_cue"
                continue
            if not self.unknown(token):
                continue
            if cue in ("called", "name", "greeting") or (cue == "named" and self.verb_after(at)) or (cue == "person" and not token.low.endswith(TYPO_ENDINGS)):
                yield at, self._lower_surname(at), "block", "name_after_cue"
            elif cue == "person" and self.verb_after(at) and not token.low.endswith(("ed", "ing", "ly")):
                yield at, at, "block", "name_after_cue"

    def _lower_surname(self, at: int) -> int:
        if at + 1 < len(self.tokens):
            token = self.tokens[at + 1]
            near = token.gap in (" ", "-") and token.case == LOWER and len(token.low) > 2
            if near and (self.strong_family(token) or (self.unknown(token) and not token.low.endswith(TYPO_ENDINGS[:5]))):
                return at + 1
        return at

    # Names known from other names

    def _joined(self) -> list[tuple[int, int, Severity, str]]:
        """'tyler and kshitij': an unlisted lower-case word joined to a name."""
        found: list[tuple[int, int, Severity, str]] = []
        tokens = self.tokens
        for at in range(2, len(tokens)):
            token = tokens[at]
            if token.case != LOWER or len(token.low) < 3 or token.flags or token.gap != " ":
                continue
            if tokens[at - 1].low not in ("and", "with", "or", "told", "asked") or tokens[at - 1].gap != " ":
                continue
            if self.strong_given(tokens[at - 2]) and self.unknown(token):
                found.append((at, at, "block", "name_beside_name"))
        return found

    def _with_initials(self, first: int, last: int) -> tuple[int, int]:
        """Take in 'J.' before a family name and the lone capital after a given name."""
        tokens = self.tokens
        start, end = tokens[first].start, tokens[last].end
        if first and tokens[first - 1].case == TITLE_CASE and len(tokens[first - 1].low) == 1:
            initial = tokens[first - 1]
            if tokens[first].gap in (". ", ".") or (tokens[first].gap == " " and initial.low not in "ai"):
                start = initial.start
        if last + 1 < len(tokens) and not tokens[last].possessive:
            initial = tokens[last + 1]
            if len(initial.low) == 1 and initial.case == TITLE_CASE and initial.gap == " " and initial.low != "i":
                end = initial.end
        return start, end
