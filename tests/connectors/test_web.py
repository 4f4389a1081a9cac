"""Web pages: the contract, served by a real server on loopback, and what only the web has."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from alcove.connectors import web
from alcove.connectors.base import Connector, Item, SourceOptions, Surroundings, Unlistable, connect
from alcove.connectors.web_page import Asked, asked_by, facts_of
from alcove.core import fetching
from alcove.core.cancel import CancelToken
from alcove.core.errors import SourceError
from tests.connectors.conformance import CONTENTS, ConnectorContract
from tests.connectors.site import Page, Site, endless, html, links, sent_to, silent, site

Connecting = Callable[..., Connector]
ROBOTS = {"Content-Type": "text/plain"}


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "_PAUSE_S", 0.0)


@pytest.fixture
def running() -> Iterator[Site]:
    with site() as one:
        yield one


@pytest.fixture
def connecting(tmp_path: Path) -> Connecting:
    def made(address: str, *, depth: int = 0, most: int = 100, on: bool = True, **more: object) -> Connector:
        surroundings = Surroundings(tmp_path / "cache", lambda: on, **more)  # type: ignore[arg-type]
        return connect("web", address, SourceOptions(depth=depth, most_pages=most), surroundings)

    return made


def listed(connector: Connector) -> list[str]:
    return [one.uri.partition("//")[2].partition("/")[2] for one in connector.scan() if isinstance(one, Item)]


def told(connector: Connector) -> dict[str, str]:
    return {one.prefix: one.reason for one in connector.scan() if isinstance(one, Unlistable)}


class TestWebConnector(ConnectorContract):
    @pytest.fixture
    def connector(self, running: Site, connecting: Connecting) -> Connector:
        running.pages["/notes/"] = html(links(*CONTENTS), '<meta name="robots" content="noindex">')
        kinds = {"note.md": "text/markdown", "deep/er/plain.txt": "text/plain", "empty.txt": "text/plain"}
        for name, data in CONTENTS.items():
            running.pages[f"/notes/{name}"] = Page(data, 200, {"Content-Type": kinds.get(name, "")})
        return connecting(f"{running.root}/notes/", depth=1)

    @pytest.fixture
    def gone(self, connecting: Connecting) -> Connector:
        with site() as closed:
            address = f"{closed.root}/notes/"
        return connecting(address)


def test_an_address_that_is_none_is_refused(connecting: Connecting) -> None:
    for wrong in ("example.org/notes", "ftp://example.org/", "/home/ann/notes", "https://", "http://example.org:0/"):
        with pytest.raises(SourceError, match="no address of a web page") as refused:
            connecting(wrong)
        assert "https://" in refused.value.hint


def test_switched_off_nothing_is_asked_and_what_to_do_is_said(running: Site, connecting: Connecting) -> None:
    with pytest.raises(SourceError, match="switched off") as off:
        list(connecting(f"{running.root}/", on=False).scan())
    assert "alcove settings set web on" in off.value.hint
    assert running.connections == 0


def test_one_page_is_read_without_its_links(running: Site, connecting: Connecting) -> None:
    running.pages = {"/a": html(links("/a/b", "/c")), "/a/b": html("b"), "/c": html("c")}
    connector = connecting(f"{running.root}/a")
    assert listed(connector) == ["a"]
    assert running.asked == ["/robots.txt", "/a"]
    assert running.heard[1]["user-agent"].startswith("Alcove/") and "cookie" not in running.heard[1]
    assert connector.watched() is None


def test_links_are_followed_so_deep_and_no_further_within_the_section(running: Site, connecting: Connecting) -> None:
    elsewhere = "http://example.org/docs/x"
    running.pages = {
        "/docs/index.html": html(links("one.html", "/blog/", "../top.html", elsewhere, "mailto:a@b.c", "#here", "%zz")),
        "/docs/one.html": html(links("two.html?page=2#part", "index.html#top", "javascript:alert(1)")),
        "/docs/two.html?page=2": html(links("three.html")),
        "/docs/three.html": html("three"),
    }
    start = f"{running.root}/docs/index.html"
    assert listed(connecting(start, depth=1)) == ["docs/index.html", "docs/one.html"]
    assert listed(connecting(start, depth=2)) == ["docs/index.html", "docs/one.html", "docs/two.html?page=2"]
    assert "/blog/" not in running.asked and "/top.html" not in running.asked


def test_a_section_without_a_last_slash_is_a_folder_of_its_own(running: Site, connecting: Connecting) -> None:
    running.pages = {
        "/docs": html(links("/docs/a", "/docs-old", "/docs?v=2")),
        "/docs/a": html("a"),
        "/docs?v=2": html("v2"),
    }
    assert listed(connecting(f"{running.root}/docs", depth=1)) == ["docs", "docs/a", "docs?v=2"]


def test_loops_end_and_the_limit_of_pages_is_told(running: Site, connecting: Connecting) -> None:
    running.pages = {f"/{n}": html(f"page {n}" + links(f"/{n + 1}", f"/{n}", "/0")) for n in range(30)}
    assert len(listed(connecting(f"{running.root}/0", depth=99))) == 1, "/0 is a folder of its own"
    running.pages["/"] = html(links("/0"))
    connector = connecting(f"{running.root}/", depth=99, most=10)
    assert len(listed(connector)) == 10
    assert told(connector) == {f"{running.root}/#more": "1 more pages are linked than the limit of 10 lets be read"}
    assert len(listed(connecting(f"{running.root}/", depth=99))) == 31


def test_robots_txt_is_obeyed(running: Site, connecting: Connecting) -> None:
    rules = b"User-agent: *\nDisallow: /\n\nUser-agent: alcove\nDisallow: /*/private\nAllow: /x/private/but\n"
    running.pages = {
        "/robots.txt": Page(rules, 200, ROBOTS),
        "/": html(links("/x/private/a", "/x/private/but", "/x/open")),
        "/x/private/a": html("a"),
        "/x/private/but": html("but"),
        "/x/open": html("open"),
    }
    connector = connecting(f"{running.root}/", depth=1)
    assert listed(connector) == ["", "x/private/but", "x/open"]
    assert "/x/private/a" not in running.asked
    [reason] = told(connector).values()
    assert "robots.txt" in reason
    with pytest.raises(SourceError, match=r"robots\.txt"):
        listed(connecting(f"{running.root}/x/private/a"))


def test_a_robots_txt_that_cannot_be_had_means_no(running: Site, connecting: Connecting) -> None:
    running.pages = {"/robots.txt": Page(b"", 503), "/": html("x")}
    with pytest.raises(SourceError, match=r"robots\.txt answers 503"):
        listed(connecting(f"{running.root}/"))
    running.pages["/robots.txt"] = Page(b"#" * 2_000_000, 200, ROBOTS)
    with pytest.raises(SourceError, match="does not tell what may be read"):
        listed(connecting(f"{running.root}/"))
    running.pages["/robots.txt"] = sent_to("/elsewhere.txt")
    running.pages["/elsewhere.txt"] = Page(b"\xef\xbb\xbfUser-agent: *\nDisallow: /", 200, ROBOTS)
    with pytest.raises(SourceError, match="asks programs not to fetch it"):
        listed(connecting(f"{running.root}/"))


def test_the_crawl_delay_is_waited_for_and_cancelling_does_not_wait(running: Site, connecting: Connecting) -> None:
    running.pages = {
        "/robots.txt": Page(b"User-agent: *\nCrawl-delay: 0.4\n", 200, ROBOTS),
        "/": html(links("/a", "/b")),
        "/a": html("a"),
        "/b": html("b"),
    }
    began = time.monotonic()
    assert len(listed(connecting(f"{running.root}/", depth=1))) == 3
    assert time.monotonic() - began >= 0.8
    running.pages["/robots.txt"] = Page(b"User-agent: *\nCrawl-delay: 600\n", 200, ROBOTS)
    token = CancelToken()
    threading.Timer(0.3, token.cancel).start()
    began = time.monotonic()
    listed(connecting(f"{running.root}/", depth=1, token=token))
    assert time.monotonic() - began < 2


def test_what_pages_ask_of_robots_is_obeyed(running: Site, connecting: Connecting) -> None:
    running.pages = {
        "/": html(links("/noindex", "/nofollow", "/header") + '<a rel="external nofollow" href="/unfollowed">x</a>'),
        "/noindex": html(links("/behind"), '<META NAME="Robots" CONTENT="NoIndex">'),
        "/behind": html("behind"),
        "/nofollow": html("n" + links("/lost"), '<meta name="alcove" content="nofollow">'),
        "/header": html("h" + links("/lost"), **{"X-Robots-Tag": "none"}),
        "/lost": html("lost"),
        "/unfollowed": html("u"),
    }
    assert listed(connecting(f"{running.root}/", depth=9)) == ["", "nofollow", "behind"]
    with pytest.raises(SourceError, match="asks programs not to keep it"):
        listed(connecting(f"{running.root}/noindex"))


def test_of_copies_the_one_they_name_is_kept(running: Site, connecting: Connecting) -> None:
    running.pages = {
        "/": html(links("/a?session=1", "/print/a", "/mirror", "/lost?x=1", "/b", "/c", "/home")),
        "/a?session=1": html("a1", '<link rel="canonical" href="/a">'),
        "/print/a": html("a for print", '<link rel="canonical" href="/a">'),
        "/a": html("a", '<link rel="canonical" href="/a">'),
        "/mirror": html("a", '<link rel="canonical" href="/a">'),
        "/lost?x=1": html("lost", '<link rel="canonical" href="/lost">'),
        "/b": html("b", '<link rel="canonical" href="/c">'),
        "/c": html("c", '<link rel="canonical" href="/b">'),
        "/home": html("home", '<link rel="canonical" href="/">'),
    }
    assert sorted(listed(connecting(f"{running.root}/", depth=1))) == ["", "a", "b", "home", "lost?x=1"]


def test_redirects_are_followed_within_the_section_and_from_the_first_page_anywhere(
    running: Site, connecting: Connecting
) -> None:
    with site({"/new/": html(links("a", "b")), "/new/a": html("a"), "/new/c": html("c")}) as other:
        other.pages["/new/b"] = sent_to("/new/c")
        running.pages = {"/old": sent_to("/older", 301), "/older": sent_to(f"{other.root}/new/", 308)}
        assert listed(connecting(f"{running.root}/old", depth=1)) == ["new/", "new/a", "new/c"]
        assert other.asked[0] == "/robots.txt"
        running.pages = {"/": html(links("/away", "/round", "/a")), "/away": sent_to(f"{other.root}/new/a")}
        running.pages |= {"/round": sent_to("/round"), "/a": sent_to("/")}
        other.forget()
        connector = connecting(f"{running.root}/", depth=1)
        assert listed(connector) == [""]
        assert other.asked == []
    assert told(connector) == {f"{running.root}/round": "it is sent on from one address to the next without end"}


def test_a_site_cannot_send_us_to_this_computer(monkeypatch: pytest.MonkeyPatch, connecting: Connecting) -> None:
    def answered(self: fetching.Fetcher, url: str, *_: object) -> fetching.Response:
        status = 404 if url.endswith("robots.txt") else 302
        return fetching.Response(url, status, {"location": "http://localhost:631/admin"}, None, 0)

    monkeypatch.setattr(fetching.Fetcher, "get", answered)
    with pytest.raises(SourceError, match="leads back to this computer"):
        listed(connecting("http://example.org/"))


def test_an_unchanged_page_costs_one_short_answer(running: Site, connecting: Connecting) -> None:
    running.pages = {"/": html(links("/a", "/b")), "/a": html("a" + links("/c")), "/b": html("b"), "/c": html("c")}
    address = f"{running.root}/"
    first = [one for one in connecting(address, depth=2).scan() if isinstance(one, Item)]
    running.forget()
    again = [one for one in connecting(address, depth=2).scan() if isinstance(one, Item)]
    assert again == first and len(first) == 4
    assert running.answered == [404, 304, 304, 304, 304]
    running.pages["/b"] = html("b has changed")
    changed = [one for one in connecting(address, depth=2).scan() if isinstance(one, Item)]
    assert [one.uri.rpartition("/")[2] for one in changed if one not in first] == ["b"]
    with connecting(address).open(f"{running.root}/b") as path:
        assert b"b has changed" in path.read_bytes()


def test_a_page_that_is_gone_is_forgotten_and_one_that_fails_stays_as_it_was(
    running: Site, connecting: Connecting, tmp_path: Path
) -> None:
    pages = {"/": html(links("/a", "/b", "/c")), "/a": html("a" + links("/d")), "/b": html("b"), "/c": html("c")}
    running.pages = {**pages, "/d": html("d")}
    connector = connecting(f"{running.root}/", depth=2)
    assert listed(connector) == ["", "a", "b", "c", "d"]
    running.pages |= {"/a": Page(b"", 500), "/b": Page(b"", 404), "/c": Page(b"", 403)}
    found = list(connector.scan())
    assert [one.uri for one in found if isinstance(one, Item)] == [f"{running.root}/", f"{running.root}/d"]
    assert {one.prefix.rpartition("/")[2]: one.reason for one in found if isinstance(one, Unlistable)} == {
        "a": "the site has a fault of its own (status 500)",
        "c": "the site shows it only to those who may see it (status 403)",
    }
    assert listed(connector) == ["", "d"]
    with connector.open(f"{running.root}/a") as path:
        assert path.exists()
    with pytest.raises(FileNotFoundError), connector.open(f"{running.root}/b"):
        pass
    [folder] = (tmp_path / "cache").iterdir()
    assert len(list(folder.iterdir())) == 5, "four pages and their table of contents"


@pytest.mark.parametrize(
    ("status", "words"), [(429, "left alone"), (502, "fault of its own"), (418, "answers with status 418")]
)
def test_a_first_page_that_cannot_be_had_leaves_everything(
    running: Site, connecting: Connecting, status: int, words: str
) -> None:
    running.pages = {"/": html("x")}
    connector = connecting(f"{running.root}/")
    assert len(listed(connector)) == 1
    running.pages["/"] = Page(b"", status)
    with pytest.raises(SourceError, match=words) as failed:
        list(connector.scan())
    assert "stays" in failed.value.hint
    running.pages["/"] = Page(b"", 404)
    with pytest.raises(SourceError, match="no page at"):
        list(connector.scan())


def test_a_site_that_stops_answering_is_not_asked_for_every_page(running: Site, connecting: Connecting) -> None:
    running.pages = {"/": html(links(*(f"/{n}" for n in range(50))))}
    running.pages |= {f"/{n}": html(f"page {n}") for n in range(50)}
    connector = connecting(f"{running.root}/", depth=1)
    assert len(listed(connector)) == 51
    running.pages = {"/": running.pages["/"]} | {f"/{n}": Page(b"", 500) for n in range(50)}
    running.forget()
    assert told(connector)[running.root] == "the site stopped answering"
    assert len(running.asked) < 10


def test_a_server_that_never_answers_costs_its_time(
    running: Site, connecting: Connecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "_SILENCE_S", 0.3)
    monkeypatch.setattr(fetching, "_WHOLE_S", 0.5)
    running.pages = {"/": html(links("/silent", "/drip", "/drop", "/after")), "/after": html("after")}
    running.pages |= {"/silent": silent(running), "/drip": endless(running, b"x", 0.05)}
    running.pages["/drop"] = endless(running, b"x", 0.05, head=False)
    connector = connecting(f"{running.root}/", depth=1)
    assert listed(connector) == ["", "after"]
    assert list(told(connector).values()) == [
        "127.0.0.1 did not answer in time",
        "it was not complete after 0 seconds",
        "it was not complete after 0 seconds",
    ]


def test_cancelling_breaks_off_what_waits(running: Site, connecting: Connecting) -> None:
    running.pages = {"/": silent(running)}
    token = CancelToken()
    threading.Timer(0.5, token.cancel).start()
    began = time.monotonic()
    assert list(connecting(f"{running.root}/", token=token).scan()) == []
    assert time.monotonic() - began < 1.5


def test_a_body_without_end_or_of_no_known_format_is_not_taken(running: Site, connecting: Connecting) -> None:
    big = gzip.compress(b"0" * 40_000_000)
    running.pages = {
        "/": html(links("/endless", "/bomb.html", "/film.mp4", "/tool.exe")),
        "/endless": endless(running),
        "/bomb.html": Page(big, 200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}),
        "/film.mp4": Page(b"\0" * 1000, 200, {"Content-Type": "video/mp4"}),
        "/tool.exe": Page(b"MZ", 200, {"Content-Type": "application/x-msdownload"}),
    }
    items = {one.uri.rpartition("/")[2]: one for one in connecting(f"{running.root}/", depth=1).scan()}
    sizes = {name: one.size for name, one in items.items() if isinstance(one, Item) and name}
    assert 16_000_000 < sizes["endless"] < 20_000_000 and 16_000_000 < sizes["bomb.html"] <= 40_000_000
    assert sizes["film.mp4"] == 1000 and sizes["tool.exe"] == 2
    assert items["film.mp4"].mime == "video/mp4"
    with pytest.raises(FileNotFoundError), connecting(f"{running.root}/").open(f"{running.root}/film.mp4"):
        pass


def test_what_is_no_html_is_an_item_by_its_type(running: Site, connecting: Connecting) -> None:
    running.pages = {
        "/": html(links("/report", "/notes.md", "/data.txt", "/get.php?f=1")),
        "/report": Page(b"%PDF-1.7", 200, {"Content-Type": "application/pdf"}),
        "/notes.md": Page(b"# N", 200, {"Content-Type": "text/plain"}),
        "/data.txt": Page(b"data", 200, {"Content-Type": "application/octet-stream"}),
        "/get.php?f=1": Page(b"%PDF-1.7 2", 200, {"Content-Type": "application/pdf"}),
    }
    connector = connecting(f"{running.root}/", depth=1)
    items = [one for one in connector.scan() if isinstance(one, Item)]
    assert [one.mime for one in items] == [
        web.WEB_PAGE, "application/pdf", "text/markdown", "text/plain", "application/pdf",
    ]  # fmt: skip
    names = []
    for one in items:
        with connector.open(one.uri) as path:
            names.append(path.suffix)
    assert names == [".html", ".pdf", ".md", ".txt", ".pdf"]


def test_packed_pages_are_unpacked_and_other_encodings_kept_readable(running: Site, connecting: Connecting) -> None:
    russian = "Съешь ещё этих булок"
    running.pages = {
        "/": Page(
            gzip.compress((links("/cp1251", "/wrong", "/meta", "/odd") + "packed").encode()),
            200,
            {"Content-Type": "text/html", "Content-Encoding": "gzip"},
        ),
        "/cp1251": Page(russian.encode("cp1251"), 200, {"Content-Type": "text/html; charset=windows-1251"}),
        "/wrong": Page(russian.encode(), 200, {"Content-Type": 'text/html; charset="utf-16"'}),
        "/meta": Page(
            f"<meta charset=windows-1251>{links('/ё')}{russian}".encode("cp1251"), 200, {"Content-Type": "text/html"}
        ),
        "/odd": Page(b"<meta charset=klingon>" + links("/%D1%91").encode(), 200, {"Content-Type": "text/html"}),
        "/%D1%91": html("ё"),
    }
    connector = connecting(f"{running.root}/", depth=2)
    assert listed(connector) == ["", "cp1251", "wrong", "meta", "odd", "%D1%91"]
    with connector.open(f"{running.root}/cp1251") as path:
        assert path.read_text("utf-8-sig") == russian
    with connector.open(f"{running.root}/meta") as path:
        assert path.read_bytes() == running.pages["/meta"].body


def test_a_damaged_table_of_contents_costs_fetching_again(
    running: Site, connecting: Connecting, tmp_path: Path
) -> None:
    running.pages = {"/": html("x")}
    first = list(connecting(f"{running.root}/").scan())
    for damage in ("{", "[]", '{"a": {"b": 1}}'):
        [table] = tmp_path.rglob("pages.json")
        table.write_text(damage)
        running.forget()
        assert list(connecting(f"{running.root}/").scan()) == first
        assert running.answered == [404, 200]


def test_a_full_disk_is_told(running: Site, connecting: Connecting, monkeypatch: pytest.MonkeyPatch) -> None:
    running.pages = {"/": html("x")}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(web, "_replace", full)
    with pytest.raises(SourceError, match="No space left"):
        list(connecting(f"{running.root}/").scan())


def test_what_a_page_says_is_found_in_its_markup() -> None:
    page = """<!doctype html><head><base href="/base/"><base href="/second/">
    <link rel="stylesheet" href="x.css"><link rel="Canonical" href="me"><link rel=canonical href=other>
    <meta name=description content=noindex></head><body><!-- <a href="commented"> --><a>no link</a>
    <a href=" spaced.html ">s</a><a href="q?a=1&amp;b=2">q</a><AREA HREF='map'><iframe src="framed"></iframe>
    <script>document.write('<a href="script">')</script><a href="spaced.html#again">again</a><a href=""></a>
    <a href="http://Пример.рф/ё">idn</a></body>"""
    facts = facts_of(page, "http://example.org/here/", Asked())
    below = "http://example.org/base/"
    assert facts.links == (
        f"{below}spaced.html", f"{below}q?a=1&b=2", f"{below}map", f"{below}framed",
        "http://xn--e1afmkfd.xn--p1ai/%D1%91",
    )  # fmt: skip
    assert facts.canonical == f"{below}me" and facts.asked == Asked()
    assert asked_by("all, NOFOLLOW") == Asked(nofollow=True) and asked_by("none") == Asked(True, True)


@pytest.mark.parametrize(
    "bait", ["<", "<a ", "<a href='", "<!--", "<![CDATA[", "&", "<a b=", "</", "<?", "<script>", "<!d "]
)
def test_pages_made_to_hang_a_parser_are_given_up_in_time(bait: str) -> None:
    began = time.monotonic()
    facts_of('<a href="first">x</a>' + bait * (8_000_000 // len(bait)), "http://example.org/", Asked())
    assert time.monotonic() - began < 15
