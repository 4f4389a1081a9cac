"""A page that was fetched from the web: its main text, without menus, cookie notices and footers.

trafilatura finds it, and gives it as HTML again, which `hypertext` renders, so that headings and tables have places.
"""

import re
from pathlib import Path

from alcove.rag.readers import How
from alcove.rag.readers.hypertext import decoded_page, rendered
from alcove.rag.types import Document

_CODE = re.compile(r"</?(?:code|kbd|samp|tt|var)\b[^<>]*>", re.IGNORECASE)
_PRE = re.compile(r"<(/?)pre\b[^<>]*>", re.IGNORECASE)
_LEAST_KEPT = 0.1
"""Of a page's characters: where the main text would be less, the page is a list or a form, and is read whole."""


def read(path: Path, how: How) -> Document:
    """Read the main text of a page; the whole page where next to nothing of it is that."""
    html = decoded_page(path.read_bytes())
    whole = rendered(html)
    how.wait_while_busy()
    main = rendered(_main_text(html))
    page = main if len(main.text) > _LEAST_KEPT * len(whole.text) else whole
    first = next(iter(page.headings or whole.headings), None)
    title = whole.title or (first.text if first else "")
    return Document(page.text, title, headings=page.headings, tables=page.tables)


def _main_text(html: str) -> str:
    """Return the main text as HTML; empty when there is none to be found."""
    import trafilatura

    # WORKAROUND: trafilatura 2.3 makes a block of its own of each word of code within a sentence, and keeps the lines
    # of a listing only where code stands in it.
    marked = _PRE.sub(lambda tag: "</code></pre>" if tag[1] else "<pre><code>", _CODE.sub("", html))
    found = trafilatura.extract(
        marked,
        output_format="html",
        include_comments=False,
        include_tables=True,
        include_formatting=True,
        favor_recall=True,
        fast=True,
    )
    return found or ""
