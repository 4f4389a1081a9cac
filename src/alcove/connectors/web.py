"""A web page, or the section of a site it stands in. Hides the crawl: robots.txt, redirects, limits, copies.

The crawl is the scan. What it fetched is kept, so that a page that did not change costs one short answer, and one
that cannot be had this time stays as it was.
"""

import codecs
import errno
import json
import re
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from alcove.connectors.base import Item, SourceOptions, Surroundings, Unlistable
from alcove.connectors.web_page import Asked, PageFacts, asked_by, facts_of
from alcove.core.errors import NetworkRefused, SourceError
from alcove.core.fetching import AGENT, Fetcher, Response, Unreachable, address
from alcove.core.formats import MB, UNKNOWN, format_of, mime_of
from alcove.core.net import is_local

if TYPE_CHECKING:
    from protego import Protego

WEB_PAGE = "text/html; web"
"""The type of a page of HTML that was fetched: its main text is read, without menus and footers."""
_PAUSE_S = 0.3
_MOST_PAUSE_S = 30.0
_MOST_HOPS = 5
_MOST_FAILURES = 5
_ROBOTS_BYTES = 1 * MB
_HTML = ("text/html", "application/xhtml+xml")
_VAGUE = ("", "text/plain", "application/octet-stream", "binary/octet-stream")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^<>]{0,200}charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)


class WebConnector:
    """The page at an address and, with `depth`, the pages it links to in the same section of the same host."""

    def __init__(self, path: str, options: SourceOptions, surroundings: Surroundings) -> None:
        self._start = address(path)
        if not self._start:
            raise SourceError(
                f"{path} is no address of a web page.", "Give the whole of it, such as https://example.org/handbook/."
            )
        self._options = options
        self._surroundings = surroundings
        self._shelf = _Shelf(surroundings.cache)

    def scan(self) -> Iterator[Item | Unlistable]:
        """Fetch what is new or changed, one page after the other.

        Raises SourceError when the network is switched off, or when the first page cannot be had.
        """
        if not self._surroundings.network():
            raise SourceError(
                "Fetching web pages is switched off; nothing was asked of the site.",
                "Switch it on in the settings, or with: alcove settings set web on",
            )
        fetcher = Fetcher(self._surroundings.door, self._surroundings.token, "web page source")
        try:
            yield from _Crawl(self._start, self._options, self._surroundings, self._shelf, fetcher).run()
        except NetworkRefused as error:
            raise SourceError(error.message, error.hint) from error
        finally:
            fetcher.close()
            self._shelf.save()

    @contextmanager
    def open(self, uri: str) -> Iterator[Path]:
        """Give the copy of a page that the last scan fetched."""
        kept = self._shelf.pages.get(uri)
        if kept is None or not kept.file:
            raise FileNotFoundError(errno.ENOENT, "no copy of this page was kept", uri)
        yield self._shelf.folder / kept.file

    def device(self) -> None:
        """Return None: a site lies on no disk of this computer."""

    def watched(self) -> None:
        """Return None: a site tells nobody that it changed."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of a page; `file` is empty when its bytes are not, because nothing reads them."""

    mime: str
    length: int
    digest: str
    file: str = ""
    etag: str = ""
    modified: str = ""

    @property
    def when(self) -> int:
        """A number in place of a time: another one for other bytes."""
        return int(self.digest[:13], 16) + 1


class _Shelf:
    """The copies of a source's pages, in a folder with a table of contents."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pages: dict[str, _Kept] = {}
        # A table that is missing or damaged costs fetching again.
        with suppress(OSError, ValueError, TypeError, AttributeError):
            table = json.loads((folder / "pages.json").read_text("utf-8"))
            self.pages = {url: _Kept(**kept) for url, kept in table.items()}
        self.pages = {url: one for url, one in self.pages.items() if not one.file or (folder / one.file).is_file()}

    def keep(self, url: str, kept: _Kept, body: bytes) -> _Kept:
        """Write a page's bytes. Raises SourceError when the disk does not take them."""
        # The suffix tells readers what else they would have to guess.
        known = format_of(kept.mime)
        suffix = Path(unquote(urlsplit(url).path)).suffix.lower()
        if known is not None and known.suffixes and suffix not in known.suffixes:
            suffix = known.suffixes[0]
        elif kept.mime == WEB_PAGE:
            suffix = ".html"
        name = sha256(url.encode()).hexdigest()[:32] + suffix
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            _replace(self.folder / name, body)
        except OSError as error:
            raise SourceError(f"A page cannot be saved: {error}.", "Check the room left on the disk.") from error
        return _Kept(kept.mime, kept.length, kept.digest, name, kept.etag, kept.modified)

    def only(self, urls: set[str]) -> None:
        """Forget all other pages."""
        self.pages = {url: kept for url, kept in self.pages.items() if url in urls}
        files = {kept.file for kept in self.pages.values()} | {"pages.json"}
        with suppress(OSError):
            for path in self.folder.iterdir():
                if path.name not in files:
                    path.unlink()

    def save(self) -> None:
        """Write the table of contents; without it the pages are fetched again, which is no harm."""
        with suppress(OSError):
            if self.pages or self.folder.exists():
                self.folder.mkdir(parents=True, exist_ok=True)
                table = json.dumps({url: asdict(kept) for url, kept in self.pages.items()}, ensure_ascii=False)
                _replace(self.folder / "pages.json", table.encode())


_NO_FACTS = PageFacts((), "", Asked())


@dataclass(frozen=True, slots=True)
class _Visit:
    """What came of asking for a page: where it was found in the end, and what is kept of it.

    Without `kept` it is gone, or stands outside the section.
    """

    url: str
    kept: _Kept | None = None
    facts: PageFacts = _NO_FACTS


class _Forbidden(Unreachable):
    """The site asks not to fetch this page."""


class _Crawl:
    """One walk over a section, nearest pages first, one request at a time."""

    def __init__(
        self, start: str, options: SourceOptions, surroundings: Surroundings, shelf: _Shelf, fetcher: Fetcher
    ) -> None:
        self._start = start
        self._section = start
        self._depth = options.depth
        self._most = max(1, options.most_pages)
        self._token = surroundings.token
        self._shelf = shelf
        self._fetcher = fetcher
        self._robots: dict[str, Protego] = {}
        self._pause = 0.0
        self._seen: set[str] = set()
        self._stay: set[str] = set()
        self._digests: set[str] = set()
        self._listed: set[str] = set()
        self._held: dict[str, tuple[str, Item]] = {}
        self._queue: deque[tuple[str, int]] = deque()
        self._failures = 0

    def run(self) -> Iterator[Item | Unlistable]:
        """Yield the pages; ends early when cancelled."""
        first = self._first()
        if self._token.cancelled:
            return
        yield from self._taken(first, 0)
        visited = 1
        while self._queue and visited < self._most and self._failures < _MOST_FAILURES:
            yield from self._next(*self._queue.popleft())
            visited += 1
            if self._token.cancelled:
                return
        for url, (canonical, item) in self._held.items():
            if canonical not in self._listed:
                self._listed.add(url)
                yield item
        if self._failures >= _MOST_FAILURES:
            yield Unlistable(self._section.rstrip("/"), "the site stopped answering")
            return
        if self._queue:
            reason = f"{len(self._queue)} more pages are linked than the limit of {self._most} lets be read"
            yield Unlistable(f"{self._section}#more", reason)
        self._shelf.only(self._stay)

    def _first(self) -> _Visit:
        """Fetch the first page; where it leads to is the section. Raises SourceError."""
        self._seen.add(self._start)
        try:
            first = self._visit(self._start, first=True)
        except Unreachable as error:
            if self._token.cancelled:
                return _Visit(self._start)
            hint = "" if isinstance(error, _Forbidden) else " What was indexed stays."
            raise SourceError(
                f"{self._start} cannot be read: {error}.", f"Check the address and the connection.{hint}"
            ) from error
        if first.kept is None:
            raise SourceError(f"There is no page at {self._start}.", "Check the address. What was indexed stays.")
        if first.facts.asked.noindex and (first.facts.asked.nofollow or not self._depth):
            raise SourceError(f"The page {first.url} asks programs not to keep it.", "Nothing can be read from there.")
        self._section = first.url
        self._seen.add(first.url)
        return first

    def _next(self, url: str, depth: int) -> Iterator[Item | Unlistable]:
        try:
            visit = self._visit(url)
            self._failures = 0
        except Unreachable as error:
            if self._token.cancelled:
                return
            if not isinstance(error, _Forbidden):
                self._failures += 1
            self._stay.add(url)
            yield Unlistable(url, str(error))
            kept = self._shelf.pages.get(url)
            if kept is not None and kept.mime == WEB_PAGE:
                self._follow(self._facts(url, kept, Asked()), depth)
            return
        if visit.url == url or visit.url not in self._seen:
            self._seen.add(visit.url)
            yield from self._taken(visit, depth)

    def _taken(self, visit: _Visit, depth: int) -> Iterator[Item]:
        """Yield a page that was fetched, unless it is a copy of another, and line up what it links to."""
        if visit.kept is None:
            return
        self._stay.add(visit.url)
        if not visit.facts.asked.nofollow:
            self._follow(visit.facts, depth)
        if visit.facts.asked.noindex:
            return
        item = Item(visit.url, visit.kept.mime, visit.kept.length, visit.kept.when)
        if visit.kept.mime == WEB_PAGE:
            if visit.kept.digest in self._digests:
                return
            self._digests.add(visit.kept.digest)
            if self._is_copy(visit.url, visit.facts.canonical):
                self._held[visit.url] = (visit.facts.canonical, item)
                return
        self._listed.add(visit.url)
        yield item

    def _is_copy(self, url: str, canonical: str) -> bool:
        """Tell whether a page names another of the section as the one to keep, and line that one up.

        Sites that by mistake name their first page on every page are common: that is believed of one path only.
        """
        if not canonical or canonical == url or not self._within(canonical):
            return False
        if canonical == self._section and urlsplit(canonical).path != urlsplit(url).path:
            return False
        if canonical not in self._seen:
            self._seen.add(canonical)
            self._queue.appendleft((canonical, self._depth))
        return True

    def _follow(self, facts: PageFacts, depth: int) -> None:
        if depth >= self._depth:
            return
        for link in facts.links:
            if link not in self._seen and self._within(link):
                self._seen.add(link)
                self._queue.append((link, depth + 1))

    def _within(self, url: str) -> bool:
        """Tell whether an address stands in the section: same host, and below the folder of the first page."""
        ours, theirs = urlsplit(self._section), urlsplit(url)
        if _host(self._section) != _host(url):
            return False
        head, _, last = ours.path.rpartition("/")
        folder = head + "/" if not last or "." in last else ours.path + "/"
        return theirs.path.startswith(folder) or theirs.path == ours.path

    def _facts(self, url: str, kept: _Kept, asked: Asked) -> PageFacts:
        """Look over the copy of a page; `asked` is what its server asked besides."""
        if kept.mime != WEB_PAGE or not kept.file:
            return replace(_NO_FACTS, asked=asked)
        body = b""
        with suppress(OSError):
            body = (self._shelf.folder / kept.file).read_bytes()
        return facts_of(_decoded(body), url, asked)

    def _visit(self, url: str, *, first: bool = False) -> _Visit:
        """Ask for a page, sent on from one address to the next. Raises Unreachable."""
        for _ in range(_MOST_HOPS + 1):
            answer = self._ask(url)
            kept = self._shelf.pages.get(url)
            asked = asked_by(answer.headers.get("x-robots-tag", ""))
            if answer.status == 304 and kept is not None:
                return _Visit(url, kept, self._facts(url, kept, asked))
            if answer.target:
                if not first and not self._within(answer.target):
                    return _Visit(answer.target)
                if is_local(urlsplit(answer.target).hostname or "") and not is_local(urlsplit(url).hostname or ""):
                    raise Unreachable("it leads back to this computer")
                url = answer.target
                continue
            if answer.status in (404, 410):
                self._shelf.pages.pop(url, None)
                return _Visit(url)
            if not 200 <= answer.status < 300:
                raise Unreachable(_refused(answer.status))
            kept = self._keep(url, answer)
            return _Visit(url, kept, self._facts(url, kept, asked))
        raise Unreachable("it is sent on from one address to the next without end")

    def _ask(self, url: str) -> Response:
        """Ask the server for a page, when robots.txt allows it and a pause has passed. Raises Unreachable."""
        robots = self._rules(url)
        if not robots.can_fetch(url, AGENT):
            raise _Forbidden("the site's robots.txt asks programs not to fetch it")
        kept = self._shelf.pages.get(url)
        headers = {"If-None-Match": kept.etag, "If-Modified-Since": kept.modified} if kept and kept.file else {}
        answer = self._paced(url, {name: value for name, value in headers.items() if value}, _wanted)
        self._pause = min(max(_PAUSE_S, float(robots.crawl_delay(AGENT) or 0)), _MOST_PAUSE_S)
        return answer

    def _paced(self, url: str, headers: dict[str, str], wanted: Callable[[Response], int]) -> Response:
        if self._token.wait(self._pause):
            raise Unreachable("it was not fetched, for the sync was cancelled")
        return self._fetcher.get(url, headers, wanted)

    def _rules(self, url: str) -> "Protego":
        """Return what robots.txt of a page's host says (RFC 9309). Raises Unreachable when that cannot be known."""
        from protego import Protego

        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._robots:
            place, text = f"{origin}/robots.txt", ""
            for _ in range(_MOST_HOPS + 1):
                answer = self._paced(place, {}, lambda head: _ROBOTS_BYTES if head.status == 200 else 0)
                if not answer.target:
                    break
                place = answer.target
            if answer.status >= 500 or answer.status == 429 or (answer.status == 200 and answer.body is None):
                raise Unreachable(f"its site does not tell what may be read: robots.txt answers {answer.status}")
            if answer.body is not None:
                text = answer.body.decode("utf-8", "replace").removeprefix("\ufeff")
            self._robots[origin] = Protego.parse(text)
        return self._robots[origin]

    def _keep(self, url: str, answer: Response) -> _Kept:
        mime = _mime(answer)
        body = None if answer.body is None else _in_utf8(answer.body, mime, answer.headers.get("content-type", ""))
        if body is None:
            digest = sha256(f"{url} {answer.length} {answer.headers.get('etag', '')}".encode()).hexdigest()
            kept = _Kept(mime, max(1, answer.length), digest)
        else:
            digest = sha256(body).hexdigest()
            etag, modified = answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
            kept = self._shelf.keep(url, _Kept(mime, len(body), digest, "", etag, modified), body)
        self._shelf.pages[url] = kept
        return kept


def _wanted(head: Response) -> int:
    """Return how much of an answer's body is read: nothing of what is no page, or of no format Alcove knows."""
    known = format_of(_mime(head))
    return known.most_bytes if 200 <= head.status < 300 and known is not None else 0


def _mime(answer: Response) -> str:
    """Return the type of what was answered: what the server says, and the name where it does not say much."""
    told = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    by_name = mime_of(unquote(urlsplit(answer.url).path).rpartition("/")[2])
    if told in _HTML:
        return WEB_PAGE
    if by_name != UNKNOWN and by_name not in _HTML and (told in _VAGUE or format_of(told) is None):
        return by_name
    return told or UNKNOWN


def _in_utf8(body: bytes, mime: str, content_type: str) -> bytes:
    """Return text as UTF-8 with its mark when only the server's answer tells its encoding, for the copy has none."""
    charset = _CHARSET.search(content_type)
    if charset is None or not (mime == WEB_PAGE or mime.startswith("text/")) or not body:
        return body
    with suppress(LookupError, ValueError):
        if codecs.lookup(charset[1]).name not in ("utf-8", "ascii"):
            return codecs.BOM_UTF8 + body.decode(charset[1]).encode()
    return body


def _decoded(body: bytes) -> str:
    """Decode a page as far as its links need it."""
    charset = _META_CHARSET.search(body[:4096])
    name = "utf-8" if charset is None or body.startswith(codecs.BOM_UTF8) else charset[1].decode("ascii")
    try:
        return body.decode(name, "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


def _host(url: str) -> tuple[str, int]:
    """Return host and port; http and https of one host, at their own ports, are one."""
    parts = urlsplit(url)
    own = 443 if parts.scheme == "https" else 80
    port = parts.port or own
    return parts.hostname or "", 0 if port == own else port


def _refused(status: int) -> str:
    """Say what a status other than success means."""
    if status in (401, 403, 407):
        return f"the site shows it only to those who may see it (status {status})"
    if status == 429:
        return "the site asks to be left alone for a while (status 429)"
    if status >= 500:
        return f"the site has a fault of its own (status {status})"
    return f"the site answers with status {status}"


def _replace(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    new = path.with_name(path.name + ".new")
    new.write_bytes(data)
    new.replace(path)
