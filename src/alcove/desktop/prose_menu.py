"""The context menu of an answer: copying what is selected, code, a table, a formula, an address."""

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from alcove.desktop.prose_copy import table_markdown, table_values
from alcove.desktop.prose_part import Part
from alcove.desktop.prose_selection import Selection
from alcove.desktop.prose_wide import CodePart, TablePart
from alcove.desktop.translation import tr


def menu_of(
    parent: QWidget, selection: Selection, part: Part | None, href: str, formula: str, select_all: Callable[[], None]
) -> QMenu:
    """Return the menu for a place in an answer; what cannot be done there is not in it."""
    menu = QMenu(parent)

    def add(words: str, text: Callable[[], str]) -> None:
        menu.addAction(words, lambda: QGuiApplication.clipboard().setText(text()))

    if selection.ends is not None:
        add(tr("Copy"), selection.text)
        add(tr("Copy as Markdown"), lambda: markdown_of(selection))
        menu.addSeparator()
    if formula:
        add(tr("Copy formula"), lambda: formula)
    if isinstance(part, CodePart):
        add(tr("Copy code"), lambda: part.wide.code)
    if isinstance(part, TablePart):
        add(tr("Copy table as Markdown"), lambda: table_markdown(part))
        add(tr("Copy table for a spreadsheet"), lambda: table_values(part.wide, "\t"))
        add(tr("Copy table as CSV"), lambda: table_values(part.wide, ","))
    if href and not href.startswith(("cite:", "note:")):
        add(tr("Copy address"), lambda: href.removeprefix("item:"))
    if menu.actions() and not menu.actions()[-1].isSeparator():
        menu.addSeparator()
    menu.addAction(tr("Select all"), select_all)
    return menu


def markdown_of(selection: Selection) -> str:
    """Return the Markdown that what is selected was made from."""
    span = selection.span()
    return selection.source[span[0] : span[1]] if span else ""
