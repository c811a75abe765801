"""From content to AdviceMap: building, and the checks of everything a map refers to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from adviceline.advice.model import (
    EMERGENCY_QUESTIONS,
    NOTHING,
    AdviceMap,
    Answer,
    Branch,
    Citation,
    EmergencyCall,
    Flag,
    Line,
    Node,
    Outcome,
    Setting,
    Source,
    Suggests,
    ViewRule,
    Views,
    WhoToContact,
)
from adviceline.content.checking import markdown_problems
from adviceline.content.loading import canonical_json, content_hash
from adviceline.content.model import ServiceContent
from adviceline.content.problems import ContentError, ContentProblem
from adviceline.content.safe_yaml import Document, Path


def load_maps(content: ServiceContent) -> Mapping[str, AdviceMap]:
    """Every map of the content, by id. Raises ContentError when one refers to something that does not exist."""
    problems = [problem for document in content.advice.values() for problem in reference_problems(document, content)]
    if problems:
        raise ContentError(*problems)
    return MappingProxyType({map_id: map_from_data(document.data) for map_id, document in content.advice.items()})


def map_to_text(advice_map: AdviceMap) -> str:
    """The map as the JSON text that its hash is taken from: what to keep, to show it years later exactly as it was.

    Keep it as text. A JSON column may put the keys in another order (PostgreSQL's does), and the order of the answers
    is content.
    """
    return canonical_json(dict(advice_map.data))


def map_from_text(text: str, *, expected_hash: str) -> AdviceMap:
    """The map that `map_to_text` wrote. Raises ValueError when the text is not the one that the hash names."""
    advice_map = map_from_data(json.loads(text))
    if advice_map.hash != expected_hash:
        raise ValueError(f"The kept map is not the version {expected_hash}: it has been changed.")
    return advice_map


def map_from_data(data: Mapping[str, Any]) -> AdviceMap:
    """The map that a content file's data describes. The data must have passed the schema and `reference_problems`."""
    views = data.get("views")
    return AdviceMap(
        id=data["id"],
        title=data["title"],
        about=data["about"],
        flow=data["flow"],
        status=data["status"],
        start=data["start"],
        nodes=MappingProxyType({node_id: _node(node_id, entry) for node_id, entry in data["nodes"].items()}),
        outcomes=MappingProxyType({key: _outcome(key, entry) for key, entry in data["outcomes"].items()}),
        flags=MappingProxyType(
            {
                key: Flag(key, entry["label"], entry["carried"], entry.get("public", ""))
                for key, entry in data.get("flags", {}).items()
            }
        ),
        sources=MappingProxyType({key: _source(key, entry) for key, entry in data["sources"].items()}),
        settings=MappingProxyType(
            {
                key: Setting(
                    key, entry["label"], {name: frozenset(codes) for name, codes in entry["chosen_by"].items()}
                )
                for key, entry in data["settings"].items()
            }
        ),
        views=Views() if views is None else _views(views),
        hash=content_hash(dict(data)),
        data=data,
    )


def _node(node_id: str, entry: Mapping[str, Any]) -> Node:
    return Node(
        id=node_id,
        step=entry["step"],
        title=entry["title"],
        question=entry["question"],
        wording=MappingProxyType(entry.get("wording", {})),
        why=entry["why"],
        listen_for=tuple(entry["listen_for"]),
        avoid=tuple(entry["avoid"]),
        answers=MappingProxyType({code: _answer(code, answer) for code, answer in entry["answers"].items()}),
        sources=_citations(entry),
        resources=tuple(entry.get("resources", ())),
        safety=entry.get("safety", ""),
        emergency=_emergency(entry),
        unconfirmed=entry.get("unconfirmed", ""),
        public_question=entry.get("public", {}).get("question", ""),
        public_why=entry.get("public", {}).get("why", ""),
    )


def _answer(code: str, entry: Mapping[str, Any]) -> Answer:
    return Answer(
        code=code,
        label=entry["label"],
        say=entry["say"],
        branches=_branches(entry["next"]),
        sets=frozenset(entry.get("sets", ())),
        suggests=_suggests(entry),
        public_say=entry.get("public", ""),
    )


def _branches(written: Any) -> tuple[Branch, ...]:
    if isinstance(written, str):
        return (Branch(written),)
    return tuple(
        Branch(
            branch["to"],
            frozenset(branch.get("when", {}).get("any_flag", ())),
            frozenset(branch.get("when", {}).get("view", ())),
        )
        for branch in written
    )


def _outcome(outcome_id: str, entry: Mapping[str, Any]) -> Outcome:
    return Outcome(
        id=outcome_id,
        title=entry["title"],
        summary=entry["summary"],
        step_lines=_lines(entry["steps"]),
        contacts=tuple(
            WhoToContact(contact["who"], contact["how"], contact.get("public", "")) for contact in entry["contacts"]
        ),
        record_lines=_lines(entry["record"]),
        resources=tuple(entry["resources"]),
        sources=_citations(entry),
        suggests=_suggests(entry),
        emergency=_emergency(entry),
        review_due_date=entry["review_due_date"],
        unconfirmed=entry.get("unconfirmed", ""),
        public_summary=entry.get("public", {}).get("summary", ""),
    )


def _lines(written: Sequence[Any]) -> tuple[Line, ...]:
    """A line is its words, or what an adviser says and what the public reads."""
    return tuple(Line(each) if isinstance(each, str) else Line(each["say"], each.get("public", "")) for each in written)


def _suggests(entry: Mapping[str, Any]) -> Suggests:
    written = entry.get("suggests")
    if not written:
        return NOTHING
    return Suggests(
        kind=written.get("kind"),
        threshold=written.get("threshold"),
        urgency=written.get("urgency"),
        themes=tuple(written.get("themes", ())),
        outcomes=tuple(written.get("outcomes", ())),
        resources=tuple(written.get("resources", ())),
        follow_up=tuple(written.get("follow_up", ())),
    )


def _citations(entry: Mapping[str, Any]) -> tuple[Citation, ...]:
    return tuple(Citation(citation["source"], citation["section"]) for citation in entry["sources"])


def _emergency(entry: Mapping[str, Any]) -> EmergencyCall | None:
    written = entry.get("emergency")
    return EmergencyCall(written["number"].strip(), written["who"]) if written else None


def _source(source_id: str, entry: Mapping[str, Any]) -> Source:
    return Source(
        id=source_id,
        title=entry["title"],
        publisher=entry["publisher"],
        edition=entry["edition"],
        state=entry["state"],
        review_due_date=entry["review_due_date"],
        resource=entry.get("resource", ""),
        note=entry.get("note", ""),
    )


def _views(written: Mapping[str, Any]) -> Views:
    rules = tuple(
        ViewRule(rule["view"], {node: frozenset(answers) for node, answers in rule["when"].items()})
        for rule in written["rules"]
    )
    return Views(rules, written["otherwise"], written["complete_when"])


def reference_problems(document: Document, content: ServiceContent) -> Iterator[ContentProblem]:
    """Whatever the map names that does not exist: nodes, flags, sources, views, coded values, resources, settings."""
    yield from _References(document, content).problems()


def emergency_problems(document: Document, content: ServiceContent) -> Iterator[ContentProblem]:
    """Whoever is in danger now is sent to the service's emergency number; no exit names a number it does not know."""
    yield from _References(document, content).emergencies()


class _References:
    def __init__(self, document: Document, content: ServiceContent) -> None:
        self.document = document
        self.data = document.data
        self.content = content
        self.places = set(self.data["nodes"]) | set(self.data["outcomes"])
        self.flags = set(self.data.get("flags", {}))
        self.views = set(content.taxonomy["continuum"].codes) - {"other", "not_asked"}

    def problems(self) -> Iterator[ContentProblem]:
        for twice in set(self.data["nodes"]) & set(self.data["outcomes"]):
            yield self.problem(("outcomes", twice), f"'{twice}' is a node and an outcome.", "Give one another id.")
        if self.data["start"] not in self.data["nodes"]:
            yield self.problem(
                ("start",), f"The map starts at '{self.data['start']}', which is not a node.", "Name a node."
            )
        yield from self.markdown(("about",), self.data["about"])
        yield from self.settings()
        yield from self.view_rules()
        for key, source in self.data["sources"].items():
            yield from self.day(("sources", key), source)
            yield from self.known_resources(("sources", key), [source["resource"]] if "resource" in source else [])
        for key, flag in self.data.get("flags", {}).items():
            yield from self.markdown(("flags", key, "carried"), flag["carried"])
            yield from self.markdown(("flags", key, "public"), flag.get("public", ""))
        for node_id, node in self.data["nodes"].items():
            yield from self.node(("nodes", node_id), node)
        for outcome_id, outcome in self.data["outcomes"].items():
            yield from self.outcome(("outcomes", outcome_id), outcome)

    def settings(self) -> Iterator[ContentProblem]:
        for key, setting in self.data["settings"].items():
            for field_id, codes in setting["chosen_by"].items():
                for code in codes:
                    if code not in self.content.taxonomy[field_id]:
                        yield self.problem(
                            ("settings", key, "chosen_by", field_id),
                            f"'{code}' is not a {field_id}.",
                            "Use a code of the taxonomy.",
                        )

    def view_rules(self) -> Iterator[ContentProblem]:
        views = self.data.get("views")
        if views is None:
            return
        for view in [*(rule["view"] for rule in views["rules"]), views["otherwise"]]:
            if view not in self.views:
                yield self.problem(
                    ("views",), f"'{view}' is not a working view.", f"Use: {', '.join(sorted(self.views))}."
                )
        if views["complete_when"] not in self.data["nodes"]:
            yield self.problem(("views", "complete_when"), f"'{views['complete_when']}' is not a node.", "Name a node.")
        for index, rule in enumerate(views["rules"]):
            for node_id, answers in rule["when"].items():
                path: Path = ("views", "rules", index, "when", node_id)
                if node_id not in self.data["nodes"]:
                    yield self.problem(path, f"'{node_id}' is not a node.", "Name a node of this map.")
                    continue
                for code in set(answers) - set(self.data["nodes"][node_id]["answers"]):
                    yield self.problem(path, f"'{code}' is not an answer to {node_id}.", "Use an answer of that node.")

    def node(self, path: Path, node: Mapping[str, Any]) -> Iterator[ContentProblem]:
        yield from self.markdown((*path, "why"), node["why"])
        yield from self.markdown((*path, "public", "why"), node.get("public", {}).get("why", ""))
        yield from self.lines(path, node, "listen_for", "avoid")
        yield from self.citations(path, node)
        yield from self.known_resources((*path, "resources"), node.get("resources", ()))
        for setting in set(node.get("wording", ())) - set(self.data["settings"]):
            yield self.problem(
                (*path, "wording", setting), f"'{setting}' is not a setting of this map.", "Add it to 'settings:'."
            )
        for code, answer in node["answers"].items():
            here: Path = (*path, "answers", code)
            yield from self.markdown((*here, "say"), answer["say"])
            yield from self.markdown((*here, "public"), answer.get("public", ""))
            yield from self.suggests(here, answer)
            for flag in set(answer.get("sets", ())) - self.flags:
                yield self.problem((*here, "sets"), f"'{flag}' is not a flag of this map.", "Add it to 'flags:'.")
            yield from self.branches((*here, "next"), answer["next"])

    def branches(self, path: Path, written: Any) -> Iterator[ContentProblem]:
        branches = [{"to": written}] if isinstance(written, str) else written
        for index, branch in enumerate(branches):
            here = path if isinstance(written, str) else (*path, index)
            if branch["to"] not in self.places:
                yield self.problem(here, f"'{branch['to']}' is neither a node nor an outcome: a dead end.", "Name one.")
            when = branch.get("when", {})
            for flag in set(when.get("any_flag", ())) - self.flags:
                yield self.problem(here, f"'{flag}' is not a flag of this map.", "Add it to 'flags:'.")
            for view in set(when.get("view", ())) - self.views:
                yield self.problem(here, f"'{view}' is not a working view.", f"Use: {', '.join(sorted(self.views))}.")
            last = index == len(branches) - 1
            if last and when:
                yield self.problem(
                    here,
                    "The last branch has a condition: when it fails, the path is a dead end.",
                    "Add a branch with only 'to:'.",
                )
            if not last and not when:
                yield self.problem(
                    here, "This branch always holds, so those below it are never taken.", "Move it to the end."
                )

    def outcome(self, path: Path, outcome: Mapping[str, Any]) -> Iterator[ContentProblem]:
        yield from self.markdown((*path, "summary"), outcome["summary"])
        yield from self.markdown((*path, "public", "summary"), outcome.get("public", {}).get("summary", ""))
        yield from self.lines(path, outcome, "steps", "record")
        for index, contact in enumerate(outcome["contacts"]):
            yield from self.markdown((*path, "contacts", index, "how"), contact["how"])
            yield from self.markdown((*path, "contacts", index, "public"), contact.get("public", ""))
        yield from self.day(path, outcome)
        yield from self.citations(path, outcome)
        yield from self.known_resources((*path, "resources"), outcome["resources"])
        yield from self.suggests(path, outcome)

    def emergencies(self) -> Iterator[ContentProblem]:
        known = self.content.service.emergency
        places = {("nodes", key): entry for key, entry in self.data["nodes"].items()}
        places |= {("outcomes", key): entry for key, entry in self.data["outcomes"].items()}
        at_once = set(self.after_immediate_danger())
        for path, place in places.items():
            number = place["emergency"]["number"].strip() if "emergency" in place else ""
            fitting = [known.number] if path[1] in at_once else [known.number, known.police_number]
            if number and number not in fitting:
                yield self.problem(
                    (*path, "emergency"),
                    f"'{number}' is not the number to call here: service.yaml gives {' or '.join(fitting)}.",
                    f"Write {fitting[0]}, or correct 'emergency:' in service.yaml.",
                )

    def after_immediate_danger(self) -> Iterator[str]:
        for node in self.data["nodes"].values():
            if node.get("safety") == EMERGENCY_QUESTIONS[0]:
                for code in ("yes", "not_known"):
                    written = node["answers"].get(code, {}).get("next", [])
                    yield from [written] if isinstance(written, str) else [branch["to"] for branch in written]

    def day(self, path: Path, entry: Mapping[str, Any]) -> Iterator[ContentProblem]:
        written = entry["review_due_date"]
        try:
            date.fromisoformat(written)
        except ValueError:
            yield self.problem(
                (*path, "review_due_date"), f"'{written}' is not a day of the calendar.", 'Write it so: "2027-09-01".'
            )

    def citations(self, path: Path, entry: Mapping[str, Any]) -> Iterator[ContentProblem]:
        for index, citation in enumerate(entry["sources"]):
            if citation["source"] not in self.data["sources"]:
                yield self.problem(
                    (*path, "sources", index),
                    f"'{citation['source']}' is not a source of this map.",
                    "Add it to 'sources:'.",
                )

    def suggests(self, path: Path, entry: Mapping[str, Any]) -> Iterator[ContentProblem]:
        written = entry.get("suggests", {})
        fields = {
            "kind": "kind",
            "threshold": "threshold",
            "urgency": "urgency",
            "themes": "theme",
            "outcomes": "outcome",
            "follow_up": "follow_up_kind",
        }
        for name, field_id in fields.items():
            values = written.get(name, ())
            for value in [values] if isinstance(values, str) else values:
                codes = self.content.taxonomy[field_id].codes
                if value not in codes or codes[value].retired:
                    yield self.problem(
                        (*path, "suggests", name),
                        f"'{value}' is not a current code of {field_id}.",
                        "Use a code of the taxonomy.",
                    )
        yield from self.known_resources((*path, "suggests", "resources"), written.get("resources", ()))

    def known_resources(self, path: Path, resource_ids: Any) -> Iterator[ContentProblem]:
        for resource_id in resource_ids:
            if resource_id not in self.content.resources:
                yield self.problem(path, f"'{resource_id}' is not in the directory.", "Use an id from resources/.")

    def lines(self, path: Path, entry: Mapping[str, Any], *names: str) -> Iterator[ContentProblem]:
        for name in names:
            for index, line in enumerate(entry[name]):
                for key, text in ({"": line} if isinstance(line, str) else line).items():
                    yield from self.markdown((*path, name, index, *filter(None, [key])), text)

    def markdown(self, path: Path, text: str) -> Iterator[ContentProblem]:
        yield from markdown_problems(self.document, path, text)

    def problem(self, path: Path, message: str, remedy: str) -> ContentProblem:
        return ContentProblem(self.document.file, self.document.line(path), message, remedy)
