"""What the pages that show a map whole are made of: the outline, the outcomes with their sources, the differences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from adviceline.advice.difference import Difference
from adviceline.advice.leads import leads_of, titles_of
from adviceline.advice.model import AdviceMap, Answer, Citation, EmergencyCall, Node, Outcome
from adviceline.advice.models import MapVersion
from adviceline.advice.paths import PathsOfMap, UnableToWalk, paths_of
from adviceline.advice.telling import in_words, summary
from adviceline.advice.walk import Loop
from adviceline.directory.queries import resources, warning_of
from adviceline.ui.filters import long_date

ON_DISK = "disk"
LONGEST_SEARCH = 80


@dataclass(frozen=True, slots=True)
class Shown:
    """A map that is looked at. `version` is None for the content on disk. `asked` names it in an address; '' in use."""

    map: AdviceMap
    version: MapVersion | None
    asked: str

    @property
    def words(self) -> str:
        return version_words(self.version) if self.version else disk_words(self.map)

    @property
    def is_draft(self) -> bool:
        return self.version is None or not self.version.is_signed


def version_words(version: MapVersion) -> str:
    """A version in a line, without reading its text."""
    use = "in use" if version.is_current else "not in use"
    return (
        f"Version {version.short}: {version.get_state_display().lower()}, {use}, loaded {long_date(version.loaded_at)}"
    )


def disk_words(advice_map: AdviceMap) -> str:
    return f"Version {advice_map.hash[:8]}, as the content on disk has it now"


# ---- The outline -----------------------------------------------------------------------------------------------------


def outline(advice_map: AdviceMap, found: frozenset[str]) -> dict[str, Any]:
    """Steps with their questions, each with its answers and where these lead; then the outcomes."""
    steps: dict[str, list[dict[str, Any]]] = {}
    for node in advice_map.nodes.values():
        steps.setdefault(node.step, []).append(_question(advice_map, node, node.id in found))
    return {
        "steps": list(steps.items()),
        "outcomes": [
            {
                "id": outcome.id,
                "title": outcome.title,
                "call": call_words(outcome.emergency),
                "found": outcome.id in found,
                "words": searched(outcome),
                "from": [
                    {"id": node.id, "title": node.title}
                    for node in advice_map.nodes.values()
                    if any(branch.to == outcome.id for answer in node.answers.values() for branch in answer.branches)
                ],
            }
            for outcome in advice_map.outcomes.values()
        ],
    }


def _question(advice_map: AdviceMap, node: Node, found: bool) -> dict[str, Any]:
    return {
        "id": node.id,
        "title": node.title,
        "question": node.question,
        "call": call_words(node.emergency),
        "start": node.id == advice_map.start,
        "found": found,
        "words": searched(node),
        "answers": [_answer(advice_map, answer) for answer in node.answers.values()],
    }


def _answer(advice_map: AdviceMap, answer: Answer) -> dict[str, Any]:
    return {"label": answer.label, "leads": leads_of(advice_map, answer)}


def call_words(emergency: EmergencyCall | None) -> str:
    """'Call 999: the police or an ambulance'; empty where nobody is to be called."""
    if emergency is None:
        return ""
    return f"Call {emergency.number}: {emergency.who}" if emergency.number else emergency.who


def search(advice_map: AdviceMap, asked: str) -> frozenset[str]:
    """The ids of the questions and outcomes that hold every word that was asked for."""
    wanted = asked.casefold().split()
    places: tuple[Node | Outcome, ...] = (*advice_map.nodes.values(), *advice_map.outcomes.values())
    return frozenset(place.id for place in places if wanted and all(word in searched(place) for word in wanted))


def searched(place: Node | Outcome) -> str:
    """The words in which a place can be found; the script looks through the same."""
    own = [place.question, *(answer.label for answer in place.answers.values())] if isinstance(place, Node) else []
    more = [] if isinstance(place, Node) else [place.summary]
    return " ".join([place.id, place.title, call_words(place.emergency), *own, *more]).casefold()


# ---- Every outcome ---------------------------------------------------------------------------------------------------


def every_outcome(advice_map: AdviceMap, today: date) -> dict[str, Any]:
    """All outcomes, for checking each fact against its source. `problem` says why paths could not be counted."""
    problem, paths = "", None
    try:
        paths = paths_of(advice_map)
    except (Loop, UnableToWalk) as error:
        problem = f"The paths cannot be counted: {error}"
    return {
        "outcomes": [_outcome(advice_map, outcome, paths, today) for outcome in advice_map.outcomes.values()],
        "paths": paths.count if paths else None,
        "problem": problem,
    }


def _outcome(advice_map: AdviceMap, outcome: Outcome, paths: PathsOfMap | None, today: date) -> dict[str, Any]:
    leading = paths.to.get(outcome.id) if paths else None
    own = [f"Its review was due on {_date(outcome.review_due_date)}"] if _past(outcome.review_due_date, today) else []
    own += [f"For the reviewer: {outcome.unconfirmed}"] if outcome.unconfirmed else []
    sources = [_source(advice_map, citation, today) for citation in outcome.sources]
    given = _resources(outcome.resources, today)
    return {
        "id": outcome.id,
        "title": outcome.title,
        "summary": outcome.summary,
        "call": call_words(outcome.emergency),
        "steps": outcome.steps,
        "contacts": [{"who": contact.who, "how": contact.how} for contact in outcome.contacts],
        "record": outcome.record,
        "public": outcome.public_words,
        "resources": given,
        "sources": sources,
        "review_due": _date(outcome.review_due_date),
        "own_flags": own,
        "flags": [*own, *(flag for each in (*sources, *given) for flag in each["flags"])],
        "paths": leading.count if leading else 0 if paths else None,
        "shortest": _in_words(advice_map, leading.shortest) if leading else [],
    }


def _source(advice_map: AdviceMap, citation: Citation, today: date) -> dict[str, Any]:
    source = advice_map.sources.get(citation.source)
    if source is None:
        return {"id": citation.source, "title": citation.source, "publisher": "", "edition": "",
                "section": citation.section, "review_due": "", "flags": ["This source is not in the map"]}  # fmt: skip
    flags = []
    if _past(source.review_due_date, today):
        flags.append(f"{source.title}: review was due on {_date(source.review_due_date)}")
    if source.flagged:
        flags.append(f"{source.title}: {source.state}{'. ' + source.note if source.note else ''}")
    return {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "edition": source.edition,
        "section": citation.section,
        "review_due": _date(source.review_due_date),
        "flags": flags,
    }


def _resources(ids: tuple[str, ...], today: date) -> list[dict[str, Any]]:
    known = resources(ids)
    listed = []
    for each in ids:
        entry = known.get(each)
        warning = warning_of(entry, today=today)
        title = entry.title if entry else each
        listed.append(
            {"id": each, "title": title, "flags": [f"{title}: {warning[0].lower()}{warning[1:]}"] if warning else []}
        )
    return listed


def _in_words(advice_map: AdviceMap, steps: tuple[tuple[str, str], ...]) -> list[str]:
    return [
        f"{node_id} {advice_map.nodes[node_id].title}: {advice_map.nodes[node_id].answers[code].label}"
        for node_id, code in steps
    ]


def _past(day: str, today: date) -> bool:
    return date.fromisoformat(day) < today


def _date(day: str) -> str:
    return long_date(date.fromisoformat(day))


CSV_COLUMNS = (
    "map", "version", "outcome", "title", "call", "summary", "steps", "who to contact", "what to record",
    "what the public reads instead", "resources", "sources", "review due", "flags", "paths", "shortest path",
)  # fmt: skip


def outcome_rows(shown: Shown, today: date) -> Iterator[list[object]]:
    """The same as a table, a line for each outcome; several things in one cell stand on lines of their own."""
    yield list(CSV_COLUMNS)
    for outcome in every_outcome(shown.map, today)["outcomes"]:
        yield [
            shown.map.id,
            shown.map.hash,
            outcome["id"],
            outcome["title"],
            outcome["call"],
            outcome["summary"].strip(),
            "\n".join(outcome["steps"]),
            "\n".join(f"{contact['who']}: {contact['how']}" for contact in outcome["contacts"]),
            "\n".join(outcome["record"]),
            "\n".join(outcome["public"]),
            "\n".join(f"{each['id']}: {each['title']}" for each in outcome["resources"]),
            "\n".join(
                f"{each['title']}, {each['edition']}, {each['section']} (review due {each['review_due']})"
                for each in outcome["sources"]
            ),
            outcome["review_due"],
            "\n".join(outcome["flags"]),
            outcome["paths"] if outcome["paths"] is not None else "",
            "\n".join(outcome["shortest"]),
        ]


# ---- Differences -----------------------------------------------------------------------------------------------------


def difference_context(difference: Difference, old: AdviceMap, new: AdviceMap) -> dict[str, Any]:
    """The difference as the page shows it, with the words of each emergency answer."""
    titles = {**titles_of(old), **titles_of(new)}
    return {
        "difference": difference,
        "summary": "" if difference.same else summary(difference),
        "emergencies": [
            {
                "change": change,
                "words": in_words(change, difference),
                "gained": [(place, titles.get(place, "")) for place in change.gained],
                "lost": [(place, titles.get(place, "")) for place in change.lost],
            }
            for change in difference.emergencies
        ],
        "titles": titles,
    }
