"""Messages and refusals as the frames of one side's pages."""

from __future__ import annotations

from adviceline.channels.chat.frames import frame
from adviceline.channels.chat.models import Message
from adviceline.channels.chat.rules import first_name
from adviceline.channels.chat.states import ADVISER, ENQUIRER, WHISPER
from adviceline.channels.chat.writing import Draft, Refused

STAFF, PUBLIC_SIDE = "staff", "enquirer"


def message_frame(message: Message, *, side: str) -> str:
    """A message as a page of that side is sent it. Its `id` goes to the side that chose it, and to no other."""
    own = message.sender == ENQUIRER if side == PUBLIC_SIDE else message.sender in (ADVISER, WHISPER)
    values: dict[str, object] = {
        "seq": message.seq, "from": message.sender, "text": message.body, "at": message.written_at.isoformat(),
    }  # fmt: skip
    if message.author is not None:
        values["name"] = message.author.name if side == STAFF else first_name(message.author.name)
    if message.code:
        values["code"] = message.code
    if message.was_redacted:
        values["redacted"] = True
    if own:
        values["id"] = str(message.client_id)
    return frame("message", **values)


def refusal_frame(draft: Draft, refused: Refused) -> str:
    findings = [
        {"start": each.start, "end": each.end, "text": each.text, "reason": each.reason, "rewording": each.rewording}
        for each in refused.findings
    ]  # fmt: skip
    return frame(
        "refused", id=str(draft.client_id), reason=refused.reason, words=refused.words, findings=findings,
        again=refused.again,
    )  # fmt: skip
