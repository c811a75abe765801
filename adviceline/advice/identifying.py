"""Ways of asking for what identifies somebody: a question word or a request, and what would identify.

Written as patterns that `asking` joins. A question about rules, numbers to call or what was done names none of these.
"""

# ruff: noqa: E501, ISC004  # a pattern that is broken in the middle of its alternatives is harder to read
from __future__ import annotations

_PERSON = (
    r"(child|children|pupils?|students?|learners?|boys?|girls?|young (person|people)|victims?|suspects?|perpetrators?|abusers?|"
    r"famil(y|ies)|mothers?|fathers?|mums?|mums|dads?|parents?|carers?|foster carers?|guardians?|grandparents?|siblings?|"
    r"brothers?|sisters?|teachers?|head ?teachers?|tutors?|teaching assistants?|members? of staff|staff members?|coach(es)?|adults?|"
    r"social workers?|gps?|doctors?|friends?|witness(es)?|others?|man|woman|men|women|teenagers?|baby|toddler|family members?)"
)
_THE_PERSON = rf"((the|this|that|these|those|your|their|his|her|each|either|one|another) ((\w|-)+('s)? ){{0,2}}?{_PERSON}|him|her|them|he|she|they)"
_PLACE = (
    r"(school|academy|college|nursery|setting|class|form|tutor group|year group|home|house|street|road|town|village|city|hospital|surgery|"
    r"(gp |doctor's )?practice|church|mosque|club|team|park|estate|placement|care home|children's home|bus|building|employer|workplace)"
)
#: What is one person's own. 'The number to call' and 'mobile phones' are not.
_OWN = (
    r"((tele)?phone numbers?|(tele)?phone(?=\s*[?])|mobile( phone)? numbers?|landline|home numbers?|phone no|mobile(?! phones?)|whats ?app number|contact "
    r"(details|numbers?|information)|e-?mail( address(es)?)?|(insta(gram)?|snap(chat)?|tik ?tok|facebook|discord|roblox|x|twitter|"
    r"whats ?app|social media|gaming|online|youtube|telegram|xbox|playstation)( \w+)? (handles?|names?|accounts?|profiles?|ids?|"
    r"user ?names?|tags?|pages?)|handles?|gamer ?tags?|user ?(names?|ids?)|log-?ins?|passwords?|ip address|pin|profile (link|picture)|"
    r"(case|reference|crime|incident|log|file|record|claim|patient|hospital|passport|pupil|student|unique|national insurance|"
    r"ni|nhs|id|badge|collar|ticket|account|house|flat|door|room|registration|licen[cs]e|number plate) (numbers?|nos?|refs?|references?|ids?)|"
    r"(car|vehicle)( number)? (registration|plate|reg)|registration( (number|plate))?|(number|licen[cs]e) plates?|reg(?= )|passports?|"
    r"birth certificate|home addresses?|addresses|post ?codes?|workplace|job title|surname|spelling)"
)
#: What shows somebody, when it is handed over.
_SHOWS = (
    r"(photos?|photographs?|pictures?|pics?|images?|selfies?|screen ?shots?|screen ?grabs?|videos?|clips?|footage|cctv|recordings?|"
    r"voice notes?|files?|case notes|medical notes|medical records?|school records?|documents?|messages|chat ?logs?|chats?|texts?|"
    r"posts?|transcripts?|drawings?|statements?|letters?|links?|ids?|chronolog(y|ies)|emails)"
)
_NOT_A_RULE = (
    r"(?!( \w+)? (polic(y|ies)|rules?|bans?|agreements?|procedures?|use|safety|guidance|of (childline|the helpline)))"
)
_ELSEWHERE = (
    r"(?!.{0,40} (to|with) (the |your |their |his |her )?(police|social care|lado|mash|parents?|carers?|partners?|staff|iwf|childline|team|"
    r"families|governors|health|platform))"
)
_LITTLE = r"((\w|-)+('s|s')? ){0,4}"
_BE = r"(is|are|was|were)"
_HAPPEN = r"(happen(ed|ing)?|take place|took place|occur(red)?|go on|went on|start(ed)?|begin|began|come from)"
_EVENT = (
    r"(it|this|that|they|these|things|the (\w+ )?(incident|event|assault|behaviour|abuse|touching|meeting|first one))"
)

IDENTIFYING = (
    # What is the mother's telephone number? Which handle? What number plate?
    rf"(what|which)( {_BE})? {_LITTLE}{_OWN}{_NOT_A_RULE}",
    rf"(do|does|did|have|has) (you|we|they|he|she|somebody|anyone|anybody|someone) (have|got|hold|know|keep|see|seen|note|noted|taken?) {_LITTLE}"
    rf"{_OWN}{_NOT_A_RULE}",
    # … the child's number? … dad's number?
    rf"(what|which|have|get|take|give|type in|know|need|is|send|share|tell)( me| us)? (\w+ ){{0,2}}({_PERSON}|\w+)('s|s') (\w+ )?(numbers?|details|photo|picture|nickname|initials|name)",
    rf"what (phone |mobile )?number (can|do|should|could|may|would) (we|i|you|one|somebody) (\w+ )?(call|ring|reach|phone|text|use|contact) {_THE_PERSON}",
    rf"(have|has|had) (you|they|she|he|anybody|anyone) (got )?(a|any|the|some) {_SHOWS}\b(?! (polic|share|to ))",
    rf"(tell|name|give|spell|state)( me| us)? (the|your|his|her|their) {_PLACE}",
    rf"(was|is|did|were) ({_EVENT}) (\w+ )?(on|in|at|during|last|this) (the |a |his |her |their |your )?((mon|tues|wednes|thurs|fri|satur|sun)day|january|february|"
    rf"march|april|may\b(?! be)|june|july|august|september|october|november|december|toilets?|bus|playground|park|bedroom|classroom|corridor|changing rooms?|year [0-9]+)",
    r"who (made|gave|wrote|sent|took|posted|shared|received|filmed|touched|hurt) (it|the|him|her|them|this|that)",
    r"(which|what) (police officer|officer|social worker|teacher|tutor|nurse|gp|doctor|manager|judge) (is|was|deals?|has|did|\w+s)",
    rf"(is|are) there {_LITTLE}{_OWN}{_NOT_A_RULE}",
    rf"(do|does|have|has) (you|we|they|somebody|anyone) (have|got|hold) (a |an |any |the |some )?{_SHOWS} of {_THE_PERSON}",
    # Can I have …? Could you share …? Please upload …
    rf"(can|could|may|might|will|would|shall|should) (you|we|i|they|somebody|someone|anyone) (please |just |kindly |also |now )?(have|get|give|take|take down|paste|type in|enter|write down|whats ?app|message|have a look at|look at|"
    rf"send|share|upload|attach|provide|show|read|read out|forward|tell|e-?mail|pass on|pass|see|look at|text|fax|confirm|find|supply|state|add)"
    rf" (me |us |over |in |on )*{_LITTLE}({_OWN}|{_SHOWS}){_NOT_A_RULE}{_ELSEWHERE}",
    rf"(please|kindly|now|then) (upload|attach|send|share|provide|give|forward|e-?mail|enter|type|write|note|add|supply|state|confirm|read|"
    rf"read out|show|paste|scan|text|pass on|bring|tell)( down| out| in)? (me |us |over |in |on )*{_LITTLE}({_OWN}|{_SHOWS}){_NOT_A_RULE}{_ELSEWHERE}",
    rf"(upload|attach|send|give|forward|e-?mail|show|read|tell|text) (me|us) {_LITTLE}({_OWN}|{_SHOWS})",
    rf"(i|we) (need|want|would like|require|must have|have to have|will need) (to (have|see|know) )?{_LITTLE}({_OWN}|{_SHOWS}){_NOT_A_RULE}",
    # Is he called …? What is the school called?
    rf"{_BE} {_THE_PERSON} (called|named|known as)|(what|how) {_BE} (the|your|their|his|her|that|this) (\w+ ){{0,2}}({_PLACE}|{_PERSON}) (called|named|"
    rf"spelt|spelled)|{_BE} (the|your|their|his|her) {_PLACE} (called|named)",
    rf"what {_BE} (the|their|his|her|(\w|-)+'s) ((\w|-)+('s|s') )?({_PLACE}|area|ward|borough|job|occupation|religion|faith|nationality|"
    rf"ethnicity|language|date of birth|age|gender identity|immigration status|diagnosis){_NOT_A_RULE}(?! (doing|like|response|band))\b(?!-)",
    rf"(what|which) (language|religion|faith|church|mosque|ethnicity|country|colour hair|gp|surgery|practice|ward|road|court|police station|hostel|care home)"
    rf"( \w+)? (do|does|did|is|are|was|were) {_THE_PERSON}",
    rf"what (do|does|did) {_THE_PERSON} look like|what (was|were|is|are) {_THE_PERSON} wearing|how tall|(hair|eye) colour|colour (of|is) .{{0,20}}hair|"
    rf"distinguishing (marks?|features?)",
    # Who is the mother? Who does she live with?
    rf"who {_BE} (the|their|his|her|that|this|your|(\w|-)+'s) ((\w|-)+('s|s') )?{_PERSON}(?! (for|who will|to))",
    rf"who (do|does|did) {_THE_PERSON} (live|stay|lodge|sit|play|walk|travel)",
    # How can we contact the family? Where do they live?
    rf"(how|where|when) (can|could|do|would|should|might|may|will|shall) (we|i|you|somebody|someone|one) (best )?(contact|reach|get hold of|get in touch with|"
    rf"speak (to|with)|phone|call|ring|e-?mail|find|visit|meet) {_THE_PERSON}",
    rf"where(abouts)? (do|does|did|is|are|was|were|has|have) {_THE_PERSON} (\w+ )?(live|living|go|going|stay|staying|work|working|attend|sleep|hang out|from|born)",
    # When and where it was
    rf"(what|which) (calendar )?(month|week|weekday|date|day|year|term|half term|hour|time|evening|morning|afternoon|lesson|period|weekend)"
    rf"( of \w+| on \w+| in \w+| \w+)? (did|was|were|has|had|is)( \w+)? ?({_EVENT}|{_THE_PERSON})",
    rf"where(abouts)? (exactly |precisely |in \w+ )?(did|does|do|was|were|has|is|had) {_EVENT}",
    r"(in|at|on) (what|which) (\w+ )?(room|place|building|street|town|site|toilet|park|location|bus|playground|corridor|house|date|month|day|area)",
    r"(what|which) (room|location|address|toilets?|playground|building|address|site|corridor|bus route|train|shop|field|classroom|exact (place|spot|location)|"
    r"place) (did|was|were|is|has)",
    rf"what {_BE} the (exact |precise )?(date|day|month)(?= ?\?)",
    rf"(what|when|where) {_BE} (the )?(exact |precise )?(date|time|place|location|day|spot) (of|that|it|when|where)",
    r"(exact|precise) (date|time|location|place|spot|day)s?",
    rf"when (exactly |precisely |roughly |about )?(did|was|were|has|had) {_EVENT}( {_HAPPEN})?",
)
