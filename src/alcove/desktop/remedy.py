"""What a person can do about an item that was not read: the words of each action, and the command of this system."""

import sys
from dataclasses import dataclass
from pathlib import Path

from alcove.desktop.translation import marked, tr

KEPT = marked(
    "The system’s keyring keeps it, for when the file changes. Where there is no keyring, Alcove knows it until it is "
    "closed."
)
HOW = marked("Run this in a terminal, then try again.")
CHOOSE_LANGUAGE = marked("Run this in a terminal and choose the language in its installer, then try again.")
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
        return Remedy(tr("Give the password…"), tr(KEPT))
    if kind == "language":
        words = tr("Alcove reads scans with Tesseract, and its data for this language is not installed.")
        command = _LANGUAGE[system].format(
            code=code.replace("_", "-"), plain=code, suse=_SUSE_NAMES.get(code, code)
        )  # fmt: skip
        how = tr(CHOOSE_LANGUAGE) if command.startswith("winget") else tr(HOW)
        label = tr("How to install {language} for OCR").format(language=language_name(code))
        return Remedy(label, f"{words} {how}", command)
    if kind == "libreoffice":
        words = tr("This format is read through LibreOffice, which is not installed.")
        return Remedy(tr("Install LibreOffice"), f"{words} {tr(HOW)}", _OFFICE[system])
    return Remedy(tr("Try again")) if kind == "retry" else None


_LANGUAGE = {
    "debian": "sudo apt install tesseract-ocr tesseract-ocr-{code}",
    "fedora": "sudo dnf install tesseract tesseract-langpack-{plain}",
    "arch": "sudo pacman -S tesseract tesseract-data-{plain}",
    "suse": "sudo zypper install tesseract-ocr tesseract-ocr-traineddata-{suse}",
    "mac": "brew install tesseract tesseract-lang",
    "windows": "winget install UB-Mannheim.TesseractOCR",
}
_LANGUAGE_NAMES = (
    marked("Arabic"), marked("Armenian"), marked("Azerbaijani"), marked("Belarusian"), marked("Bulgarian"),
    marked("Chinese"), marked("Croatian"), marked("Czech"), marked("Danish"), marked("Dutch"), marked("English"),
    marked("Estonian"), marked("Finnish"), marked("French"), marked("Georgian"), marked("German"), marked("Greek"),
    marked("Hebrew"), marked("Hindi"), marked("Hungarian"), marked("Italian"), marked("Japanese"), marked("Kazakh"),
    marked("Korean"), marked("Latin"), marked("Latvian"), marked("Lithuanian"), marked("Norwegian"),
    marked("Persian"), marked("Polish"), marked("Portuguese"), marked("Romanian"), marked("Russian"),
    marked("Serbian"), marked("Slovak"), marked("Spanish"), marked("Swedish"), marked("Tatar"), marked("Turkish"),
    marked("Ukrainian"), marked("Vietnamese"),
)  # fmt: skip
"""As Qt names them."""
_OFFICE = {
    "debian": "sudo apt install libreoffice",
    "fedora": "sudo dnf install libreoffice",
    "arch": "sudo pacman -S libreoffice-fresh",
    "suse": "sudo zypper install libreoffice",
    "mac": "brew install --cask libreoffice",
    "windows": "winget install TheDocumentFoundation.LibreOffice",
}


def language_name(code: str) -> str:
    """Return the name of a language that Tesseract calls "rus" or "chi_sim"; the code when it is unknown."""
    from PySide6.QtCore import QLocale

    language = QLocale.codeToLanguage(code.partition("_")[0], QLocale.LanguageCodeType.AnyLanguageCode)
    if language in (QLocale.Language.AnyLanguage, QLocale.Language.C):
        return code
    name = QLocale.languageToString(language)
    return tr(name) if name in _LANGUAGE_NAMES else name


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
