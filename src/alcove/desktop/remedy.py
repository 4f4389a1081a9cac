"""What a person can do about an item that was not read: the words of each action, and the command of this system."""

import sys
from dataclasses import dataclass
from pathlib import Path

KEPT = (
    "The system’s keyring keeps it, for when the file changes. Where there is no keyring, Alcove knows it until it is "
    "closed."
)
OS_RELEASE = Path("/etc/os-release")
_SUSE_NAMES = {"rus": "russian", "eng": "english", "deu": "german", "fra": "french", "spa": "spanish"}


@dataclass(frozen=True, slots=True)
class Remedy:
    """An action: the label of its button, what it means, and a command to copy, where there is one."""

    label: str
    words: str = ""
    command: str = ""


def remedy(action: str, system: str | None = None) -> Remedy | None:
    """Return what helps for an item's `action`; None when nothing does.

    `system` is "debian", "fedora", "arch", "suse", "mac" or "windows"; by default the one this runs on.
    """
    kind, _, code = action.partition(" ")
    system = system or this_system()
    if kind == "password":
        return Remedy("Give the password…", KEPT)
    if kind == "language":
        words = "Alcove reads scans with Tesseract, and its data for this language is not installed. " + _how(
            _LANGUAGE[system], "its installer"
        )
        return Remedy(
            f"How to install {language_name(code)} for OCR", words, _LANGUAGE[system].format(
                code=code.replace("_", "-"), plain=code, suse=_SUSE_NAMES.get(code, code)
            )
        )  # fmt: skip
    if kind == "libreoffice":
        words = "This format is read through LibreOffice, which is not installed. " + _how(_OFFICE[system], "")
        return Remedy("Install LibreOffice", words, _OFFICE[system])
    return Remedy("Try again") if kind == "retry" else None


_LANGUAGE = {
    "debian": "sudo apt install tesseract-ocr tesseract-ocr-{code}",
    "fedora": "sudo dnf install tesseract tesseract-langpack-{plain}",
    "arch": "sudo pacman -S tesseract tesseract-data-{plain}",
    "suse": "sudo zypper install tesseract-ocr tesseract-ocr-traineddata-{suse}",
    "mac": "brew install tesseract tesseract-lang",
    "windows": "winget install UB-Mannheim.TesseractOCR",
}
_OFFICE = {
    "debian": "sudo apt install libreoffice",
    "fedora": "sudo dnf install libreoffice",
    "arch": "sudo pacman -S libreoffice-fresh",
    "suse": "sudo zypper install libreoffice",
    "mac": "brew install --cask libreoffice",
    "windows": "winget install TheDocumentFoundation.LibreOffice",
}


def _how(command: str, choice: str) -> str:
    how = "Run this in a terminal, then try again."
    if command.startswith("winget") and choice:
        how = f"Run this in a terminal and choose the language in {choice}, then try again."
    return how


def language_name(code: str) -> str:
    """Return the English name of a language as Tesseract names it ("rus", "chi_sim"); the code when it is unknown."""
    from PySide6.QtCore import QLocale

    language = QLocale.codeToLanguage(code.partition("_")[0], QLocale.LanguageCodeType.AnyLanguageCode)
    if language in (QLocale.Language.AnyLanguage, QLocale.Language.C):
        return code
    return QLocale.languageToString(language)


def this_system(release: Path = OS_RELEASE, platform: str = sys.platform) -> str:
    """Return which family of systems this is; Debian's where it cannot be told."""
    if platform in ("darwin", "win32"):
        return "mac" if platform == "darwin" else "windows"
    try:
        lines = release.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return "debian"
    named = " ".join(line.partition("=")[2].strip('"') for line in lines if line.startswith(("ID=", "ID_LIKE=")))
    families = {"suse": "suse", "fedora": "fedora", "rhel": "fedora", "arch": "arch"}
    return next((family for sign, family in families.items() if sign in named), "debian")
