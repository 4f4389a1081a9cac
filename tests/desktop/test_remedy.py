"""Actions in words, with the command of this very system."""

from __future__ import annotations

from pathlib import Path

import pytest

from alcove.desktop.remedy import language_name, remedy, this_system


@pytest.mark.parametrize(
    ("system", "command"),
    [
        ("debian", "sudo apt install tesseract-ocr tesseract-ocr-rus"),
        ("fedora", "sudo dnf install tesseract tesseract-langpack-rus"),
        ("arch", "sudo pacman -S tesseract tesseract-data-rus"),
        ("suse", "sudo zypper install tesseract-ocr tesseract-ocr-traineddata-russian"),
        ("mac", "brew install tesseract tesseract-lang"),
        ("windows", "winget install UB-Mannheim.TesseractOCR"),
    ],
)
def test_a_language_is_installed_with_the_systems_own_command(system: str, command: str) -> None:
    made = remedy("language rus", system)
    assert made is not None
    assert made.label == "How to install Russian for OCR"
    assert made.command == command
    assert ("choose the language" in made.words) is (system == "windows")


def test_scripts_are_named_as_debian_names_its_packages() -> None:
    made = remedy("language chi_sim", "debian")
    assert made is not None and made.command.endswith("tesseract-ocr-chi-sim")
    assert made.label == "How to install Chinese for OCR"


@pytest.mark.parametrize("system", ["debian", "fedora", "arch", "suse", "mac", "windows"])
def test_libreoffice_can_be_installed_everywhere(system: str) -> None:
    made = remedy("libreoffice", system)
    assert made is not None and "libreoffice" in made.command.lower() and made.label == "Install LibreOffice"


def test_passwords_and_trying_again_need_no_command() -> None:
    password, again = remedy("password"), remedy("retry")
    assert password is not None and password.label == "Give the password…" and "keyring" in password.words
    assert again is not None and (again.label, again.command) == ("Try again", "")
    assert remedy("") is None and remedy("something new") is None


def test_an_unknown_language_keeps_its_code() -> None:
    assert language_name("qqq") == "qqq"


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ('ID=debian\nVERSION_ID="12"\n', "debian"), ("ID=ubuntu\nID_LIKE=debian\n", "debian"),
        ("ID=fedora\n", "fedora"), ('ID="rocky"\nID_LIKE="rhel centos fedora"\n', "fedora"),
        ("ID=manjaro\nID_LIKE=arch\n", "arch"), ('ID="opensuse-leap"\nID_LIKE="suse opensuse"\n', "suse"),
        ("", "debian"),
    ],
)  # fmt: skip
def test_the_system_is_told_by_its_own_name(tmp_path: Path, text: str, family: str) -> None:
    release = tmp_path / "os-release"
    release.write_text(text)
    assert this_system(release, "linux") == family
    assert this_system(release, "darwin") == "mac"
    assert this_system(release, "win32") == "windows"
    assert this_system(tmp_path / "none", "linux") == "debian"
