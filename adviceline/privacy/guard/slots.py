"""How strongly the words round a place in a text say that a person's name stands there, whatever the word is.

FIRM: a relative, a class, an age or a label says so. LIKELY: what people do, or what is done to people.
"""

from __future__ import annotations

import re

from adviceline.privacy.guard.lexicon import GIVEN, PERSON, word_list
from adviceline.privacy.guard.reading import ADVERBS, Reading

NONE, LIKELY, FIRM = 0, 1, 2

_ACTS = word_list("human_acts")
_STATES = word_list("human_states")
_DEEDS = word_list("human_deeds")
_LEADS = word_list("subject_leads")
_IS = word_list("forms_of_be")
_HAS = word_list("forms_of_have")
_WILL = word_list("helping_verbs")
_BETWEEN = ADVERBS | word_list("between_verbs")
_ASKING = word_list("asking_verbs")

_RELATIVES = (
    r"mum|mother|mam|mom|mummy|dad|father|daddy|nan|nana|gran|grandma|grandad|granny|step-?dad|step-?mum|step-?father|"
    r"step-?mother|aunt|auntie|aunty|uncle|brother|sister|siblings?|cousins?|step-?brother|step-?sister|twin|"
    r"parents|family|carers?|"
    r"foster carers?|foster family|girlfriend|boyfriend|best friend|friends?|mate|social worker|form tutor|key ?worker"
)
_KIN = f"(?:{_RELATIVES})"
_OWN = (
    r"(?:(?:older|younger|elder|big|little|own|step|foster|half|baby|birth|best|new) )?(?:"
    + _RELATIVES
    + r"|words?|views?|voice|wishes|answer|reply"
    r"|phone|mobile|bedroom|behaviour|user ?name|messages?|texts?|photos?|pictures?|video|gran|statement|"
    r"disclosure|solicitor|gp|school|college|placement|bail|mam|bro|sis|bf|gf|school ?bag|trousers|clothes|"
    r"account|snapchat|insta|version|story|birthday|ehcp|attendance|"
    r"desk|coat|bag|hand|leg|hair|face|pants|pocket|teacher|class ?teacher|house|room|bed|name|classmates?|peers|sw|yot worker)\b"
)
_NUMBER = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
_CLASS = r"(?:year ?\d|yr ?\d|y ?\d{1,2}\b|reception\b|nursery\b|ks\d)"
_FIRM_AFTER = re.compile(
    rf"(?:'s|') {_OWN}"
    rf"|,? ?[(\[|] ?(?:aged? ?)?(?:\d{{1,2}}\b(?! ?(?:%|per|mins?|minutes|days|weeks|months|times))|{_CLASS}|[mf]\b|dob\b|age\b)"
    rf"|,? (?:-|–|\|) ?{_CLASS}|,? aged? \d|,? who(?:'s| is| was)? (?:in |only |just |now )?(?:{_CLASS}|"
    rf"\d{{1,2}}\b|a \w+ (?:boy|girl|child|pupil))"
    rf"|,? (?:in|from) {_CLASS}|,? {_CLASS}|, (?:an?|our|my|his|her|their) (?:[\w-]+ ){{0,3}}(?:boy|girl|child|"
    rf"pupil|student|sister|brother|cousin|son|daughter|nephew|niece|friend)\b"
    rf"|(?: is|'s| was| turned| turns)(?: now| only| just| about)? (?:\d{{1,2}}|{_NUMBER})\b(?! (?:per|of|percent|"
    rf"o'?clock|pm|am|days?|weeks?|minutes?|hours?|out|miles?|times?)\b|[:.]\d|%|st\b|nd\b|rd\b|th\b)"
    rf"|,? \(?\d{{1,2}} ?(?:y|yrs?|yo|y/o|years? old)\b|, (?:[1-9]|1\d),| ?= ?1?\d(?![\d:/]|\.\d)"
    rf"|,? (?:she|he)(?:'s|s| is) (?:only |just |now )?1?\d\b(?! ?(?:%|mins?|minutes|days|weeks|months|times)|[:.]\d)"
    rf"|,? (?:and|n|&|nor|or) (?:his|her|their) (?:[\w-]+ )?{_KIN}\b"
    rf"|(?: is| was)(?: the| my| our| his| her| their)? (?:[\w-]+ )?(?:twin|brother|sister|cousin|girlfriend|"
    rf"boyfriend|half-?brother|half-?sister)\b"
    rf"|(?:,? (?:and|&|n) \w+(?: \w+)?)? (?:are|were) (?:all |both )?(?:half-? ?|step-? ?)?(?:brothers|sisters|"
    rf"twins|cousins|siblings)\b"
    r"| (?:is|was) one of (?:my|our|his|her|their|the (?:boys|girls|children|pupils|students|lads|twins|triplets|siblings|ones))\b"
)
_OWNED_PLAINLY = re.compile(rf" {_OWN}")
_TOGETHER_AFTER = re.compile(
    r",? (?:and|n|&|with) (?:a|an|another|the|two|some|his|her|their|one)(?: (?:other|younger|older|little|new|"
    r"same|different|male|female|"
    r"year \d{1,2}|y\d{1,2}|\w+-year-old)){0,2} (?:boys?|girls?|pupils?|students?|child|children|lads?|lass|"
    r"friends?|mates?|peers?|others|"
    r"mum|dad|teacher|brother|sister|cousin)\b"
)
_FIRM_BEFORE = re.compile(
    r"(?:\b(?:mother|father|mum|dad|parents?|sister|brother|twin|cousin|friends?|carers?|nan|gran|grandmother|"
    r"uncle|aunt) (?:of|to)|"
    r"\b(?:pupil|student|child|name|young person|yp|boy|girl|learner|patient|client|subject|victim|re|fao|sibling|brother|sister)"
    r" ?(?:name|concerned|affected)? ?(?::|=|\||(?: -))|\bcalled|\bnamed|\bname is|\bnames are|\bname's|"
    r"\bcalls? (?:him|her|them))[ \t]{1,3}$"
)
_LIKELY_BEFORE = re.compile(
    r"\b(?:told|asked|interviewed|spoke (?:to|with)|spoken (?:to|with)|speak(?:ing)? (?:to|with)|talk(?:ed|ing)? (?:to|with)|"
    r"sent (?:it|them|this|that|one|\w{1,8} (?:pictures?|photos?|messages?|videos?)|pictures?|photos?|messages?|videos?|nudes) to|"
    r"(?:have|has|had|ve|i|we) known|picks|picked|collects|collected|sat (?:next to|by|with|near|beside)|"
    r"sit(?:s|ting)? (?:next to|by|with|beside|near)|stood (?:next to|by|with|near)|next to|involving|involved|"
    r"worr(?:ied|ying) (?:about|for)|concern(?:ed|s)? (?:about|for|regarding|re)|advice (?:about|on|re|regarding)|"
    r"(?:calling|ringing|emailing|writing|enquiring) (?:about|re|regarding)|"
    r"do (?:about|with)|update on|touched|kissed|hugged|kicked|bullied|blamed|messaged|texted|seen|saw|met|"
    r"against|between|accused|accuses|"
    r"sleeps with|shar(?:es|ed|ing) (?:a|the) (?:room|bed|bedroom|tent|table) with|plays with|playing with|"
    r"alone with|left with|lives with|friends with|"
    r"it was|its|it's|was it|there was|there were) $"
)
_OBJECT_ENDS = re.compile(
    r"(?:[.?!;)\n]|$|, (?:and|who|but|a|an|the|another)\b| (?:yesterday|today|on|in|at|since|up|away|what|why|"
    r"that|if|about|and|n|to|who|because|when|"
    r"after|before|behind|from|again|please|pls|plz|is|was|has|for|with|by|during|this|last|too|he|she|or|had|but|"
    r"as|into|out|off|down|&)\b)"
)


def slot(reading: Reading, at: int) -> int:
    """How sure the surroundings of the word at `at` are that it names a person."""
    tokens = reading.tokens
    token = tokens[at]
    low = reading.lowered
    if _FIRM_AFTER.match(low, token.end, token.end + 60) and not token.flags & PERSON:
        return FIRM
    if _FIRM_BEFORE.search(low, max(0, token.start - 40), token.start):
        return FIRM
    if (
        token.low[-1] == "s"
        and reading.lexicon.of(token.low[:-1]) & GIVEN
        and _OWNED_PLAINLY.match(low, token.end, token.end + 40)
    ):
        return FIRM
    leads = token.opens or "," in token.gap or reading.before(at) in _LEADS or "&" in token.gap
    if leads and acts_like_a_person(reading, at):
        return LIKELY
    if _TOGETHER_AFTER.match(low, token.end, token.end + 60):
        return LIKELY
    if _LIKELY_BEFORE.search(low, max(0, token.start - 60), token.start) and _OBJECT_ENDS.match(
        low, token.end, token.end + 12
    ):
        return LIKELY
    if reading.before(at) in _ASKING and tokens[at - 1].opens and at + 1 < len(tokens) and tokens[at + 1].gap == " ":
        following = tokens[at + 1].low
        return LIKELY if following in _DEEDS or following in _STATES or following in ("at", "still") else NONE
    return NONE


def acts_like_a_person(reading: Reading, at: int) -> bool:
    """'refuses to go', 'was found', "doesn't want to", 'has been moved'."""
    kind = _ACTS
    for following in reading.tokens[at + 1 : at + 6]:
        if following.gap.strip(" '-") or "\n" in following.gap:
            return False
        word = following.low
        if word in kind:
            return True
        if word in _IS:
            kind = _STATES
        elif word in _HAS:
            kind = _STATES | _ACTS
        elif word in _WILL:
            kind = _DEEDS
        elif word == "been":
            kind = _STATES
        elif word not in _BETWEEN:
            return False
    return False
