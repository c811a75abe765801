"""One reading of one text: what each word can be, and what stands round it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from adviceline.privacy.guard.lazily import lazily
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
    word_list,
)
from adviceline.privacy.guard.tokens import LOWER, TITLE_CASE, Token

MARRIED = word_list("married")
CALLED = word_list("called")
NAMED_THINGS = word_list("named_things")
CALLING = word_list("calling")
CHILDREN = word_list("children")
NAME_NOUNS = word_list("name_nouns")
NEAR_PEOPLE = word_list("near_people")
SPEAKING = word_list("speaking")
ADVERBS = word_list("adverbs")
OBJECT_VERBS = word_list("object_verbs")
TALKING = word_list("talking")
TYPO_ENDINGS = tuple(word_list("typo_endings"))

_STOPS = re.compile(r"[.!?;\n]")
_CLASS = r"(?:year|yr) ?\d|y\d{1,2}\b|reception\b"
_DETAIL = re.compile(
    (
        rf"(?:'s)?(?:,? ?[(\[]\s?(?:aged? |(?:{_CLASS})|f\b|m\b|\d)|,? aged? \d|, ?\d{{1,2}}[,)]|,? (?:in "
        rf"|from )?(?:{_CLASS})"
        r"| is (?:aged? )?\d{1,2}\b(?! per| %)|,? who\b| and (?:his|her|their|my) |'s (?:\w+ )?(?:mum|mother"
        r"|dad|father|parents?|carers?|brother|sister|family|friends?|teacher|"
        r"social|phone|behaviour|class|house|home|name|bedroom|desk|bag|peers?|account|nan|gran|stepdad"
        r"|stepmum|aunt|uncle|tutor|form|risk|plan|case|file|voice|account|age|needs|foster)\b)"
    ),
    re.I,
)
_NUMBERS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
_AGE_TOLD = re.compile(
    rf" (?:is|was|turned|is now|is only|was only) (?:{_NUMBERS})\b(?! (?:per\b|of\b|(?!years?\b)\w+s\b))", re.I
)
_STATES = (
    r"(?:absent|alone|upset|tearful|distressed|frightened|scared|terrified|anxious|angry|ashamed|embarrassed"
    r"|remorseful|"
    r"withdrawn|excluded|suspended|expelled|spoken to|interviewed|questioned|arrested|bullied|groomed|coerced"
    r"|assaulted|"
    r"filmed|touched|kissed|hurt|off (?:school|sick|today|ill)|(?:back )?(?:in|at) (?:school|class|lessons|since)|"
    r"(?:in|into) (?:the (?:changing|locker) rooms?|the toilets?|care|foster care|hospital|bed|(?:my|our|her"
    r"|his|the same) "
    r"(?:class|form|year|group)|(?:year|yr) ?\d)|with (?:him|her|me|them)|under the|(?:play|sitt|talk|walk|hid"
    r"|laugh|kiss|hugg|"
    r"hold|messag|watch|fight|stand|whisper|runn|cry|try|ask|say|tell|touch)ing)\b"
)
_STATED = re.compile(
    rf"(?: (?:was|is|were|are)(?:n't)?| (?:has|had|have)(?:n't)?(?: not| \w+ly)? been| (?:is|was|were) being)"
    rf"(?: (?:not|very|so|still|now|also|then|\w+ly))? {_STATES}",
    re.I,
)
_BESIDE_CHILD = re.compile(
    r"(?:,| is| was) (?:an?|the|our|my|his|her|their|one of)(?: (?!for|of|to|in|with|that|by)[\w-]+){0,4}"
    r" (?:child|pupil|boy|girl|student|"
    r"sibling|brother|sister|cousin|friend|nephew|niece|teenager|young person|year \d{1,2}|y\d{1,2})\b",
    re.I,
)
_WILL_IS_SUBJECT = re.compile(r" (?:is|was|has|had|did|does|isn't|wasn't|hasn't|hadn't|didn't|doesn't)\b", re.I)
_PRONOUN_NEXT = re.compile(
    r"[.?!,;]? (?:he|she)(?:'s|'d)? (?:\w+ )?(?:is|was|has|had|says|said|told|did|does|lives|attends|feels|seems)\b",
    re.I,
)


@dataclass(frozen=True)
class Reading:
    text: str
    tokens: list[Token]
    lexicon: Lexicon

    @lazily
    def lowered(self) -> str:
        """The text in small letters, character for character."""
        low = self.text.lower()
        return low if len(low) == len(self.text) else "".join(c.lower()[:1] for c in self.text)

    @lazily
    def words(self) -> frozenset[str]:
        return frozenset([token.low for token in self.tokens])

    @lazily
    def capitals(self) -> list[int]:
        """The places of the words that are not in small letters."""
        return [at for at, token in enumerate(self.tokens) if token.case != LOWER]

    @lazily
    def likely(self) -> list[int]:
        """The places of the words that can be names: with a capital, on a list of names or on none, or 'graces mum'.

        Others are common words in small letters, most of any text, which no rule for names takes for one.
        """
        return [
            at
            for at, token in enumerate(self.tokens)
            if token.case != LOWER or not token.flags & COMMON or token.flags & (GIVEN | FAMILY) or token.low[-1] == "s"
        ]

    # What a word can be

    def strong_given(self, token: Token) -> bool:
        """A listed given name that is little else."""
        flags = token.flags
        if not flags & GIVEN or token.known:
            return False
        if not flags & (WORD | PLACE | KNOWN | ORG):
            return True
        if flags & WORD and not flags & (COMMON | PLACE | KNOWN | ORG) and token.case != LOWER:
            return True
        return bool(flags & NAMEY) and not flags & (PLACE | KNOWN) and token.case != LOWER

    def strong_family(self, token: Token) -> bool:
        return bool(token.flags & FAMILY) and not token.flags & (WORD | PLACE | KNOWN | ORG) and not token.known

    def unknown(self, token: Token) -> bool:
        """No list explains it."""
        if token.flags & (GIVEN | FAMILY | WORD | PLACE | KNOWN | ORG | TITLE | PREP) or token.known:
            return False
        return len(token.low) > 1 and not self.lexicon.resembles_word(token.low)

    def maybe(self, token: Token) -> bool:
        """Could be part of a name if its surroundings say so."""
        if token.known:
            return False
        return bool(token.flags & (GIVEN | FAMILY)) or (not token.flags & ANY_WORD and len(token.low) > 1)

    # Surroundings

    def before(self, at: int) -> str:
        """The word before, if it is in the same sentence."""
        return "" if at == 0 or self.tokens[at].opens else self.tokens[at - 1].low

    def acts(self, at: int) -> bool:
        """A verb that takes a person follows."""
        return self._verb_after(at, None)

    def speaks(self, at: int) -> bool:
        """A verb that only a person is the subject of follows."""
        return self._verb_after(at, SPEAKING)

    def _verb_after(self, at: int, words: frozenset[str] | None) -> bool:
        for following in self.tokens[at + 1 : at + 4]:
            if following.gap == "-":
                continue
            if following.gap.strip(" ,'-") or following.case == TITLE_CASE:
                return False
            if following.low in words if words is not None else following.flags & VERB:
                return True
            if following.low not in ADVERBS:
                return False
        return False

    def placed(self, at: int) -> bool:
        """After a word of place: 'in', 'near'."""
        token = self.tokens[at]
        return at > 0 and token.gap == " " and bool(self.tokens[at - 1].flags & PREP)

    def people_before(self, at: int) -> bool:
        return self.before(at) in NEAR_PEOPLE

    def addressed(self, at: int) -> bool:
        """'told …', 'spoke to …', 'according to …', 'why was … not'."""
        before = self.before(at)
        if before in OBJECT_VERBS:
            return True
        earlier = self.before(at - 1) if at > 1 and before else ""
        if before in ("to", "with"):
            return earlier in TALKING
        following = self.tokens[at + 1].low if at + 1 < len(self.tokens) else ""
        return before in ("was", "is", "has", "did", "does") and following == "not"

    def detail_after(self, at: int) -> bool:
        """An age, a school year or a relation follows."""
        end = self.tokens[at].end
        return bool(_DETAIL.match(self.text, end, end + 40))

    def person_told(self, at: int) -> bool:
        """What follows is said of people only: 'was tearful', 'is seven', ', a child in care'."""
        token = self.tokens[at]
        end = token.end
        if any(told.match(self.text, end, end + 90) for told in (_AGE_TOLD, _STATED, _BESIDE_CHILD)):
            return True
        return token.low == "will" and token.opens and bool(_WILL_IS_SUBJECT.match(self.text, end, end + 12))

    def pronoun_next(self, at: int) -> bool:
        end = self.tokens[at].end
        return bool(_PRONOUN_NEXT.match(self.text, end, end + 40))

    def cue_before(self, at: int) -> str:
        """What announces a name at `at`: '' (nothing), 'title', 'called', 'named', 'greeting' or 'person'."""
        if at == 0:
            return ""
        tokens = self.tokens
        gap, before = tokens[at].gap, tokens[at - 1]
        inner = gap.strip(" \"'")
        if gap == ". " and tokens[at].flags & (TITLE | PERSON) and not tokens[at].flags & GIVEN:
            return ""  # 'the named dr. Gran says'
        if before.flags & TITLE and gap in (" ", ". ", ".", "  "):
            if before.low == "miss" and before.case == LOWER and tokens[at].case == LOWER:
                return ""
            if before.low in MARRIED or before.low == "dr" or before.case == TITLE_CASE:
                return "title"
            return "person"
        if before.low in NAME_NOUNS and inner in (":", "-", "=", ":-"):
            return "called"
        if gap != " " and (len(gap) > 4 or _STOPS.search(gap)):
            return ""
        if before.low in ("is", "was", "as") and at > 1 and tokens[at - 2].low in NAME_NOUNS:
            return "called"
        if before.low in ("him", "her", "them") and at > 1 and tokens[at - 2].low in CALLING and inner == "":
            return "called"
        if before.low in CALLED and tokens[at].flags & (WORD | PLACE) and self._thing_called(at - 1):
            return "thing"
        if before.low in CALLED and inner in ("", ":", "-", "("):
            return "called" if self._person_near(at - 1) else "named"
        if before.low == "as" and at > 1 and tokens[at - 2].low in ("known", "identified", "named"):
            return "called" if self._person_near(at - 1) else "named"
        if before.low in ("dear", "hi", "hello") and inner in ("", ","):
            return "greeting"
        leads = before.case == LOWER or before.opens or before.heading
        noun = before.flags & PERSON or (before.low in CHILDREN and self._one_of(at - 1))
        if noun and leads and inner in ("", ",", "-", "(", ":"):
            return "person"
        return ""

    def _thing_called(self, at: int) -> bool:
        """'the class is called', 'a dog named'"""
        while at > 0 and self.tokens[at - 1].low in ("is", "was", "are", "were", "been", "being"):
            at -= 1
        return at > 0 and not self.tokens[at].opens and self.tokens[at - 1].low in NAMED_THINGS

    def _one_of(self, at: int) -> bool:
        """'one of our lads', 'some of the girls'"""
        words = [token.low for token in self.tokens[max(0, at - 4) : at]]
        return "of" in words and words[max(0, words.index("of") - 1)] in ("one", "another", "some", "two", "both")

    def _person_near(self, at: int) -> bool:
        """A noun for a person stands within the seven words before, in the same sentence."""
        for step in range(at - 1, max(-1, at - 8), -1):
            if self.tokens[step].flags & PERSON or self.tokens[step].low in ("is", "was", "one"):
                return True
            if self.tokens[step].opens:
                return False
        return False
