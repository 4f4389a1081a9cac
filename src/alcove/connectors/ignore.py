"""What of a folder is left out: by the person's patterns, by ignore files in it, and what nobody wrote to be read.

Hides gitignore's rules (gitignore(5)) and their order: a source's own patterns come first, then `.alcoveignore`,
then `.gitignore` inside a repository, then the list of folders that programs fill. Matching is `pathspec`'s.
"""

import os
import re
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from alcove.connectors.base import SourceOptions

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

OWN_FILE = ".alcoveignore"
GIT_FILE = ".gitignore"
FILLED_BY_PROGRAMS = frozenset({
    ".git", ".hg", ".svn", ".bzr", "node_modules", "bower_components", "__pycache__", "__MACOSX", ".venv", ".tox",
    ".nox", ".eggs", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".cache", ".gradle", ".terraform", ".next", ".nuxt",
    ".Trash", "$RECYCLE.BIN", "System Volume Information", "lost+found",
})  # fmt: skip
"""Folders of these names are left out, unless a pattern of `include` or a `!` in an ignore file names them."""
_TAGS = frozenset({"CACHEDIR.TAG", "pyvenv.cfg"})
"""A folder that holds one is a cache (bford.info/cachedir) or a Python environment, whatever its name."""
_SYSTEM_FILES = frozenset({"Thumbs.db", "desktop.ini"})
NAMED = FILLED_BY_PROGRAMS | _SYSTEM_FILES
TELLING = frozenset({OWN_FILE, GIT_FILE, ".git"}) | _TAGS
"""The names in a folder that have a say in what is left out."""
_MOST_BYTES = 1_000_000
_FOLDER_MARK = "ps_d"
"""The group in a pattern of pathspec that holds the `/` behind a folder's name; `*/` is nothing but that."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """The patterns of one ignore file, for paths below `base`, which ends with a separator."""

    base: str
    spec: "GitIgnoreSpec"

    def covers(self, path: str) -> bool:
        """Tell whether a path, or a folder it lies in, is meant."""
        return bool(self.spec.check_file(self._below(path)).include)

    def verdict(self, path: str) -> bool | None:
        """Return whether a path itself is left out, taken in, or not spoken of: the last pattern that matches says.

        `path` of a folder ends with a separator. What is said of folders around it was decided before they were
        entered: `check_file` of pathspec weighs both, and differs from git where a `!` means only folders.
        """
        below = self._below(path)
        for pattern in reversed(self.spec.patterns):
            match = pattern.match_file(below)
            if match is not None and pattern.include is not None and _is_whole(match.match, below):
                return pattern.include
        return None

    def _below(self, path: str) -> str:
        below = path[len(self.base) :]
        return below if os.sep == "/" else below.replace(os.sep, "/")


def _is_whole(match: re.Match[str], path: str) -> bool:
    """Tell whether a match is one of the path itself, not of a folder around it."""
    at = match.re.groupindex.get(_FOLDER_MARK)
    if at is None or match.end(at) < 0:
        return True
    return match.end(at) == len(path) or (path[-1] == "/" and match.re.pattern == f"(?P<{_FOLDER_MARK}>/)")


@dataclass(frozen=True, slots=True)
class Ignored:
    """What the ignore files around a folder say; the innermost stands last and has the last word."""

    own: tuple[_Rules, ...] = ()
    git: tuple[_Rules, ...] = ()
    in_repository: bool = False

    def __bool__(self) -> bool:
        return bool(self.own or self.git)

    def inside(self, folder: str, names: Collection[str], *, git: bool) -> "Ignored":
        """Return what is said in `folder`, in which of the telling names `names` are. `git` obeys `.gitignore`."""
        base = os.path.join(folder, "")
        found = self
        if ".git" in names:
            # Another repository begins: the one around it has no say in it.
            exclude = _rules(base, os.path.join(folder, ".git", "info", "exclude"))
            found = replace(found, git=exclude if git else (), in_repository=True)
        if git and found.in_repository and GIT_FILE in names:
            found = replace(found, git=found.git + _rules(base, os.path.join(folder, GIT_FILE)))
        if OWN_FILE in names:
            found = replace(found, own=found.own + _rules(base, os.path.join(folder, OWN_FILE)))
        return found

    def verdict(self, path: str) -> bool | None:
        """Return whether a path is left out (True), taken in by a `!` (False), or not spoken of."""
        for files in (self.own, self.git):
            for rules in reversed(files):
                if (said := rules.verdict(path)) is not None:
                    return said
        return None


def ignored_around(folder: str, *, git: bool) -> Ignored:
    """Return what ignore files above a folder say of it: those of the repository it lies in, from its top down."""
    above = []
    at = os.path.dirname(os.path.abspath(folder))
    top = os.path.exists(os.path.join(folder, ".git"))
    while not top and at != os.path.dirname(at):
        above.append(at)
        top = os.path.exists(os.path.join(at, ".git"))
        at = os.path.dirname(at)
    found = Ignored()
    if top:
        for one in reversed(above):
            there = {name for name in (".git", GIT_FILE) if os.path.lexists(os.path.join(one, name))}
            found = found.inside(one, there, git=git)
    return found


class Chosen:
    """A person's own patterns for the source at `root`."""

    def __init__(self, root: str, options: SourceOptions) -> None:
        base = os.path.join(root, "")
        self._include = _Rules(base, _spec(options.include)) if options.include else None
        self._exclude = _Rules(base, _spec(options.exclude)) if options.exclude else None
        self._named = frozenset(part for one in options.include for part in one.split("/"))
        self.hidden = options.hidden
        self.speaks = bool(options.include or options.exclude)

    def leaves_out(self, path: str, *, is_dir: bool) -> bool:
        """Tell whether a path is left out. A folder with no match may hold files that match `include`."""
        if self._exclude is not None and self._exclude.covers(path):
            return True
        return self._include is not None and not is_dir and not self._include.covers(path)

    def takes_in(self, path: str, name: str) -> bool:
        """Tell whether `include` means a folder that is left out otherwise: it matches or names it."""
        return self._include is not None and (name in self._named or self._include.covers(path))


def left_out(path: str, name: str, chosen: Chosen, ignored: Ignored, *, is_dir: bool) -> bool:
    """Tell whether a file or folder is left out: the source's own patterns, ignore files, names, in this order."""
    if name[0] == "." and (not chosen.hidden or name == ".git"):
        return True
    asked = path + os.sep if is_dir else path
    if chosen.speaks and chosen.leaves_out(asked, is_dir=is_dir):
        return True
    said = ignored.verdict(asked) if ignored else None
    if said is not None:
        return said
    if is_dir:
        return name in FILLED_BY_PROGRAMS and not chosen.takes_in(asked, name)
    return name[:2] == "~$" or name in _SYSTEM_FILES


def is_tagged(names: Iterable[str]) -> bool:
    """Tell by the names in a folder whether it is a cache or a Python environment."""
    return not _TAGS.isdisjoint(names)


def _rules(base: str, file: str) -> tuple[_Rules, ...]:
    """Read an ignore file; one that is missing or cannot be read says nothing."""
    with suppress(OSError):
        with open(file, "rb") as opened:
            data = opened.read(_MOST_BYTES)
        spec = _spec(tuple(data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape").splitlines()))
        if spec.patterns:
            return (_Rules(base, spec),)
    return ()


@lru_cache(maxsize=4096)
def _spec(lines: tuple[str, ...]) -> "GitIgnoreSpec":
    """Compile patterns; one that is none is left out, as git does."""
    from pathspec import GitIgnoreSpec

    meant = [one for one in lines if one.strip() and not one.startswith("#")]
    try:
        return GitIgnoreSpec.from_lines(meant)
    except ValueError:
        return GitIgnoreSpec.from_lines([one for one in meant if _is_pattern(one)])


def _is_pattern(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True
