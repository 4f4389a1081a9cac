"""What a crawler needs to know of a page of HTML: its links, its canonical address, what it asks of robots.

Works on pages nobody can vouch for, in the process of the window: in Python alone, and for a bounded time.
"""

import time
from dataclasses import dataclass
from html.parser import HTMLParser

from alcove.core.fetching import AGENT, address

_BLOCK = 1 << 16
_MOST_PENDING = 1 << 18
_MOST_S = 3.0
_MOST_LINKS = 10_000
_LINKING = {"a": "href", "area": "href", "frame": "src", "iframe": "src"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page asks of robots: not to be kept, or not to have its links followed."""

    noindex: bool = False
    nofollow: bool = False


@dataclass(frozen=True, slots=True)
class PageFacts:
    """The links of a page in their order (absolute, each once), its canonical address if it names one, its wishes."""

    links: tuple[str, ...]
    canonical: str
    asked: Asked


def asked_by(directives: str) -> Asked:
    """Read the directives of a robots meta tag or of the header X-Robots-Tag."""
    words = {word.strip().lower() for word in directives.split(",")}
    return Asked("noindex" in words or "none" in words, "nofollow" in words or "none" in words)


def facts_of(html: str, url: str, asked: Asked) -> PageFacts:
    """Look a page over; what cannot be looked over in a few seconds is left out. `asked` is what is known already."""
    finder = _Finder(asked)
    until = time.monotonic() + _MOST_S
    for start in range(0, len(html), _BLOCK):
        try:
            finder.feed(html[start : start + _BLOCK])
        except (AssertionError, ValueError):  # html.parser gives up on some broken declarations
            break
        if time.monotonic() > until or (len(finder.rawdata) > _MOST_PENDING and not finder.cdata_elem):
            break
    base = address(finder.base, url) or url
    links = dict.fromkeys(address(link, base) for link in finder.links)
    links.pop("", None)
    return PageFacts(tuple(links), address(finder.canonical, base) if finder.canonical else "", finder.asked)


class _Finder(HTMLParser):
    def __init__(self, asked: Asked) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.base = ""
        self.canonical = ""
        self.asked = asked

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _LINKING:
            had = dict(attrs)
            link = had.get(_LINKING[tag])
            if link and "nofollow" not in (had.get("rel") or "").lower().split() and len(self.links) < _MOST_LINKS:
                self.links.append(link)
        elif tag == "base":
            self.base = self.base or dict(attrs).get("href") or ""
        elif tag == "link":
            had = dict(attrs)
            if "canonical" in (had.get("rel") or "").lower().split():
                self.canonical = self.canonical or had.get("href") or ""
        elif tag == "meta":
            had = dict(attrs)
            if (had.get("name") or "").lower() in ("robots", AGENT.lower()):
                asked = asked_by(had.get("content") or "")
                self.asked = Asked(self.asked.noindex or asked.noindex, self.asked.nofollow or asked.nofollow)

    handle_startendtag = handle_starttag
