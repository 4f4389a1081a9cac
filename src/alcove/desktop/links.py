"""Opening a link that stands in an answer: only after it was shown where it leads."""

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from alcove.desktop.translation import tr


def shown_address(address: str) -> str:
    """Return an address as it really is: letters that only look like others appear in their code."""
    return bytes(QUrl(address).toEncoded().data()).decode("ascii", "replace")


def offer_link(parent: QWidget, address: str) -> None:
    """Show where a link leads, and open it in the browser, or copy it, when the person says so."""
    told = shown_address(address)
    mail = QUrl(address).scheme() == "mailto"
    question = tr("Write to this address?") if mail else tr("Open this link in your browser?")
    box = QMessageBox(QMessageBox.Icon.NoIcon, "Alcove", question, QMessageBox.StandardButton.Cancel, parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    note = tr("A model wrote it; it may lead nowhere. Alcove itself fetches nothing.")
    box.setInformativeText(f"{told}\n\n{note}")
    go = box.addButton(tr("Open"), QMessageBox.ButtonRole.AcceptRole)
    copy = box.addButton(tr("Copy address"), QMessageBox.ButtonRole.ActionRole)
    box.setDefaultButton(QMessageBox.StandardButton.Cancel)
    box.exec()
    if box.clickedButton() is go:
        QDesktopServices.openUrl(QUrl(address))
    elif box.clickedButton() is copy:
        QGuiApplication.clipboard().setText(told)
