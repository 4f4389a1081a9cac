"""PowerPoint presentations: each slide a page, with its tables, charts, speaker notes and comments.

PowerPoint's XML is walked here with lxml: python-pptx would bring Pillow and XlsxWriter, and knows neither diagrams
nor comments nor slides whose layout is missing.
"""

import re
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

from alcove.core.errors import DocumentError
from alcove.rag.readers import How, Member, PagesDone
from alcove.rag.readers.drawing import body_text, shapes, write_body, write_graphics, write_table
from alcove.rag.readers.manuscript import Manuscript, TooLong
from alcove.rag.readers.package import DAMAGED, Package, Relation, attribute, child, local, opened
from alcove.rag.types import Document

_TITLES = ("title", "ctrTitle")
_FURNITURE = ("sldNum", "dt", "sldImg", "hdr", "ftr")


def read(path: Path, how: How) -> Generator[PagesDone | Member, None, Document]:
    """Read the slides in the order they are shown in, hidden ones too; then the pictures on them."""
    with opened(path) as package:
        parts = list(_slide_parts(package))
        if not parts:
            raise DocumentError("the presentation has no slides")
        script = Manuscript()
        first = ""
        for number, part in enumerate(parts, start=1):
            if not number % 20:
                yield PagesDone(number, len(parts))
            title = _write_slide(package, part, script, number)
            first = first or title
        yield from package.members("ppt/media", "ppt/embeddings")
        return script.document(package.core_title() or first)


def _slide_parts(package: Package) -> Iterator[str]:
    main = package.main_part("ppt/presentation.xml")
    relations = package.relations(main)
    slides = child(package.xml(main), "sldIdLst")
    for one in slides if slides is not None else ():
        relation = relations.get(_relation_id(one)) if local(one) == "sldId" else None
        if relation is not None:
            yield relation.target


def _relation_id(element: Any) -> str:
    """Return the `r:id` of an element that has an `id` of its own too."""
    return next((str(v) for k, v in element.items() if k.startswith("{") and k.endswith("}id")), "")


def _write_slide(package: Package, part: str, script: Manuscript, number: int) -> str:
    """Write one slide; return its title. A damaged one is marked as not read."""
    script.page(f"Slide {number}")
    try:
        root = package.xml(part)
        if root is None:
            raise DocumentError(f"{DAMAGED}: its part {part} is missing")
        return _write_sound_slide(package, part, root, script, number)
    except TooLong:
        raise
    except DocumentError as error:
        script.unread(error.message)
        return ""


def _write_sound_slide(package: Package, part: str, root: Any, script: Manuscript, number: int) -> str:
    relations = package.relations(part)
    tree = child(root, "cSld", "spTree")
    found = list(shapes(tree)) if tree is not None else []
    titled = next((one for one in found if _place(one) in _TITLES and body_text(child(one, "txBody")).strip()), None)
    title = " ".join(body_text(child(titled, "txBody")).split()) if titled is not None else ""
    hidden = " (hidden)" if root.get("show") in ("0", "false") else ""
    script.label(f"{title or f'Slide {number}'}{hidden}")
    script.heading(1, title)
    for shape in found:
        if shape is titled or _place(shape) in _FURNITURE:
            continue
        if local(shape) == "graphicFrame":
            _write_frame(package, shape, relations, script)
        else:
            script.end_list()
            write_body(child(shape, "txBody"), script)
    for kind, name in (("notesSlide", "Notes"), ("comments", "Comments")):
        for relation in relations.values():
            if relation.kind == kind:
                _write_remarks(package, relation.target, name, script)
    return title


def _write_frame(package: Package, frame: Any, relations: dict[str, Relation], script: Manuscript) -> None:
    for table in [one for one in frame.iter() if local(one) == "tbl"]:
        write_table(table, script)
    write_graphics(package, frame, relations, script)


def _write_remarks(package: Package, part: str, name: str, script: Manuscript) -> None:
    """Write the speaker's notes, or the comments, of a slide."""
    try:
        root = package.xml(part)
    except DocumentError as error:
        script.paragraph(f"[{name} could not be read: {error.message}]")
        return
    if root is None:
        return
    tree = child(root, "cSld", "spTree")
    if tree is not None:
        bodies = [child(one, "txBody") for one in shapes(tree) if _place(one) not in _FURNITURE]
        texts = [body_text(one) for one in bodies]
    else:
        comments = [one for one in root.iter() if local(one) in ("cm", "reply")]
        texts = [_comment(one) for one in comments]
    text = "\n".join(one for one in texts if one.strip())
    if text:
        script.paragraph(f"{name}: {text}")


def _comment(comment: Any) -> str:
    text = child(comment, "text")
    return (text.text or "") if text is not None else body_text(child(comment, "txBody"))


def _place(shape: Any) -> str:
    """Return what a shape is for on its slide, such as "title"; empty for a free one."""
    properties = next((one for one in shape if re.fullmatch(r"nv\w+Pr", local(one))), None)
    holder = child(properties, "nvPr", "ph")
    return attribute(holder, "type", "body") if holder is not None else ""
