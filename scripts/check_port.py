"""Ends quietly when a port of 127.0.0.1 is free; else says what to do. `python scripts/check_port.py 8000`"""

import errno
import socket
import sys


def problem(given: str) -> str | None:
    """A sentence when the port cannot be used, else None."""
    if not given.isdecimal() or not 0 < int(given) < 65536:
        return f"'{given}' is not a port. Use a number from 1 to 65535, such as make demo PORT=8001."
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(given)))
        except OSError as error:
            if error.errno == errno.EACCES:
                return f"Port {given} is kept for the system. Choose a higher one, such as make demo PORT=8001."
            other = int(given) + 1 if int(given) < 65535 else 8000
            return (
                f"Port {given} is in use on this machine. Stop what uses it, or choose another: make demo PORT={other}."
            )
    return None


if __name__ == "__main__":
    if said := problem(sys.argv[1] if len(sys.argv) > 1 else ""):
        print(said, file=sys.stderr)
        sys.exit(1)
