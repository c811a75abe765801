"""A DNS server for tests: answers what it was told, and can be told to say nothing."""

from __future__ import annotations

import socketserver
import threading

import dns.flags
import dns.message
import dns.rcode
import dns.rrset


class NameServer(socketserver.ThreadingUDPServer):
    """`records`: (name, type) → values as in a zone file. `is_silent`: takes questions and answers none."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Question)
        self.records: dict[tuple[str, str], list[str]] = {}
        self.is_silent = False
        self.asked = 0
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def text(self, name: str, value: str) -> None:
        pieces = " ".join(f'"{value[start : start + 200]}"' for start in range(0, len(value), 200))
        self.records.setdefault((name, "TXT"), []).append(pieces)

    def close(self) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join(5)


class _Question(socketserver.BaseRequestHandler):
    server: NameServer

    def handle(self) -> None:
        self.server.asked += 1
        if self.server.is_silent:
            return
        asked = dns.message.from_wire(self.request[0])
        answer = dns.message.make_response(asked)
        question = asked.question[0]
        name, kind = question.name.to_text(True).lower(), dns.rdatatype.to_text(question.rdtype)
        found = self.server.records.get((name, kind), [])
        if found:
            answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *found))
        elif not any(known == name for known, _ in self.server.records):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        answer.flags |= dns.flags.RA
        self.request[1].sendto(answer.to_wire(), self.client_address)
