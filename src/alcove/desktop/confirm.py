"""The question before something that cannot be undone."""

from PySide6.QtWidgets import QMessageBox, QWidget


def confirmed(parent: QWidget, question: str, words: str, yes: str) -> bool:
    """Ask before something that cannot be undone."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, "Alcove", question, QMessageBox.StandardButton.Cancel, parent)
    box.setInformativeText(words)
    button = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(QMessageBox.StandardButton.Cancel)
    box.exec()
    return box.clickedButton() is button
