"""What an answer shows beside words - formulas, pictures, the colours of code - made off the GUI thread and kept.

A view asks while it builds a part; what is not there yet is made on a lane, told by a signal, and asked for again.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter

from alcove.core.errors import AppError
from alcove.desktop.code_colours import Coloured
from alcove.desktop.formulas import Formula
from alcove.desktop.tasks import TaskRunner
from alcove.desktop.theme import Size

if TYPE_CHECKING:
    from alcove.rag.types import StoredDocument

KEPT, PICTURES_KEPT = 2000, 30
"""Formulas and pictures that are kept."""
Pending = Literal["pending"]


class KnownDocuments(Protocol):
    """What is needed of the library."""

    def document(self, uri: str) -> "StoredDocument": ...


class Illustrator(QObject):
    """Make formulas, pictures and colours. `made` tells that one more is there: a formula's LaTeX, an address."""

    made = Signal(str)

    def __init__(self, tasks: TaskRunner, library: KnownDocuments) -> None:
        super().__init__()
        self._tasks = tasks
        self._library = library
        self._formulas: dict[tuple[str, bool], Formula | None] = {}
        self._figures: dict[str, QImage] = {}
        self._asked: set[object] = set()

    def formula(self, latex: str, *, display: bool) -> Formula | Pending | None:
        """Return a drawn formula, None for a broken one; one that is not drawn yet will be."""
        key = (latex, display)
        if key in self._formulas:
            return self._formulas[key]

        def draw() -> Formula | None:
            from alcove.desktop.formulas import drawn

            return drawn(latex, display=display)

        def keep(formula: Formula | None) -> None:
            if len(self._formulas) >= KEPT:
                self._formulas.pop(next(iter(self._formulas)))
            self._formulas[key] = formula
            self._asked.discard(key)
            self.made.emit(latex)

        self._ask(key, draw, keep)
        return "pending"

    def figure(self, uri: str) -> QImage | Pending:
        """Return a picture of the library; a null image for what is none. Nothing else is ever read."""
        if uri in self._figures:
            return self._figures[uri]

        def keep(image: QImage) -> None:
            if len(self._figures) >= PICTURES_KEPT:
                self._figures.pop(next(iter(self._figures)))
            self._figures[uri] = image
            self._asked.discard(uri)
            self.made.emit(uri)

        self._ask(uri, lambda: self._read(uri), keep)
        return "pending"

    def colour(self, code: str, language: str, owner: QObject, done: Callable[[Coloured], None]) -> None:
        """Tell the runs of code on a lane."""

        def run() -> Coloured:
            from alcove.desktop.code_colours import coloured

            return coloured(code, language)

        self._tasks.run("io", run, owner=owner, done=done)

    def _ask(self, key: object, make: Callable[[], object], keep: Callable[..., None]) -> None:
        if key not in self._asked:
            self._asked.add(key)
            self._tasks.run("io", make, owner=self, done=keep)

    def _read(self, uri: str) -> QImage:
        from alcove.desktop.image_page import read_image

        file = Path(uri)
        try:
            self._library.document(uri)
        except AppError:
            return QImage()
        image = read_image(file, 0) if file.is_file() else QImage()
        most = 2 * Size.COLUMN  # sharp on a dense screen
        return image.scaledToWidth(most, Qt.TransformationMode.SmoothTransformation) if image.width() > most else image


def painted(formula: Formula, ink: str, scale: float, dpr: float) -> QImage:
    """Return a formula in a colour, as sharp as the screen."""
    from PySide6.QtSvg import QSvgRenderer

    # Qt's SVG takes the colour of a group, but not that of the whole picture.
    head, rest = formula.svg.split(b">", 1)
    body = rest.removesuffix(b"</svg>").replace(b'"black"', f'"{ink}"'.encode())
    svg = head + f'><g fill="{ink}">'.encode() + body + b"</g></svg>"
    wide, high = formula.width * scale, (formula.ascent + formula.descent) * scale
    image = QImage(max(1, round(wide * dpr)), max(1, round(high * dpr)), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(dpr)
    image.fill(QColor(Qt.GlobalColor.transparent))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(0, 0, wide, high))
    painter.end()
    return image


def figure_uri(address: str, uris: Sequence[str]) -> str:
    """Return which picture of the library an address in an answer means; empty for one that may not be loaded.

    Meant can be a file by its whole path, or by its name one of those the answer was made from.
    """
    from urllib.parse import unquote, urlsplit

    from alcove.core.formats import mime_of

    parts = urlsplit(address)
    if parts.netloc or (len(parts.scheme) > 1 and parts.scheme != "file"):  # one letter is a drive of Windows
        return ""
    path = address if len(parts.scheme) == 1 else unquote(parts.path)
    if not mime_of(path).startswith("image/"):
        return ""
    return named_uri(path, uris)


def named_uri(path: str, uris: Sequence[str]) -> str:
    """Return which document a path in an answer means: itself where it is whole, else one of those with that name."""
    if Path(path).is_absolute():
        return path
    name = path.removeprefix("./")
    return next((uri for uri in uris if uri == name or uri.endswith(("/" + name, "\\" + name))), "") if name else ""
