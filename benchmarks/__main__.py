"""What can be measured here, and by which command: `make bench`. Each takes minutes, and a quiet machine."""

from __future__ import annotations

import ast
from pathlib import Path

HERE = Path(__file__).parent


def programs() -> dict[str, str]:
    """Each command with the first line that its program says of itself."""
    found = {}
    for file in sorted([*HERE.glob("*.py"), *HERE.glob("*/__main__.py")]):
        text = file.read_text()
        if file != Path(__file__) and 'if __name__ == "__main__"' in text:
            name = file.stem if file.parent == HERE else file.parent.name
            found[f"python -m benchmarks.{name}"] = (ast.get_docstring(ast.parse(text)) or "").split("\n")[0]
    return found


if __name__ == "__main__":
    for command, words in programs().items():
        print(f"{command:40} {words}")
    print("\nEach says more with --help. What was measured: docs/reference/performance.md")
