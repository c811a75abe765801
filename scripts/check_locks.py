"""Lock files hold versions and hashes, every requirement of the .in files, and no address of any index or mirror."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ADDRESS = re.compile(r"://|--(?:extra-)?index-url|--find-links|--trusted-host|(?:^|\s)-[if]\s")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
RESOLVED = re.compile(r'"resolved":\s*"(?!file:)[a-z+]+:')


def name_of(project: str) -> str:
    """A project's name as indexes compare it: lower case, runs of `-_.` as one hyphen."""
    return re.sub(r"[-_.]+", "-", project).lower()


def pins(text: str) -> dict[str, str]:
    return {name_of(name): version for name, version in PINNED.findall(text)}


def problems_of_python(folder: Path) -> list[str]:
    """What is wrong with the requirement files of `folder`."""
    found: list[str] = []
    locked_before: dict[str, str] = {}
    for name in ("base", "dev"):
        wanted, lock = folder / f"{name}.in", folder / f"{name}.txt"
        text = lock.read_text()
        for number, line in enumerate(text.splitlines(), 1):
            if ADDRESS.search(line):
                found.append(f"{lock.name}:{number} holds an address: {line.strip()[:60]}")
        locked = pins(text)
        for project, version in pins(wanted.read_text()).items():
            if locked.get(project) != version:
                has = locked.get(project, "nothing")
                found.append(f"{lock.name} has {project} {has}, {wanted.name} asks for {version}: run make lock")
        for project in locked.keys() & locked_before.keys():
            if locked[project] != locked_before[project]:
                found.append(f"{project} is {locked_before[project]} in base.txt and {locked[project]} in {lock.name}")
        blocks = re.split(r"\n(?=[A-Za-z0-9])", "\n" + text)
        found += [
            f"{lock.name}: {block.split()[0]} has no hash"
            for block in blocks
            if PINNED.match(block) and "--hash=sha256:" not in block
        ]
        locked_before |= locked
    return found


def problems_of_node(lock: Path) -> list[str]:
    """What is wrong with package-lock.json: an address a file was fetched from, or a package without a hash."""
    text = lock.read_text()
    found = [
        f"{lock.name}:{number} holds a download address"
        for number, line in enumerate(text.splitlines(), 1)
        if RESOLVED.search(line)
    ]
    found += [
        f"{lock.name}: {path} has no hash"
        for path, package in json.loads(text)["packages"].items()
        if path and not package.get("link") and not package.get("integrity")
    ]
    return found


def main() -> int:
    found = problems_of_python(ROOT / "requirements") + problems_of_node(ROOT / "package-lock.json")
    print("\n".join(found) or "Lock files hold versions and hashes only.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
