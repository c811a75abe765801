"""Looking at addresses: a server that misbehaves in every way, and the way into our own network that is not there."""

from __future__ import annotations

import socket
import ssl

import pytest

from adviceline.directory.links.checking import Checker, agent_of
from adviceline.directory.links.fetching import Fetcher
from adviceline.directory.rules.reach import Reach
from tests.support.misbehaving import Misbehaving, answer, to

AGENT = agent_of("links@example.org")
#: The only way to loopback: a rule that a test gives by hand.
LOOPBACK = Reach(allows=lambda address: address.is_loopback, ports=None)


@pytest.fixture
def server():
    with Misbehaving() as running:
        yield running


@pytest.fixture
def slept():
    return []


@pytest.fixture
def checker(slept):
    def make(**options):
        fetcher = Fetcher(AGENT, **{"reach": LOOPBACK, "request_seconds": 1.0} | options)
        return Checker(fetcher, sleep=slept.append)

    return make


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/page", "ok"), ("/leaflet.pdf", "ok"), ("/for-now", "ok"), ("/slash", "ok"), ("/page?a=b&c=%20d#part", "ok"),
        ("/moved", "moved"), ("/moved-308", "moved"), ("/twice", "moved"), ("/old/article", "moved"),
        ("/missing", "gone"), ("/withdrawn", "gone"), ("/to-missing", "gone"),
        ("/broken", "failed"), ("/busy", "failed"), ("/empty", "failed"), ("/loop", "failed"), ("/itself", "failed"),
        ("/far/0", "failed"), ("/reset", "failed"), ("/hang-up", "failed"), ("/garbage", "failed"),
        ("/huge-headers", "failed"), ("/endless-continue", "failed"), ("/without-location", "failed"),
        ("/not-for-robots", "unclear"), ("/too-often", "unclear"), ("/odd-status", "unclear"), ("/picture", "unclear"),
        ("/to-a-file", "unclear"), ("/nowhere", "failed"), ("/to-no-address", "unclear"),
        ("/huge-body", "ok"),
        ("/no-head-405", "ok"), ("/no-head-404", "ok"), ("/no-head-501", "ok"), ("/no-head-403", "ok"),
        ("/head-hangs-up", "ok"), ("/head-empty", "ok"), ("/head-not-a-page", "ok"),
    ],
)  # fmt: skip
def test_each_misbehaviour_is_told_apart(server, checker, path, found):
    evidence = checker().look(server.url(path))
    assert evidence.found == found, evidence
    assert evidence.words.endswith(".")


def test_robots_txt_that_leads_to_no_address_at_all_is_told_as_well(checker):
    with Misbehaving(robots=None) as server:
        server.paths["/robots.txt"] = to("http://[::1")
        assert checker().look(server.url("/page")).words.endswith("not the address of a web page.")


def test_a_server_that_drips_is_given_up_after_its_time_and_not_later(server, checker):
    server.paths["/drip"] = server.drip
    evidence = checker(request_seconds=0.4).look(server.url("/drip"))
    assert evidence.found == "failed"
    assert "too long" in evidence.words
    assert server.asked("/drip") == ["HEAD", "GET"]


def test_a_huge_page_is_not_read_whole(server, checker):
    server.paths["/no-head"] = lambda raw, method: (
        raw.sendall(answer("405 Method Not Allowed", b"")) if method == "HEAD" else _pour(raw, poured)
    )
    poured: list[int] = []
    assert checker(request_seconds=10).look(server.url("/no-head")).found == "ok"
    assert sum(poured) < 50_000_000


def _pour(raw, poured):
    raw.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    for _ in range(20_000):
        raw.sendall(b"z" * 10_000)
        poured.append(10_000)


def test_the_evidence_is_the_whole_chain(server, checker):
    evidence = checker().look(server.url("/twice"))
    assert [(hop.url, hop.status) for hop in evidence.chain] == [
        (server.url("/twice"), 301), (server.url("/moved"), 301), (server.url("/page"), 200),
    ]  # fmt: skip
    assert evidence.leads_to == server.url("/page")


def test_we_say_who_we_are_and_ask_little(server, checker, slept):
    checker().look(server.url("/page"))
    assert [(method, path) for method, path, _ in server.requests] == [("GET", "/robots.txt"), ("HEAD", "/page")]
    assert all(headers["user-agent"] == AGENT and "links@example.org" in AGENT for *_, headers in server.requests)
    assert not any({"cookie", "referer"} & set(headers) for *_, headers in server.requests)
    assert len(slept) == 1
    assert 1.5 < slept[0] <= 2.0


def test_robots_txt_is_obeyed_also_where_a_redirect_leads(checker):
    with Misbehaving(robots="User-agent: *\nDisallow: /page") as server:
        for path in ("/page", "/moved"):
            evidence = checker().look(server.url(path))
            assert evidence.found == "unclear"
            assert "robots.txt" in evidence.words
        assert server.asked("/page") == []


def test_robots_txt_is_read_once_for_a_site_and_its_delay_is_kept(checker, slept):
    with Misbehaving(robots="User-agent: *\nCrawl-delay: 7") as server:
        looking = checker()
        looking.look(server.url("/page"))
        looking.look(server.url("/leaflet.pdf"))
        assert server.asked("/robots.txt") == ["GET"]
    assert max(slept) > 6


def test_a_site_whose_robots_txt_breaks_is_left_alone(checker):
    with Misbehaving(robots=answer("503 Service Unavailable")) as server:
        assert checker().look(server.url("/page")).found == "failed"
        assert server.asked("/page") == []
    with Misbehaving(robots=answer("429 Too Many Requests")) as server:
        assert checker().look(server.url("/page")).found == "unclear"
        assert server.asked("/page") == []


def test_a_robots_txt_that_leads_elsewhere_is_followed_but_not_inside(checker):
    with Misbehaving(robots=to("/rules.txt", "302 Found")) as server:
        server.paths["/rules.txt"] = answer("200 OK", b"User-agent: *\nDisallow: /", content_type="text/plain")
        assert "robots.txt" in checker().look(server.url("/page")).words
    with Misbehaving(robots=to("http://10.0.0.1/robots.txt")) as server:
        assert "public internet" in checker().look(server.url("/page")).words


def test_a_certificate_that_nobody_vouches_for_fails_and_one_that_is_known_works(checker):
    with Misbehaving(tls=True) as server:
        evidence = checker().look(server.url("/page"))
        assert evidence.found == "failed"
        assert "certificate" in evidence.words
        assert server.requests == []
        known = ssl.create_default_context(cafile=str(server.authority))
        assert checker(tls=known).look(server.url("/page")).found == "ok"


def test_a_server_without_tls_behind_https_fails(server, checker):
    evidence = checker().look(server.url("/page").replace("http:", "https:"))
    assert evidence.found == "failed"
    assert "TLS" in evidence.words


def test_a_name_that_is_not_there_and_a_port_where_nobody_is(checker):
    def unknown(host, port):
        raise OSError("Name or service not known")

    assert "no site of the name" in checker(resolve=unknown).look("http://fictional.example/").words
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        assert "cannot be reached" in checker().look(url).words


# ---- No way inside ---------------------------------------------------------------------------------------------------

PUBLIC_RULE = Reach(ports=None)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "127.1", "0x7f.1", "2130706433", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "[::]"],
)
def test_loopback_is_refused_however_it_is_written_and_nobody_is_asked(server, checker, host):
    evidence = checker(reach=PUBLIC_RULE).look(f"http://{host}:{server.port}/page")
    assert evidence.found in ("unclear", "failed")
    assert "public internet" in evidence.words or "no site of the name" in evidence.words
    assert server.requests == []


@pytest.mark.parametrize(
    "inside", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fe80::1", "64:ff9b::a9fe:a9fe"]
)
def test_a_name_that_leads_inside_is_refused(server, checker, inside):
    looking = checker(reach=PUBLIC_RULE, resolve=lambda host, port: ["8.8.8.8", inside])
    assert "public internet" in looking.look(f"http://fictional.example:{server.port}/page").words
    assert server.requests == []


def test_a_redirect_inside_is_refused_at_the_hop(checker):
    """The first server counts as public here; where it sends us does not."""
    with Misbehaving() as outside, Misbehaving(host="127.0.0.2") as inside:
        only_first = Reach(allows=lambda address: str(address) == "127.0.0.1", ports=None)
        outside.paths["/in"] = to(inside.url("/page"))
        evidence = checker(reach=only_first).look(outside.url("/in"))
        assert evidence.found == "unclear"
        assert "public internet" in evidence.words
        assert [hop.status for hop in evidence.chain] == [301]
        assert inside.requests == []


def test_a_name_that_changes_its_answer_is_connected_to_at_the_address_that_was_checked(checker):
    """DNS rebinding: each request resolves once, and goes where that answer said."""
    with Misbehaving() as checked, Misbehaving(host="127.0.0.2") as other:
        answers = iter([["127.0.0.1"], ["127.0.0.2"], ["127.0.0.2"]])
        asked: list[str] = []

        def rebinding(host, port):
            asked.append(host)
            return next(answers)

        only_checked = Reach(allows=lambda address: str(address) == "127.0.0.1", ports=None)
        evidence = checker(reach=only_checked, resolve=rebinding).look(f"http://rebind.example:{checked.port}/page")
        assert checked.asked("/robots.txt") == ["GET"]
        assert evidence.found == "unclear"
        assert other.requests == []
        assert asked == ["rebind.example", "rebind.example"]


@pytest.mark.parametrize(
    "url", ["http://user:pw@127.0.0.1/", "ftp://127.0.0.1/", "http://127.0.0.1:22/", "gopher://127.0.0.1/"]
)
def test_unusual_schemes_ports_and_names_in_an_address_are_refused_before_anybody_is_asked(checker, url):
    def nobody(host, port):
        raise AssertionError("was resolved")

    evidence = checker(reach=Reach(allows=lambda address: True), resolve=nobody).look(url)
    assert evidence.found == "unclear"
    assert "not opened" in evidence.words
