"""A measured figure: ours, the reference, and the bound on their ratio."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """`ours / reference` should be at most `most` and at least `least`, where given.

    With `absolute` the bound is on `ours` itself. Without any bound the figure is only told.
    """

    name: str
    ours: float
    reference: float
    unit: str
    most: float | None = None
    least: float | None = None
    absolute: bool = False

    @property
    def ratio(self) -> float:
        return self.ours / self.reference if self.reference else float("nan")

    @property
    def met(self) -> bool:
        """Whether the bound holds."""
        value = self.ours if self.absolute else self.ratio
        return (self.most is None or value <= self.most) and (self.least is None or value >= self.least)

    def __str__(self) -> str:
        bound = ""
        unit = f" {self.unit}" if self.absolute else " x"
        if self.most is not None:
            bound = f", at most {self.most:g}{unit}"
        elif self.least is not None:
            bound = f", at least {self.least:g}{unit}"
        verdict = "" if not bound else ("  ok" if self.met else "  MISSED")
        against = f"{self.ratio:.3f} x  " if self.reference else ""
        reference = f" against {self.reference:,.2f} {self.unit}" if self.reference else ""
        return f"{self.name}: {against}({self.ours:,.2f} {self.unit}{reference}{bound}){verdict}"


def probe(script: str, *arguments: object) -> dict[str, Any]:
    """Run a script of this folder in a process of its own, without a display; return the JSON it prints last."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name(script)), *map(str, arguments)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{script} failed:\n{done.stderr[-4000:]}")
    value: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return value


NOTE_TEXT = """
the garden needs water before noon because clay holds heat and roots dry out first near the wall
meeting with the carpenter moved to thursday bring the drawings of the window frames and the price list
a short walk along the river then lunch at the mill where the bread is baked twice a week in autumn
insurance papers are in the blue folder under the stairs next to the warranty of the washing machine
"""


def write_notes(folder: Path, count: int, size: int = 4000) -> None:
    """Write Markdown notes of about `size` characters, all different, the same in every run."""
    import random

    words = NOTE_TEXT.split()
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        order = random.Random(number)
        parts = [f"# Note {number}\n"]
        while sum(map(len, parts)) < size:
            sentence = " ".join(order.choice(words) for _ in range(order.randint(8, 20)))
            parts.append(
                f"{sentence.capitalize()} {order.randint(1, 10_000)}.{chr(10) * 2 if order.random() < 0.3 else ' '}"
            )
        (folder / f"note-{number:05}.md").write_text("".join(parts), encoding="utf-8")
