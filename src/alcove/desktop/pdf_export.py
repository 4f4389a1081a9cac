"""A conversation's HTML as a PDF, laid out by Qt; called on a lane, for a long one takes a second."""

from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter, QPdfWriter, QTextDocument

from alcove.chat.export import for_rich_text

MARGIN_MM = 18.0
FOOT_MM = 8.0
DPI = 600
"""Fine enough that letters keep their distances: at 96, copying from the PDF gives single letters with some fonts."""
BODY, SMALL = 10, 8
"""Points."""


def write_pdf(html: str, path: Path) -> None:
    """Write HTML as pages of A4 with their numbers at the foot. Raises OSError where nothing can be written there."""
    with path.open("wb"):  # QPdfWriter tells of no failure
        pass
    writer = QPdfWriter(str(path))
    writer.setResolution(DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM + FOOT_MM), QPageLayout.Unit.Millimeter)
    writer.setCreator("Alcove")
    document = QTextDocument()
    document.setDefaultFont(QFont("Inter", BODY))
    document.documentLayout().setPaintDevice(writer)
    document.setHtml(for_rich_text(html))
    writer.setTitle(document.metaInformation(QTextDocument.MetaInformation.DocumentTitle))
    page = QSizeF(writer.width(), writer.height())
    document.setDocumentMargin(0)
    document.setPageSize(page)
    _paint(document, writer, page)


def _paint(document: QTextDocument, writer: QPdfWriter, page: QSizeF) -> None:
    painter = QPainter(writer)
    count = document.pageCount()
    for number in range(count):
        if number:
            writer.newPage()
        painter.save()
        painter.translate(0, -number * page.height())
        document.drawContents(painter, QRectF(0, number * page.height(), page.width(), page.height()))
        painter.restore()
        foot = QRectF(0, page.height(), page.width(), FOOT_MM / 25.4 * DPI)
        painter.setFont(QFont("Inter", SMALL))
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, f"{number + 1} / {count}")
    painter.end()
