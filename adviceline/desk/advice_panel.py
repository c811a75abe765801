"""The map of advice as the enquiry page shows it: one question at a time, what was answered, what the end suggests."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from adviceline.advice import engine
from adviceline.advice.actions import map_of, walk_of
from adviceline.advice.engine import Run, Suggestion
from adviceline.advice.model import AdviceMap, Citation
from adviceline.advice.models import AdviceRun, MapVersion
from adviceline.advice.queries import maps_not_in_use, unsigned_maps_may_run, who_can_sign
from adviceline.contacts.models import Enquiry
from adviceline.content.current import current_content
from adviceline.desk.shown import label
from adviceline.directory.queries import resources, warning_of, why_not_given


def advice_panel(enquiry: Enquiry, *, runs: list[AdviceRun], maps: list[MapVersion], may_work: bool) -> dict[str, Any]:
    """The newest run, if there is one, and the maps that may be started."""
    panel: dict[str, Any] = {
        "maps": [{"id": version.map_id, "title": map_of(version).title} for version in maps],
        "may_work": may_work,
        "run": None,
        "earlier": runs[1:],
        "waiting": [map_of(version).title for version in maps_not_in_use()],
        "who_can_sign": "" if maps else who_can_sign(),
    }
    if not runs:
        return panel
    run = runs[0]
    walk = walk_of(run)
    setting = walk.map.setting_for(
        role=enquiry.enquirer.role, setting=enquiry.enquirer.setting, phase=enquiry.enquirer.phase
    )
    suggestion = engine.suggest(walk)
    panel |= {
        "run": run,
        "title": walk.map.title,
        "is_draft": not run.map_version.is_signed,
        "is_demo": unsigned_maps_may_run(),
        "path": [
            {
                "id": node.id,
                "question": node.question_for(setting),
                "answer": chosen.label,
                "say": chosen.say,
            }
            for node, chosen in walk.path()
        ],
        "flags": [flag.carried for flag in walk.flags],
        "node": _node(walk, setting),
        "outcome": _outcome(walk),
        "suggested": suggestion_rows(suggestion),
        "suggestion": suggestion,
        **suggested_resources(suggestion),
    }
    return panel


def suggestion_rows(suggestion: Suggestion) -> list[dict[str, str]]:
    """What a run proposes for the coded fields, in words."""
    rows = [
        ("Kind", label("kind", suggestion.kind or "", "")),
        ("Themes", ", ".join(label("theme", code) for code in suggestion.themes)),
        ("Working view", label("continuum", suggestion.continuum or "", "")),
        ("Threshold", label("threshold", suggestion.threshold or "", "")),
        ("Urgency", label("urgency", suggestion.urgency or "", "")),
        ("Outcomes", ", ".join(label("outcome", code) for code in suggestion.outcomes)),
        ("Follow-up", ", ".join(label("follow_up_kind", code) for code in suggestion.follow_up)),
    ]
    return [{"label": words, "value": value} for words, value in rows if value]


def suggested_resources(suggestion: Suggestion) -> dict[str, Any]:
    """`resources`: what a run proposes to give, each with its id, its words and a warning where it is overdue.

    `refused`: why others cannot be given.
    """
    entries, today = resources(suggestion.resources), timezone.localdate()
    refused = {each: words for each in suggestion.resources if (words := why_not_given(entries.get(each), each))}
    return {
        "resources": [
            {"id": each, "title": entry.title, "publisher": entry.publisher, "warning": warning_of(entry, today=today)}
            for each, entry in entries.items()
            if each not in refused
        ],
        "refused": list(refused.values()),
    }


def whole_map(advice_map: AdviceMap) -> dict[str, Any]:
    """A map to be read from top to bottom: every question with its answers and where they lead, every outcome."""
    titles = {key: node.title for key, node in advice_map.nodes.items()}
    titles |= {key: outcome.title for key, outcome in advice_map.outcomes.items()}
    return {
        "map": advice_map,
        "about": advice_map.about,
        "is_draft": advice_map.status != "published",
        "nodes": [
            shown_question(advice_map, node_id, None)
            | {
                "public": [
                    text
                    for text in (
                        node.public_question,
                        node.public_why,
                        *(one.public_say for one in node.answers.values()),
                    )
                    if text
                ],
                "leads": [
                    {
                        "answer": answer.label,
                        "to": [{"id": branch.to, "title": titles[branch.to]} for branch in answer.branches],
                    }
                    for answer in node.answers.values()
                ],
            }
            for node_id, node in advice_map.nodes.items()
        ],
        "outcomes": [shown_result(advice_map, outcome_id) for outcome_id in advice_map.outcomes],
    }


def _node(walk: Run, setting: str | None) -> dict[str, Any] | None:
    return shown_question(walk.map, walk.at, setting) if walk.node else None


def shown_question(advice_map: AdviceMap, node_id: str, setting: str | None) -> dict[str, Any]:
    node, known = advice_map.nodes[node_id], current_content().resources
    return {
        "id": node.id,
        "title": node.title,
        "question": node.question_for(setting),
        "why": node.why,
        "listen_for": node.listen_for,
        "avoid": node.avoid,
        "answers": [{"value": answer.code, "label": answer.label} for answer in node.answers.values()],
        "sources": _sources(advice_map, node.sources),
        "reading": [known[each].title for each in node.resources if each in known],
        "emergency": {"number": node.emergency.number, "text": f"Call {node.emergency.number}: {node.emergency.who}"}
        if node.emergency
        else None,
        "unconfirmed": node.unconfirmed,
    }


def _outcome(walk: Run) -> dict[str, Any] | None:
    return shown_result(walk.map, walk.at) if walk.outcome else None


def shown_result(advice_map: AdviceMap, outcome_id: str) -> dict[str, Any]:
    outcome = advice_map.outcomes[outcome_id]
    return {
        "id": outcome.id,
        "title": outcome.title,
        "summary": outcome.summary,
        "steps": outcome.steps,
        "contacts": outcome.contacts,
        "record": outcome.record,
        "sources": _sources(advice_map, outcome.sources),
        "review_due_date": date.fromisoformat(outcome.review_due_date),
        "emergency": {
            "number": outcome.emergency.number,
            "text": f"Call {outcome.emergency.number}: {outcome.emergency.who}",
        }
        if outcome.emergency
        else None,
        "unconfirmed": outcome.unconfirmed,
        "public": outcome.public_words,
    }


def _sources(advice_map: AdviceMap, citations: tuple[Citation, ...]) -> list[dict[str, Any]]:
    return [
        {
            "words": f"{source.title}, {source.edition}, {citation.section}",
            "state": source.state_in_words,
            "note": source.note,
        }
        for citation in citations
        if (source := advice_map.sources[citation.source])
    ]
