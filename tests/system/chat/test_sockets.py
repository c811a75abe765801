"""What the socket keeps, tells and refuses."""

from __future__ import annotations

import json
import re
import uuid

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.support.chat_pages import PATIENCE_SECONDS, Socket, Visitor, open_socket
from tests.support.in_service import call
from tests.support.raw_socket import RawSocket, frame
from tests.support.server import Service
from tests.system.chat.conftest import SUPERVISOR

pytestmark = [pytest.mark.system, pytest.mark.both_engines]


@pytest.fixture(scope="module")
def quiet_enquirer(open_service: Service) -> tuple[Visitor, Socket]:
    """Somebody whose page stays open while others misbehave."""
    visitor = Visitor(open_service.url("")).starts_chat()
    page = visitor.socket()
    page.hear_type("ready")
    return visitor, page


def taken(adviser: Visitor, enquirer: Visitor) -> Visitor:
    """The adviser takes the enquirer's chat, and has its page open."""
    reference = re.search(r"HSB-[0-9A-Z]{4}-[0-9A-Z]{4}", enquirer.text)
    adviser.opens("/desk/chats")
    row = adviser.text.index(reference[0])
    chat = re.search(r"/desk/chats/(\d+)/take", adviser.text[row:])
    adviser.sends(f"/desk/chats/{chat[1]}/take")
    return adviser


def closes(page: Socket) -> int | None:
    """The code with which the server closes the socket, whatever it says before."""
    try:
        while True:
            page.connection.recv(timeout=PATIENCE_SECONDS)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None


def test_each_side_hears_the_other_and_its_own_comes_back_with_its_number(enquirer: Visitor, adviser: Visitor) -> None:
    public = enquirer.socket()
    mine = public.hear_own(public.say("Hello"))
    desk = taken(adviser, enquirer).socket()
    theirs = desk.hear(lambda frame: frame.get("text") == "Hello")
    assert (theirs["seq"], theirs["from"]) == (mine["seq"], "enquirer")
    assert "id" not in theirs
    answer = desk.hear_own(desk.say("Good morning"))
    heard = public.hear(lambda frame: frame.get("text") == "Good morning")
    assert (heard["seq"], heard["name"]) == (answer["seq"], "Alex")
    desk.send(type="typing")
    public.hear_type("typing")


def test_who_comes_back_hears_what_they_missed_once_and_in_order(enquirer: Visitor) -> None:
    public = enquirer.socket()
    for number in range(12):
        public.say(f"Line {number}")
    public.hear(lambda frame: frame.get("text") == "Line 11")
    seen = [frame["seq"] for frame in public.messages]
    public.close()
    again = enquirer.socket(after=seen[4])
    again.hear(lambda frame: frame.get("text") == "Line 11")
    assert [frame["seq"] for frame in again.messages] == seen[5:]


def test_a_message_sent_twice_is_acknowledged_twice_and_is_there_once(enquirer: Visitor) -> None:
    public, name = enquirer.socket(), str(uuid.uuid4())
    first = public.hear_own(public.say("Hello", id=name))
    again = public.hear_own(public.say("Hello", id=name))
    assert first["seq"] == again["seq"]
    fresh = enquirer.socket()
    fresh.hear_own(fresh.say("Last"))
    assert [frame["text"] for frame in fresh.messages].count("Hello") == 1


def test_a_form_of_the_page_without_scripts_rings_the_sockets(enquirer: Visitor) -> None:
    public = enquirer.socket()
    enquirer.sends("/chat/say", id=str(uuid.uuid4()), text="By the form")
    public.hear(lambda frame: frame.get("text") == "By the form")


def test_a_whisper_reaches_the_adviser_and_never_the_enquirer(
    open_service: Service, enquirer: Visitor, adviser: Visitor
) -> None:
    public, desk = enquirer.socket(), taken(adviser, enquirer).socket()
    supervisor = Visitor(open_service.url("")).signs_in(SUPERVISOR)
    supervisor.opens(adviser.url.removeprefix(open_service.url("")))
    above = supervisor.socket()
    above.hear_own(above.say("Ask what was seen", whisper=True))
    desk.hear(lambda frame: frame.get("text") == "Ask what was seen")
    refused = above.hear_own(above.say("Not a whisper"))
    assert refused["reason"] == "not_now"
    desk.say("What was seen?")
    public.hear(lambda frame: frame.get("text") == "What was seen?")
    assert "Ask what was seen" not in [frame["text"] for frame in public.messages]
    enquirer_says = public.hear_own(public.say("I whisper", whisper=True))
    assert enquirer_says["from"] == "enquirer"


@pytest.mark.parametrize("origin", ["https://evil.example.org", "null", None, "http://127.0.0.1", "http://[::1"])
def test_a_page_of_another_site_gets_no_socket(open_service: Service, enquirer: Visitor, origin: str | None) -> None:
    with pytest.raises(InvalidStatus) as refusal:
        open_socket(open_service.url(""), cookies=enquirer.cookies, origin=origin)
    assert refusal.value.response.status_code == 403


def test_neither_a_token_nor_a_cookie_alone_opens_a_chat(open_service: Service, enquirer: Visitor) -> None:
    token = enquirer.data("token")
    forged = token[:-9] + ("B" if token[-9] == "A" else "A") + token[-8:]
    thief, other = Visitor(open_service.url("")), Visitor(open_service.url("")).starts_chat()
    for visitor, said in ((thief, token), (other, token), (enquirer, forged), (enquirer, "x" * 90)):
        page = Socket(visitor, token=said, after=0, origin=open_service.url(""))
        assert page.hear_type("error", "ready")["type"] == "error"
        assert closes(page) == 1008


def test_signing_out_closes_the_desks_socket_to_whoever_kept_its_cookie(
    open_service: Service, enquirer: Visitor, adviser: Visitor
) -> None:
    cookies, token = taken(adviser, enquirer).cookies, adviser.data("token")
    adviser.opens("/accounts/logout/")
    adviser.sends("/accounts/logout/")
    connection = open_socket(open_service.url(""), cookies=cookies, origin=open_service.url(""))
    connection.send(json.dumps({"type": "hello", "token": token, "after": 0}))
    assert json.loads(connection.recv(timeout=60))["type"] == "error"


MALFORMED = [
    "", "x", "[]", "null", "1e999", "NaN", "{}", '{"type":"say"}', '{"type":"say","id":"x","text":"y"}', '{"type":[]}',
    '{"type":"say","id":"' + "a" * 36 + '","text":"y"}', '{"type":"hello","token":"x"}', "[" * 5000, '{"a":' * 900,
    '{"type":"say","id":"00000000-0000-4000-8000-000000000000","text":7}',
    '{"type":"say","id":"00000000-0000-4000-8000-000000000000","text":"\\ud800"}',
    '{"type":"say","id":"00000000-0000-4000-8000-000000000000","text":"y","blank":"yes"}',
]  # fmt: skip


def test_what_cannot_be_read_is_answered_in_plain_words_and_the_socket_goes_on(enquirer: Visitor) -> None:
    public = enquirer.socket()
    for sent in MALFORMED:
        public.connection.send(sent)
        assert public.hear_type("error")["words"].endswith(".")
    public.connection.send(b"\x00\xff")
    public.hear_type("error")
    assert public.hear_own(public.say("Still here"))["text"] == "Still here"


def test_who_sends_nothing_but_what_cannot_be_read_is_closed(enquirer: Visitor) -> None:
    public = enquirer.socket()
    for _ in range(25):
        public.connection.send("nonsense")
    assert closes(public) == 1008


@pytest.mark.parametrize(
    ("text", "reason"), [("x" * 4001, "too_long"), ("   ", "empty"), ("\u202e\x07", "empty"), ("y" * 4000, None)]
)
def test_a_message_is_bounded(enquirer: Visitor, text: str, reason: str | None) -> None:
    public = enquirer.socket()
    assert public.hear_own(public.say(text)).get("reason") == reason


def test_a_message_of_a_megabyte_is_refused_and_others_go_on(open_service: Service, enquirer: Visitor) -> None:
    public, second = enquirer.socket(), enquirer.socket()
    public.connection.send("x" * 1_000_000)
    assert closes(public) == 1009
    assert second.hear_own(second.say("Still here"))["text"] == "Still here"


def test_a_flood_is_slowed_and_nothing_of_it_that_was_acknowledged_is_lost(
    enquirer: Visitor, quiet_enquirer: tuple[Visitor, Socket]
) -> None:
    public, (_, other) = enquirer.socket(), quiet_enquirer
    names = [public.say(f"Line {number}") for number in range(30)]
    assert other.hear_own(other.say("In another chat"))["type"] == "message"
    public.hear(lambda frame: {heard.get("id") for heard in public.heard} >= set(names))
    refused = [frame for frame in public.heard if frame["type"] == "refused"]
    kept = [frame["id"] for frame in public.messages if "id" in frame]
    assert refused
    assert {(frame["reason"], frame["again"]) for frame in refused} == {("too_fast", True)}
    assert kept == [name for name in names if name not in {frame["id"] for frame in refused}]


def test_who_does_not_read_is_cut_off_and_holds_nobody_up(open_service: Service, enquirer: Visitor) -> None:
    """Far more waits for it than the wires hold. The other tab of the chat, and its messages, go on meanwhile."""
    last = call(
        open_service, "tests.support.chat_people:fill", chat=int(enquirer.data("store")), count=700, size=16_000
    )
    with RawSocket(open_service.url("").rstrip("/"), cookies=enquirer.cookies, takes=4096) as stuck:
        stuck.sends(json.dumps({"type": "hello", "token": enquirer.data("token"), "after": 0}).encode())
        public = enquirer.socket(after=last)
        for number in range(15):
            assert public.hear_own(public.say(f"Line {number}"))["type"] == "message"
        assert stuck.is_cut_off()


BROKEN = {
    "not masked": (frame(b"{}", is_masked=False), 1002),
    "a kind that is none": (frame(b"{}", first=0x80 | 0x3), 1002),
    "a bit that is kept for later": (frame(b"{}", first=0xC0 | 0x1), 1002),
    "a middle without a beginning": (frame(b"{}", first=0x80), 1002),
    "a ping in pieces": (frame(b"", first=0x9), 1002),
    "text that is no UTF-8": (frame(b"\xff\xfe"), 1007),
    "longer than there is": (frame(b"{}", size=2**62), 1009),
    "more than a number can say": (frame(b"{}", size=2**63), 1009),
    "pieces without an end": (frame(b"x" * 30_000, first=0x1) + frame(b"x" * 30_000, first=0x0) * 3, 1009),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_broken_frame_closes_its_own_socket_only(
    open_service: Service, broken: tuple[bytes, int], quiet_enquirer: tuple[Visitor, Socket]
) -> None:
    visitor, other = quiet_enquirer
    sent, code = broken
    with RawSocket(open_service.url("").rstrip("/"), cookies=visitor.cookies) as connection:
        connection.sends(json.dumps({"type": "hello", "token": visitor.data("token"), "after": 0}).encode())
        connection.wire.sendall(sent)
        assert connection.close_code() in {code, None}  # None: it hung up before we could read why
    other.send(type="here")
    assert other.hear_type("here")


def test_another_address_has_no_socket(open_service: Service) -> None:
    from websockets.sync.client import connect

    for path in ("/", "/chat", "/desk/chats", "/chat/socket/x"):
        with pytest.raises(InvalidStatus) as refusal:
            connect(open_service.url(path).replace("http", "ws"), origin=open_service.url(""), proxy=None, legacy=True)
        assert refusal.value.response.status_code == 403


def test_staff_without_the_permission_get_no_token(open_service: Service, enquirer: Visitor) -> None:
    """The page of an enquirer's chat is the enquirer's: signed in as nobody in particular, the desk's is not shown."""
    stranger = Visitor(open_service.url(""))
    stranger.opens("/desk/chats")
    assert "/accounts/login" in stranger.url
    assert stranger.data("token") == ""
