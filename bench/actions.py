"""Every action of the window: its keys, whether pressing them reaches it while one writes, and what it is called."""

import argparse
import tempfile

from figures import Figure, probe


def table(options: argparse.Namespace) -> list[Figure]:
    """Open the window in a process of its own, press every key in the input, and print what was found."""
    with tempfile.TemporaryDirectory() as place:
        found = probe("probe_actions.py", place)
    actions = found["actions"]
    wide = max(len(one["name"]) for one in actions)
    print(f"  {'action':{wide}}  {'keys':28}  {'by keyboard':11}  {'in the palette':14}  accessible name")
    for one in actions:
        keys = ", ".join(one["keys"]) or "none"
        reached, offered = ("yes" if one[what] else "NO" for what in ("reached", "offered"))
        print(f"  {one['name']:{wide}}  {keys:28}  {reached:11}  {offered:14}  {one['told'] or 'NONE'}")
    return [
        Figure(f"actions without keys, of {len(actions)}", sum(not one["keys"] for one in actions), 0, "actions",
               most=0, absolute=True),
        Figure("actions that their keys do not reach", sum(not one["reached"] for one in actions), 0, "actions",
               most=0, absolute=True),
        Figure("actions that the palette does not find by name", sum(not one["offered"] for one in actions), 0,
               "actions", most=0, absolute=True),
        Figure("actions without an accessible name", sum(not one["told"] for one in actions), 0, "actions",
               most=0, absolute=True),
        Figure("the palette opened among 10,000 conversations", found["open_ms"], 0, "ms", most=50, absolute=True),
        Figure("a key pressed in it", found["type_ms"], 0, "ms"),
    ]  # fmt: skip
