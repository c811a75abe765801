"""The map's part of `adviceline content check`: its references, its safety on every path, its reading ages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from adviceline.advice.alone import alone_problems
from adviceline.advice.loading import emergency_problems, map_from_data, reference_problems
from adviceline.advice.model import AdviceMap
from adviceline.advice.safety import INDIVIDUAL, Broken, check_map, flagged_for_review, reading_ages
from adviceline.content.commands import Checked
from adviceline.content.model import ServiceContent
from adviceline.content.problems import ContentProblem
from adviceline.content.safe_yaml import Document

HARD_TO_READ_YEARS = 14.0


def check_maps(content: ServiceContent, *, today: date) -> Checked:
    """Everything wrong with the maps of `content`, with file and line, and a summary for people."""
    problems: list[ContentProblem] = []
    summary: list[str] = []
    if not any(document.data["flow"] == INDIVIDUAL for document in content.advice.values()):
        problems.append(
            ContentProblem(
                "advice", 0, "There is no map of advice for an individual case.", "Add one with 'flow: individual'."
            )
        )
    for document in content.advice.values():
        problems += emergency_problems(document, content)
        if references := tuple(reference_problems(document, content)):
            problems += references
            continue
        problems += alone_problems(document)
        advice_map = map_from_data(document.data)
        report = check_map(advice_map, today=today)
        problems += [_problem(document, advice_map, broken) for broken in report.broken]
        summary += [
            (
                f"map '{advice_map.id}', version {advice_map.hash[:8]} (the file says '{advice_map.status}'; "
                f"'adviceline content maps' says who signed it): {len(advice_map.nodes)} questions, "
                f"{len(advice_map.outcomes)} outcomes; {report.paths:,} paths walked as {report.states:,} states"
            ),
            *_review_lines(advice_map),
            *_reading_lines(advice_map),
        ]
    return Checked(tuple(problems), tuple(summary))


def _problem(document: Document, advice_map: AdviceMap, broken: Broken) -> ContentProblem:
    """Points at the last answer of the path, where there is one, since that is the edge to look at."""
    line = document.line(("outcomes" if broken.at in advice_map.outcomes else "nodes", broken.at))
    if broken.path:
        node_id, code = broken.path[-1]
        line = document.line(("nodes", node_id, "answers", code, "next"))
    return ContentProblem(
        document.file, line, str(broken), REMEDIES.get(broken.rule, "Change where this answer leads.")
    )


REMEDIES = {
    "emergency_questions": "Mark one question with each 'safety:' immediate_danger, adult_involved, assault_reported.",
    "marked_questions": "Mark one question with each 'safety:' that the schema names, and give it yes, no and not_known.",
    "flow_without_marks": "Write 'flow: individual'; in a map of another flow leave out 'safety:' and 'views:'.",
    "the_working_view_heeds_what_was_told": "Correct 'views: rules'. Pressure or power is H4 or H5, force H5, not known H0.",
    "managed_internally_alone_only_when_all_was_asked": "Ask about power, pressure and force on the way.",
    "images_that_must_be_referred_are": "Set a flag that leads to the police or social care, and let it come first.",
    "not_known_counts_as_yes": "Give 'not_known' the same 'next', 'sets' and outcomes as 'yes'.",
    "every_exit_shows_its_number": "Fill in 'emergency: number'.",
    "no_unreachable_place": "Lead an answer to it, or remove it.",
    "no_cycle": "Lead forward: a question is asked once. Going back is something the adviser does.",
    "outcomes_have_sources": "Cite a source, with its section.",
    "sources_in_date": "Review it and move 'review_due_date', or set 'state' to superseded or unconfirmed.",
    "outcomes_in_date": "Review it and move 'review_due_date', or add a note 'unconfirmed'.",
    "no_question_asks_for_an_identifier": "Ask for yes, no or a band; never for a name, date, place, age or account.",
    "escalation_is_not_lost": "Let the branch to escalation come before those to the other routes.",
    "unclear_never_closes_without_consultation": "Lead to a consultation first, or add it to the outcome.",
}


def _review_lines(advice_map: AdviceMap) -> Iterator[str]:
    notes = flagged_for_review(advice_map)
    if notes:
        yield f"  {len(notes)} notes for the clinical reviewer:"
        yield from (f"    {note}" for note in notes)


def _reading_lines(advice_map: AdviceMap) -> Iterator[str]:
    yield "  reading age of each question, in years:"
    for node_id, age in reading_ages(advice_map).items():
        hard = "  (hard: use shorter words or sentences)" if age > HARD_TO_READ_YEARS else ""
        yield f"    {node_id:<4} {age:>4}{hard}"
