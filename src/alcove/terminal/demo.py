"""What `make run` does on a machine without a display: the main job, in the terminal, on the sample library.

Reads the sample library into a temporary folder, asks a question, and streams the cited answer.
"""

import sys
import tempfile
from collections.abc import Sequence

from alcove.samples import library
from alcove.terminal.main import main as run

QUESTION = "How long may the house stand empty before the insurance stops covering theft?"


def main() -> int:
    """Run the demonstration; return the exit status of the first command that failed, else 0."""
    with library() as folder, tempfile.TemporaryDirectory(prefix="alcove-demo-") as data:
        steps: tuple[Sequence[str], ...] = (
            ("sources", "add", str(folder), "--name", "Sample library"),
            ("sync",),
            ("ask", QUESTION, "--max-tokens", "120"),
        )
        for step in steps:
            print(f"\n$ alcove {' '.join(repr(s) if ' ' in s else s for s in step)}", flush=True)
            status = run(["--data-dir", data, *step])
            if status:
                return status
    print("\nAsk your own files: alcove sources add FOLDER, alcove sync, alcove ask QUESTION")
    return 0


if __name__ == "__main__":
    sys.exit(main())
