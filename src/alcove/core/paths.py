"""Where everything lies on the disk. `--data-dir` moves all of it."""

import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from alcove.core.errors import DatabaseError


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders and files of one library."""

    data_dir: Path

    @classmethod
    def at(cls, data_dir: Path | str | None = None) -> "Paths":
        """Use `data_dir`, or the platform's place for application data; create it if need be.

        Raises DatabaseError when it cannot be created.
        """
        chosen = Path(data_dir) if data_dir else Path(platformdirs.user_data_path("alcove", appauthor=False))
        chosen = chosen.expanduser().absolute()
        try:
            chosen.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseError(
                f"The folder {chosen} cannot be made: {error.strerror}.", "Choose another one with --data-dir."
            ) from error
        return cls(chosen)

    @property
    def database(self) -> Path:
        return self.data_dir / "alcove.db"

    @property
    def ledger(self) -> Path:
        return self.data_dir / "ledger.db"

    @property
    def switch(self) -> Path:
        """The mark that the network is switched off; see `core.switch`."""
        return self.data_dir / "network.off"

    @property
    def chroma(self) -> Path:
        return self.data_dir / "chroma"

    @property
    def logs(self) -> Path:
        return self.data_dir / "logs"

    @property
    def running(self) -> Path:
        """The window's note of which model is at work; see `models.running`."""
        return self.data_dir / "running.json"

    @property
    def prompts(self) -> Path:
        """Where what models have read is kept, so that they need not read it again."""
        return self.data_dir / "prompts"

    @property
    def attached(self) -> Path:
        """Where copies of pictures are kept that were pasted into a conversation."""
        return self.data_dir / "attached"

    @property
    def models(self) -> Path:
        """Where models that Alcove fetched itself are kept."""
        return self.data_dir / "models"

    @property
    def model_folders(self) -> tuple[Path, ...]:
        """Where models are looked for: the library's own folder, then what came with the installation."""
        return (self.models, Path(sys.prefix) / "share" / "alcove" / "models")
