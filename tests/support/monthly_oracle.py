"""The monthly figures worked out again, in plain Python over the records, sharing no code with the product.

London's clocks are worked out from the rule (forward and back at 01:00 UTC on the last Sundays of March and October),
percentiles from the sorted list, and every figure from a loop of its own. Records are dictionaries.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import ceil, floor
from typing import Any

NOT_ANSWERED = {
    "short_abandon": "calls_short_abandoned",
    "abandoned": "calls_abandoned",
    "voicemail": "calls_voicemail",
    "out_of_hours": "calls_out_of_hours",
    "refused": "calls_refused",
}


def london(instant: datetime) -> datetime:
    """Local wall-clock time, without a zone."""

    def last_sunday(month: int) -> datetime:
        day = datetime(instant.year, month, 31, 1, tzinfo=UTC)
        while day.weekday() != 6:
            day -= timedelta(days=1)
        return day

    summer = last_sunday(3) <= instant < last_sunday(10)
    return (instant + timedelta(hours=1 if summer else 0)).replace(tzinfo=None)


def month_of(instant: datetime) -> str:
    return london(instant).strftime("%Y-%m")


def percentile(values: list[int], percent: int) -> float | None:
    if not values:
        return None
    ordered = sorted(values)
    place = (len(ordered) - 1) * percent / 100
    low, high = ordered[floor(place)], ordered[ceil(place)]
    return low + (high - low) * (place - floor(place))


def share(part: int, whole: int) -> float | None:
    return part / whole * 100 if whole else None


def mean(values: list[int]) -> float | None:
    return sum(values) / len(values) if values else None


def expected_measures(
    month: str, contacts: list[dict], enquiries: list[dict], requests: list[datetime]
) -> dict[str, Any]:
    """Every published measure of `month` ('2022-02') before protection."""
    found: dict[str, Any] = dict.fromkeys(
        [
            "contacts_total", "calls_offered", "calls_answered", "calls_not_answered", *NOT_ANSWERED.values(),
            "calls_made", "callbacks_made", "callbacks_completed", "chats_offered", "chats_answered", "chats_abandoned",
            "emails_received", "emails_replied", "emails_sent", "emails_auto_replies", "emails_bounced", "emails_spam",
            "web_forms_received", "sessions_delivered", "billable_contacts",
        ],
        0,
    )  # fmt: skip
    talk, wait, wrap, replies = [], [], [], []
    in_slot = in_three = 0
    for one in contacts:
        if month_of(one["began_at"]) != month:
            continue
        channel, direction, outcome, why = one["channel"], one["direction"], one["outcome"], one["non_advice"]
        if channel == "email" and outcome == "auto_reply":
            found["emails_auto_replies"] += 1
        if channel == "email" and outcome == "bounce":
            found["emails_bounced"] += 1
        if channel == "email" and outcome == "spam":
            found["emails_spam"] += 1
        if why == "test" or (
            channel not in ("call", "callback") and (outcome in ("auto_reply", "bounce", "spam") or why == "spam")
        ):
            continue
        found["contacts_total"] += 1
        real = not why and not one["out_of_scope"]
        if channel == "call" and direction == "in":
            found["calls_offered"] += 1
            if outcome == "answered":
                found["calls_answered"] += 1
                found["billable_contacts"] += real
                talk += [one["talk_seconds"]] if one["talk_seconds"] is not None else []
                wait += [one["wait_seconds"]] if one["wait_seconds"] is not None else []
                wrap += [one["wrap_up_seconds"]] if one["wrap_up_seconds"] is not None else []
            else:
                found["calls_not_answered"] += 1
                found[NOT_ANSWERED[outcome]] += 1
        elif channel == "call":
            found["calls_made"] += 1
        elif channel == "callback":
            found["callbacks_made"] += 1
            if outcome == "completed":
                found["callbacks_completed"] += 1
                found["billable_contacts"] += real
                in_slot += one["within_promised_slot"]
                in_three += one["attempt"] in (1, 2, 3)
        elif channel == "chat":
            found["chats_offered"] += 1
            found["chats_answered" if outcome == "answered" else "chats_abandoned"] += 1
            found["billable_contacts"] += real and outcome == "answered"
        elif channel == "email" and direction == "in":
            found["emails_received"] += 1
            if one["replied"]:
                found["emails_replied"] += 1
                found["billable_contacts"] += real
                replies += [one["first_reply_open_seconds"]] if one["first_reply_open_seconds"] is not None else []
        elif channel == "email":
            found["emails_sent"] += 1
        elif channel == "web_form":
            found["web_forms_received"] += 1
        elif outcome == "delivered":
            found["sessions_delivered"] += 1
            found["billable_contacts"] += real
    short = found["calls_short_abandoned"]
    found |= {
        "calls_not_answered_percent": share(found["calls_not_answered"], found["calls_offered"]),
        "calls_not_answered_percent_excluding_short": share(
            found["calls_not_answered"] - short, found["calls_offered"] - short
        ),
        "call_duration_mean_seconds": mean(talk),
        "call_duration_median_seconds": percentile(talk, 50),
        "call_duration_p95_seconds": percentile(talk, 95),
        "call_wait_median_seconds": percentile(wait, 50),
        "call_wrap_up_mean_seconds": mean(wrap),
        "callbacks_requested": sum(month_of(each) == month for each in requests),
        "callbacks_completed_in_slot_percent": share(in_slot, found["callbacks_completed"]),
        "callbacks_completed_in_three_percent": share(in_three, found["callbacks_completed"]),
        "emails_replied_percent": share(found["emails_replied"], found["emails_received"]),
        "email_first_reply_median_open_seconds": percentile(replies, 50),
        "email_first_reply_p90_open_seconds": percentile(replies, 90),
    }
    counted = [one for one in enquiries if not one["merged"] and not one["test"]]
    closed = [one for one in counted if one["closed_at"] and month_of(one["closed_at"]) == month]
    once = [one for one in closed if one["answered_contacts"] == 1 and not one["reopened_within_14_days"]]
    found |= {
        "enquiries_opened": sum(month_of(one["opened_at"]) == month for one in counted),
        "enquiries_closed": len(closed),
        "first_contact_resolution_percent": share(len(once), len(closed)),
    }
    for item in ("identifying", "responding"):
        changes = [
            one[f"{item}_close"] - one[f"{item}_start"]
            for one in closed
            if not one["out_of_scope"] and one[f"{item}_close"] is not None and one[f"{item}_start"] is not None
        ]
        found[f"confidence_{item}_change_mean"] = mean(changes)
    return found


def expected_feedback(
    month: str, asks: list[dict], answers: list[dict], cases: list[dict], told: list[datetime]
) -> dict[str, Any]:
    """Every figure of feedback in `month` before protection."""
    after = ("close", "follow_up")
    asked = [one for one in asks if one["wave"] in after and month_of(one["asked_at"]) == month]
    said = [one for one in answers if one["wave"] in after and month_of(one["released_at"]) == month]
    heard = [one for one in cases if one["counts"] and month_of(one["heard_at"]) == month]
    offered = sum(not one["not_offered"] for one in asked)

    def percent(name: str, good: tuple) -> float | None:
        known = [one[name] for one in said if one[name] not in (None, "")]
        return share(sum(value in good for value in known), len(known))

    def in_time(name: str) -> float | None:
        known = [one[name] for one in heard if one[name] is not None]
        return share(sum(known), len(known))

    return {
        "feedback_eligible": len(asked),
        "feedback_offered": offered,
        "feedback_answered": len(said),
        "feedback_response_percent": share(len(said), offered),
        "feedback_satisfaction_mean": mean([one["satisfaction"] for one in said if one["satisfaction"] is not None]),
        "feedback_satisfied_percent": percent("satisfaction", (4, 5)),
        "feedback_recommend_percent": percent("recommend", ("yes",)),
        "feedback_helped_percent": percent("helped", ("yes",)),
        "feedback_agreed_done_percent": percent("done", ("all", "some")),
        "dissatisfaction_cases": len(heard),
        "dissatisfaction_acknowledged_in_time_percent": in_time("acknowledged_in_time"),
        "dissatisfaction_answered_in_time_percent": in_time("answered_in_time"),
        "improvements_published": sum(month_of(at) == month for at in told),
    }


def expected_grid(month: str, contacts: list[dict]) -> dict[tuple[int, str], tuple[int, int]]:
    """(weekday, '08:30') to (offered, not answered)."""
    grid: dict[tuple[int, str], tuple[int, int]] = {}
    for one in contacts:
        if month_of(one["began_at"]) != month or one["non_advice"] == "test":
            continue
        if one["channel"] == "call" and one["direction"] == "in":
            local = london(one["began_at"])
            slot = (local.weekday() + 1, f"{local.hour:02}:{'30' if local.minute >= 30 else '00'}")
            offered, missed = grid.get(slot, (0, 0))
            grid[slot] = (offered + 1, missed + (one["outcome"] != "answered"))
    return grid


def expected_counts(month: str, enquiries: list[dict], field: str) -> dict[str, int]:
    """Enquiries opened by a coded field, or by theme."""
    found: dict[str, int] = {}
    for one in enquiries:
        if month_of(one["opened_at"]) == month and not one["merged"] and not one["test"]:
            for code in set(one["themes"]) if field == "theme" else [one[field] or "not_recorded"]:
                found[code] = found.get(code, 0) + 1
    return found
