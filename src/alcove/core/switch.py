"""The hard off switch of the network: one file that every process of a library sees at once, without being told."""

from pathlib import Path

from alcove.core.errors import SettingsError

_WORDS = "While this file is here, Alcove connects to nothing beyond this computer.\n"


class Switch:
    """Off while the file is there, and where that cannot be known."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def on(self) -> bool:
        """Tell whether connections that were asked for may be made; costs one look at the disk's table."""
        try:
            self._path.stat()
        except FileNotFoundError:
            return True
        except OSError:
            return False
        return False

    def set(self, *, on: bool) -> None:
        """Switch the network on or off, for every process from its next look on. Raises SettingsError."""
        try:
            if on:
                self._path.unlink(missing_ok=True)
            else:
                self._path.write_text(_WORDS, "utf-8")
        except OSError as error:
            raise SettingsError(
                f"The network cannot be switched {'on' if on else 'off'}: {error.strerror}.",
                f"See to it that {self._path} can be {'removed' if on else 'written'}.",
            ) from error
