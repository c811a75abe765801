"""How far two coders agree, from what each chose alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from adviceline.evidence.models import Coding, EvidenceItem
from adviceline.evidence.queries.codebook import digest_of
from adviceline.measures.agreement import Agreement, agreement


@dataclass(frozen=True)
class PairAgreement:
    """Two people's main codes of the items of one kind, under the codebook as it is."""

    kind: str
    coders: tuple[str, str]
    found: Agreement


def agreements() -> list[PairAgreement]:
    """For each kind and each pair of people, the pair in the order of their ids."""
    pairs: dict[tuple[str, int, int], list[tuple[str, str]]] = defaultdict(list)
    names: dict[int, str] = {}
    by_item: dict[int, list[Coding]] = defaultdict(list)
    rows = Coding.objects.filter(item__state__in=[EvidenceItem.State.ACCEPTED, EvidenceItem.State.MERGED])
    for coding in rows.select_related("item", "coder").order_by("item_id", "coder_id"):
        by_item[coding.item_id].append(coding)
        names[coding.coder_id] = coding.coder.name
    now = {kind: digest_of(kind) for kind in EvidenceItem.Kind.values}
    for codings in by_item.values():
        kind = codings[0].item.kind
        if len(codings) == 2 and {each.codebook for each in codings} == {now[kind]}:
            first, second = codings
            pairs[kind, first.coder_id, second.coder_id].append((first.main, second.main))
    order = list(EvidenceItem.Kind.values)
    return [
        PairAgreement(kind, (names[one], names[two]), agreement(chosen))
        for (kind, one, two), chosen in sorted(pairs.items(), key=lambda each: (order.index(each[0][0]), each[0][1:]))
    ]
