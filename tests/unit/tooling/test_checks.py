"""The checks of `make check` find what they are there to find."""

from __future__ import annotations

import socket

import pytest

from scripts import check_docs, check_locks, check_paths, check_port, check_templates

HASH = "    --hash=sha256:" + "0" * 64


def lock_folder(tmp_path, *, base_in, base, dev_in="", dev=""):
    for name, text in {"base.in": base_in, "base.txt": base, "dev.in": dev_in, "dev.txt": dev}.items():
        (tmp_path / name).write_text(text)
    return tmp_path


class TestLockFiles:
    def test_those_of_this_repository_hold(self):
        assert check_locks.problems_of_python(check_locks.ROOT / "requirements") == []
        assert check_locks.problems_of_node(check_locks.ROOT / "package-lock.json") == []

    def test_a_sound_lock_passes(self, tmp_path):
        folder = lock_folder(tmp_path, base_in="Click==8.5.1  # why\n", base=f"click==8.5.1 \\\n{HASH}\n")
        assert check_locks.problems_of_python(folder) == []

    @pytest.mark.parametrize(
        "line",
        [
            "--index-url https://example.org/simple",
            "--extra-index-url=file:///srv/wheels",
            "--find-links wheels",
            "--trusted-host example.org",
            "thing @ https://example.org/thing.whl",
        ],
    )
    def test_an_address_is_found(self, tmp_path, line):
        folder = lock_folder(tmp_path, base_in="", base=f"{line}\n")
        assert [found for found in check_locks.problems_of_python(folder) if "holds an address" in found]

    def test_a_package_without_a_hash_is_found(self, tmp_path):
        folder = lock_folder(tmp_path, base_in="", base=f"click==8.5.1\nattrs==26.1.0 \\\n{HASH}\n")
        assert check_locks.problems_of_python(folder) == ["base.txt: click==8.5.1 has no hash"]

    def test_a_request_that_was_not_locked_is_found(self, tmp_path):
        folder = lock_folder(tmp_path, base_in="click==9.0\n", base=f"click==8.5.1 \\\n{HASH}\n")
        assert check_locks.problems_of_python(folder) == [
            "base.txt has click 8.5.1, base.in asks for 9.0: run make lock"
        ]

    def test_two_versions_of_one_package_are_found(self, tmp_path):
        folder = lock_folder(tmp_path, base_in="", base=f"click==8.5.1 \\\n{HASH}\n", dev=f"click==8.5.0 \\\n{HASH}\n")
        assert check_locks.problems_of_python(folder) == ["click is 8.5.1 in base.txt and 8.5.0 in dev.txt"]

    @pytest.mark.parametrize(
        "package, problem",
        [
            ('{"version": "1.0", "integrity": "sha512-x", "resolved": "https://example.org/a.tgz"}', "address"),
            ('{"version": "1.0"}', "no hash"),
        ],
    )
    def test_a_node_package_with_an_address_or_without_a_hash_is_found(self, tmp_path, package, problem):
        lock = tmp_path / "package-lock.json"
        lock.write_text('{"packages": {"": {}, "node_modules/a": ' + package + "}}")
        assert [found for found in check_locks.problems_of_node(lock) if problem in found]


class TestPaths:
    @pytest.mark.parametrize("seen", ["/wo" + "rk/main/x", "/ro" + "ot/.ssh", "/ho" + "me/sam/adviceline"])
    def test_a_folder_of_one_machine_is_found(self, seen):
        (line, found), *others = check_paths.problems(f"first\ncd {seen} now")
        assert line == 2
        assert seen.startswith(found)
        assert others == []

    @pytest.mark.parametrize(
        "text", ["https://example.org/wo" + "rk/a", "docs/ro" + "ot/a", "/srv/adviceline", "a/home/x"]
    )
    def test_an_address_or_a_relative_path_is_not(self, text):
        assert check_paths.problems(text) == []

    @pytest.mark.parametrize("host", ["py" + "pi.org", "files.python" + "hosted.org", "regis" + "try.example.org"])
    def test_the_host_of_an_index_is_found(self, host):
        assert check_paths.problems(f"see https://{host}/x")


class TestTemplates:
    @pytest.mark.parametrize(
        "source, title",
        [
            ("<style>p {}</style>", "an inline <style>"),
            ('<p class="a"\n style="color:red">', "a style attribute"),
            ('<button type="button" onclick="go()">', "an event attribute (on…=)"),
            ('<a href="javascript:go()">', "a javascript: address"),
            ("<script>go()</script>", "a script with code inside"),
            ("{{ text|safe }}", "text marked safe by hand"),
            ('<img src="a.svg">', "an image without alt"),
            ('<a href="/x" target="_blank">', "a new tab without noopener"),
            ('<form class="x" method="post"><input name="a"></form>', "a form that posts without csrf_input"),
        ],
    )
    def test_a_broken_promise_is_found_on_its_line(self, source, title):
        assert check_templates.problems(f"<p>first</p>\n{source}") == [(2, title)]

    @pytest.mark.parametrize(
        "source",
        [
            '<script src="{{ static("ui/desk.js") }}" type="module"></script>',
            '<script type="application/json" id="x">{}</script>',
            '<form method="get"><input name="q"></form>',
            '<form method="post">{{ csrf_input }}<button>Save</button></form>',
            "{# <style>in a comment</style> #}",
            '<p data-on="x" class="style">once upon = a time</p>',
            '<img src="a.svg" alt="">',
        ],
    )
    def test_what_keeps_them_passes(self, source):
        assert check_templates.problems(source) == []


class TestPort:
    def test_a_free_port_is_fine(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        assert check_port.problem(str(port)) is None

    def test_a_port_in_use_names_another(self):
        with socket.socket() as holder:
            holder.bind(("127.0.0.1", 0))
            holder.listen()
            port = holder.getsockname()[1]
            assert f"Port {port} is in use" in check_port.problem(str(port))
            assert f"PORT={port + 1}" in check_port.problem(str(port))

    @pytest.mark.parametrize("given", ["", "abc", "0", "70000", "-1", "80.5"])
    def test_what_is_not_a_port_is_said_to_be_none(self, given):
        assert "is not a port" in check_port.problem(given)


def test_a_bar_in_a_cell_does_not_break_the_table():
    assert check_docs.table(["a"], [["x|y"]]).splitlines()[-1] == "| x\\|y |"


def test_every_page_that_is_made_from_code_is_checked():
    made = {
        path.name
        for path in check_docs.REFERENCE.glob("*.md")
        if "adviceline measures doc" in path.read_text() or check_docs.MADE in path.read_text()
    }
    assert "measures.md" in made
    assert made <= set(check_docs.pages())
