"""The map of advice for visitors: one question at a time, or the whole of it to read and print.

Nothing is stored: the answers given so far stand in the address, with the version of the map they belong to, so that
'back', a bookmark and a print-out work, and a walk begun before the map changed goes on as it began.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from adviceline.accounts.permissions import public
from adviceline.advice import engine
from adviceline.advice.model import AdviceMap, Answer, Node
from adviceline.advice.queries import signed_hashes
from adviceline.channels.web.shown import markdown, sentence, title, words
from adviceline.channels.web.views.common import reads, reads_and_sends
from adviceline.channels.web.walks import NoSuchWalk, current_maps, query_of, walk_in, written
from adviceline.content.current import current_content
from adviceline.directory.queries import resources, why_not_given
from adviceline.ui.errors import error_page

#: What is asked now stands here on the page, below the notices and reminders: on a telephone a screen or two down.
PART = "question"


@public
@reads_and_sends
def walk(request: HttpRequest) -> HttpResponse:
    """Choose a map, then answer. `?map=` id, `v=` its version, `w=` the setting whose words are used, `s=` answers."""
    asked = request.POST if request.method == "POST" else request.GET
    if not asked.get("map"):
        return _show_start(request)
    try:
        run = walk_in(asked)
    except NoSuchWalk:
        waiting = asked["map"] not in current_maps() and asked["map"] in current_content().advice
        if waiting and not asked.get("v"):
            return _show_start(request, waiting=True)
        return _show_start(request, problem=sentence("web.map_unknown"), status=404)
    setting = asked.get("w", "") if asked.get("w") in run.map.settings else ""
    if request.method == "POST":
        try:
            return redirect(_url(engine.answer(run, asked.get("node", ""), asked.get("answer", "")), setting))
        except engine.UnableToAnswer:
            return _show_run(request, run, setting, problem=sentence("web.map_unknown"), status=422)
    return _show_run(request, run, setting)


def _url(run: engine.Run, setting: str) -> str:
    return f"{reverse('web:map')}?{query_of(run, setting)}#{PART}"


def _show_start(
    request: HttpRequest, *, problem: str = "", status: int = 200, waiting: bool = False
) -> HttpResponse:  # fmt: skip
    """`waiting`: the map that was asked for exists, and nobody has signed and published it yet."""
    current = current_maps()
    signed = signed_hashes(each.hash for each in current.values())
    maps = [
        {"id": each.id, "title": each.title, "about": markdown(each.about), "settings": list(each.settings.values()),
         "draft": each.hash not in signed}
        for each in current.values()
    ]  # fmt: skip
    context = {
        "maps": maps, "problem": problem, "draft": _draft_words(), "heading": title("web.map_intro"),
        "intro": words("web.map_intro"), "not_available": _not_available() if waiting or not maps else "",
    }  # fmt: skip
    return render(request, "web/map_start.html", context, status=status)


def _not_available() -> dict[str, str]:
    return {"title": title("web.map_not_available"), "body": sentence("web.map_not_available")}


def _draft_words() -> dict[str, str]:
    return {"title": title("web.map_draft"), "body": sentence("web.map_draft")}


def _show_run(
    request: HttpRequest, run: engine.Run, setting: str, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "map": run.map, "setting": setting, "draft": _draft_words(),
        "changed": sentence("web.map_changed"), "problem": problem, "flags": run.flags,
        "path": [_answered(run, index, setting) for index in range(len(run.steps))],
        "hidden": [
            {"name": name, "value": value}
            for name, value in (("map", run.map.id), ("v", run.map.hash), ("w", setting), ("s", written(run.steps)),
                                ("node", run.at))
        ],
        "back_url": _url(_before(run, len(run.steps) - 1), setting) if run.steps else None,
        "restart_url": reverse("web:map"), "number": len(run.steps) + 1,
        "is_current": run.map.hash == getattr(current_maps().get(run.map.id), "hash", ""),
        "is_draft": not signed_hashes([run.map.hash]),
        "said": _said(run), "send_url": f"{reverse('web:ask')}?{query_of(run)}",
    }  # fmt: skip
    if run.outcome:
        context |= {
            "outcome": run.outcome, "summary": markdown(run.outcome.summary_to_the_public),
            "sources": _sources(run.map, run.outcome.sources),
            "resources": _resources(run),
        }  # fmt: skip
        return render(request, "web/map_outcome.html", context, status=status)
    assert run.node
    context["node"] = _node(run.node, setting)
    return render(request, "web/map_question.html", context, status=status)


def _before(run: engine.Run, index: int) -> engine.Run:
    return engine.replay(run.map, run.steps[:index])


def _said(run: engine.Run) -> str:
    """What follows from the last answer, for somebody who reads it alone."""
    if not run.steps:
        return ""
    node_id, code = run.steps[-1]
    return run.map.nodes[node_id].answers[code].say_to_the_public


def _answered(run: engine.Run, index: int, setting: str) -> dict[str, str]:
    node_id, code = run.steps[index]
    node = run.map.nodes[node_id]
    return {
        "label": node.question_to_the_public(setting), "value": node.answers[code].label,
        "change_url": _url(_before(run, index), setting),
    }  # fmt: skip


def _node(node: Node, setting: str) -> dict[str, Any]:
    return {
        "id": node.id, "question": node.question_to_the_public(setting), "why": node.public_why or node.why, "avoid": node.avoid,
        "answers": [{"value": each.code, "label": each.label} for each in node.answers.values()],
        "emergency": {"text": f"Call {node.emergency.number}. {node.emergency.who}.", "number": node.emergency.number}
        if node.emergency else None,
    }  # fmt: skip


def _sources(advice_map: AdviceMap, citations: Any) -> list[dict[str, Any]]:
    return [{"source": advice_map.sources[each.source], "section": each.section} for each in citations]


def _resources(run: engine.Run) -> list[Any]:
    """What the run suggests, as the directory has it now: what was withdrawn there is not offered."""
    found = resources(engine.suggest(run).resources)
    return [entry for each, entry in found.items() if not why_not_given(entry, each)]


@public
@reads
def whole(request: HttpRequest) -> HttpResponse:
    """Every question and ending on one page; `?map=` chooses among several."""
    maps = current_maps()
    asked = request.GET.get("map", "")
    waiting = bool(asked) and asked not in maps and asked in current_content().advice
    if asked and asked not in maps and not waiting:
        return error_page(request, 404)
    shown = [maps[asked]] if asked in maps else [] if waiting else list(maps.values())
    signed = signed_hashes(each.hash for each in shown)
    context = {
        "not_available": "" if shown else _not_available(),
        "maps": [_whole(each, is_draft=each.hash not in signed) for each in shown],
        "draft": _draft_words(), "heading": title("web.map_intro"),
        "intro": sentence("web.map_whole_intro"),
    }  # fmt: skip
    return render(request, "web/map_whole.html", context)


def _whole(advice_map: AdviceMap, *, is_draft: bool) -> dict[str, Any]:
    return {
        "map": advice_map, "about": markdown(advice_map.about), "draft": is_draft,
        "nodes": [
            {"node": node, "question": node.question_to_the_public(None), "why": markdown(node.public_why or node.why),
             "sources": _sources(advice_map, node.sources),
             "answers": [{"answer": each, "leads": _leads(advice_map, each)} for each in node.answers.values()]}
            for node in advice_map.nodes.values()
        ],
        "outcomes": [
            {"outcome": each, "summary": markdown(each.summary_to_the_public), "sources": _sources(advice_map, each.sources)}
            for each in advice_map.outcomes.values()
        ],
    }  # fmt: skip


def _leads(advice_map: AdviceMap, answer: Answer) -> list[dict[str, str]]:
    """Where an answer leads: the place's id and title, and when, for those that depend on earlier answers."""
    found = []
    for branch in answer.branches:
        place = advice_map.nodes.get(branch.to) or advice_map.outcomes[branch.to]
        conditions = [advice_map.flags[flag].label for flag in sorted(branch.any_flag)]
        if branch.view:
            view = current_content().taxonomy["continuum"]
            conditions += [view.label(code) for code in sorted(branch.view)]
        found.append({"to": branch.to, "title": place.title, "when": " or ".join(conditions)})
    return found
