"""A small vault as people keep them: daily notes, aliases, nested tags, embeds, a canvas, attachments, broken links."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

NOTES = {
    "Home.md": (
        "# Home\n\nStart at [[Tung oil]], [[Workshop/Bench|the bench]] and [[Missing note]].\n\n"
        "![[Tung oil#Drying]]\n\n"
        "See also [the list](Projects/Boat/Shopping%20list.md#Needed) and [[tung OIL#^twice]].\n"
    ),
    "Tung oil.md": (
        '---\naliases: [China wood oil, Тунговое масло]\ntags: [finish/oil]\nup: "[[Home]]"\n---\n'
        "# Tung oil\n\nPressed from nuts.\n\n## Drying\n\nIt hardens within forty-eight hours.\n\n"
        "## Use\n\nRub it in twice. ^twice\n\n- [ ] buy #todo #project/boat\n"
    ),
    "Workshop/Bench.md": "A bench of beech, see [[Clamp]] and [[#Vice]].\n\n## Vice\n\nThe vice is of iron. #tool\n",
    "Workshop/Clamp.md": "Clamps of the workshop. [[Home]]\n",
    "Projects/Boat/Clamp.md": "Clamps of the boat.\n",
    "Projects/Boat/Shopping list.md": "## Needed\n\nBrushes and [[Clamp]]. ![[plan.png]] #project/boat/paint\n",
    "Daily/2024-03-05.md": "Sanded the hull. [[Shopping list]]\n",
    "Archive/old.md": "Old things. [[Home]]\n",
}
FILES = {
    ".obsidian/app.json": json.dumps({"userIgnoreFilters": ["Archive/", "/^Templates\\/.*\\.md$/"]}),
    ".obsidian/daily-notes.json": json.dumps({"folder": "Daily", "format": "YYYY-MM-DD"}),
    ".obsidian/workspace.json": "{}",
    ".trash/deleted.md": "Thrown away.",
    "Templates/day.md": "{{date}}",
    "Board.canvas": json.dumps({
        "nodes": [
            {"id": "a", "type": "file", "file": "Tung oil.md", "subpath": "#Use", "x": 0, "y": 0},
            {"id": "b", "type": "text", "text": "Varnish the keel, [[Bench]]", "x": 0, "y": 200},
        ],
        "edges": [{"id": "e", "fromNode": "a", "toNode": "b", "label": "then"}],
    }),
    "Attachments/plan.png": "no picture",
}  # fmt: skip


def write_vault(root: Path) -> Path:
    """Write the vault below `root` and return `root`."""
    for name, text in {**NOTES, **FILES}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def fingerprint(root: Path) -> str:
    """Return a hash of every name, byte and time below `root`."""
    known = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        known.update(f"{path.relative_to(root)} {path.stat().st_mtime_ns}".encode())
        if path.is_file():
            known.update(path.read_bytes())
    return known.hexdigest()
