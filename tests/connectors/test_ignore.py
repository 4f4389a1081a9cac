"""What is left out of a folder: compared with git itself where git has a say; who has the last word."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from alcove.connectors import ignore
from alcove.connectors.base import Item, SourceOptions, Surroundings
from alcove.connectors.folder import FolderConnector


def make(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


def listed(root: Path, **options: object) -> set[str]:
    scan = FolderConnector(str(root), SourceOptions(**options), Surroundings(Path("/nowhere"))).scan()  # type: ignore[arg-type]
    return {Path(one.uri).relative_to(root).as_posix() for one in scan if isinstance(one, Item)}


TREE = dict.fromkeys(
    (
        "a.log", "keep.log", "deep/a.log", "deep/keep.log", "build/x.txt", "deep/build/x.txt", "top.txt",
        "deep/top.txt", "docs/a.md", "docs/sub/b.md", "docs/sub/c.txt", "tmp/one/x.md", "tmp/two/x.md", "#odd.md",
        "!odd.md", "space .md", "раз два.md", "nested/a.log", "nested/secret/x.md", "nested/secret/keep.md",
        "q1.txt", "q22.txt", "b[c].txt", "trail ", "deep/er/er/very.bak",
    ),
    "x",
)  # fmt: skip


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path / "work"
    make(root, TREE)
    return root


@pytest.fixture
def repository(tree: Path) -> Iterator[Path]:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    subprocess.run(
        ["git", "init", "-q", str(tree)], check=True, env={"HOME": str(tree.parent), "PATH": "/usr/bin:/bin"}
    )
    yield tree


def by_git(root: Path) -> set[str]:
    """Ask git which files it would add."""
    told = subprocess.run(
        ["git", "-c", "core.excludesFile=", "ls-files", "--others", "--cached", "--exclude-standard", "-z"],
        cwd=root, capture_output=True, check=True, env={"HOME": str(root.parent), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    return {one for one in told.stdout.decode().split("\0") if one and not one.rpartition("/")[2].startswith(".")}


@pytest.mark.parametrize(
    "patterns",
    [
        "*.log",
        "*.log\n!keep.log",
        "build/",
        "/build/",
        "/top.txt",
        "docs/*\n!docs/sub/",
        "docs/**/*.md",
        "**/sub/",
        "tmp/*/x.md\n!tmp/two/x.md",
        "tmp/\n!tmp/two/x.md",
        "*.txt\n!docs/",
        "docs\n!docs/",
        "*/\n!docs/",
        "**\n!deep/\n!deep/er\n!very.bak",
        "\\#odd.md\n\\!odd.md",
        "# a comment\n\n   \n*.txt",
        "q?.txt",
        "q[0-9].txt",
        "b\\[c\\].txt",
        "space\\ .md",
        "trail\\ ",
        "trail ",
        "раз*",
        "*\n!*/\n!*.md",
        "deep/**",
        "deep/**/very.bak",
        "nested/secret",
        "*.log\r\nbuild/\r\n",
        "[\n*.bak",
        "\ufeff*.log",
    ],
)
def test_a_gitignore_means_what_it_means_to_git(repository: Path, patterns: str) -> None:
    (repository / ".gitignore").write_bytes(patterns.encode())
    assert listed(repository) == by_git(repository)


def test_ignore_files_further_in_have_the_last_word(repository: Path) -> None:
    make(repository, {
        ".gitignore": "*.log\n/docs/sub/\nnested/secret/*\n",
        "nested/.gitignore": "!a.log\n!secret/keep.md\n",
        "deep/.gitignore": "/top.txt\n*.md\n",
        ".git/info/exclude": "q*.txt\n",
    })  # fmt: skip
    found = listed(repository)
    assert found == by_git(repository)
    assert {"nested/a.log", "nested/secret/keep.md"} <= found
    assert not {"a.log", "nested/secret/x.md", "deep/top.txt", "q1.txt", "docs/sub/b.md"} & found


def test_a_source_inside_a_repository_obeys_the_files_above_it(repository: Path) -> None:
    make(repository, {".gitignore": "*.log\n/deep/build/\n", "deep/.gitignore": "!keep.log\n"})
    inside = {f"deep/{one}" for one in listed(repository / "deep")}
    assert inside == {one for one in by_git(repository) if one.startswith("deep/")}


def test_a_repository_in_a_repository_has_its_own_rules(repository: Path) -> None:
    make(repository, {".gitignore": "*.log\n", "nested/.gitignore": "secret/\n"})
    (repository / "nested" / ".git").mkdir()
    assert {one for one in listed(repository) if one.startswith("nested/")} == {"nested/a.log"}


def test_outside_a_repository_gitignore_says_nothing_and_alcoveignore_does(tree: Path) -> None:
    make(tree, {".gitignore": "*\n", "deep/.alcoveignore": "*.log\n!keep.log\n"})
    assert set(TREE) - listed(tree) == {"deep/a.log"}


def test_alcoveignore_has_the_last_word_over_gitignore(repository: Path) -> None:
    make(repository, {".gitignore": "*.log\n*.txt\n", ".alcoveignore": "!keep.log\nraz*\n/docs/\n"})
    found = listed(repository)
    assert {"keep.log", "deep/keep.log"} <= found
    assert not {"a.log", "top.txt", "docs/a.md"} & found


def test_gitignore_can_be_switched_off(repository: Path) -> None:
    make(repository, {".gitignore": "*.log\n", ".alcoveignore": "*.txt\n"})
    found = listed(repository, ignore_files=False)
    assert "a.log" in found
    assert "top.txt" not in found


def test_a_person_says_what_is_read_and_what_is_not(tree: Path) -> None:
    assert listed(tree, include=("*.md",), exclude=("docs/sub/", "\\#odd.md")) == {
        "docs/a.md", "tmp/one/x.md", "tmp/two/x.md", "!odd.md", "space .md", "раз два.md", "nested/secret/x.md",
        "nested/secret/keep.md",
    }  # fmt: skip
    assert listed(tree, include=("/docs/",)) == {"docs/a.md", "docs/sub/b.md", "docs/sub/c.txt"}
    assert listed(tree, exclude=("*", "!*.md")) == {"#odd.md", "!odd.md", "space .md", "раз два.md"}


def test_what_programs_fill_is_left_out_unless_it_is_named(tree: Path) -> None:
    make(tree, {
        "node_modules/lib/index.js": "x", "deep/__pycache__/a.md": "x", "env/pyvenv.cfg": "x", "env/lib/a.py": "x",
        "target/CACHEDIR.TAG": "x", "target/a.md": "x", "~$letter.docx": "x", "Thumbs.db": "x",
    })  # fmt: skip
    assert listed(tree) == set(TREE)
    named = listed(tree, include=("node_modules/lib/", "*.log"))
    assert named == {one for one in TREE if one.endswith(".log")} | {"node_modules/lib/index.js"}
    make(tree, {".alcoveignore": "!node_modules/\n"})
    assert listed(tree) == {*TREE, "node_modules/lib/index.js"}
    assert listed(tree / "target") == {"CACHEDIR.TAG", "a.md"}, "who chooses a cache as a source means it"


def test_hidden_files_are_listed_on_demand_and_git_never_is(repository: Path) -> None:
    make(repository, {".config/a.toml": "x", ".bashrc": "x", ".cache/a.md": "x"})
    found = listed(repository, hidden=True)
    assert found - set(TREE) == {".config/a.toml", ".bashrc"}


def test_larger_files_are_left_out_on_demand(tree: Path) -> None:
    make(tree, {"big.txt": "x" * 1_000_001, "fits.txt": "x" * 1_000_000})
    assert listed(tree, most_mb=1) == {*TREE, "fits.txt"}


def test_an_ignore_file_that_cannot_be_read_says_nothing(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree / ".alcoveignore").mkdir()
    assert listed(tree) == set(TREE)


def test_each_ignore_file_is_read_once_a_scan(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(repository, {".gitignore": "*.log\n", "docs/.gitignore": "*.txt\n"})
    read: list[str] = []
    rules = ignore._rules
    monkeypatch.setattr(ignore, "_rules", lambda base, file: (read.append(file), rules(base, file))[1])
    listed(repository)
    expected = [".git/info/exclude", ".gitignore", "docs/.gitignore"]
    assert sorted(read) == [str(repository / one) for one in expected]


def test_where_nothing_is_ignored_no_pattern_is_asked(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(ignore, "_spec")
    assert listed(tree) == set(TREE)
