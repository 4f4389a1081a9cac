"""`make bench`: each figure as a ratio of two measurements taken in the same run, with the most it should be.

These machines are noisy: only the ratios mean something. Give names to run some of them: window sync scan change
reading ocr tree saved answer engine reuse cancel memory together support differences quotations followups scale
stall beside open turns map actions prose. `--model FILE` measures answers with another GGUF than the starter. `--set
FOLDER` measures on a set of questions too: spans nearest drafts. In it are the files to read, in `corpus/`, and the
questions, in `queries.jsonl` (their form: `alcove.rag.evaluate`). `refusals.py` takes several, and runs by itself.
`actions` prints all that can be done in the window, with its keys.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import actions
import answers
import change
import differences
import drafts
import engine
import followups
import library
import mapped
import nearest
import ocr
import prose
import quotations
import reading
import scale
import spans
import support
import window
from figures import Figure

BENCHES: dict[str, Callable[[argparse.Namespace], list[Figure]]] = {
    "window": window.shown,
    "sync": library.sync_notes,
    "scan": library.scan_unchanged,
    "change": change.beside_the_old_one,
    "reading": reading.speeds,
    "ocr": ocr.against_bare,
    "tree": reading.whole_tree,
    "saved": reading.saved_note,
    "answer": answers.against_bare,
    "engine": engine.against_bare,
    "reuse": engine.reuse,
    "cancel": engine.cancelling,
    "memory": engine.memory,
    "together": engine.together,
    "support": support.against_judgement,
    "differences": differences.against_judgement,
    "quotations": quotations.random_and_real,
    "followups": followups.against_joined,
    "scale": scale.speeds,
    "stall": window.stalls,
    "beside": window.beside,
    "open": window.opened,
    "turns": window.turns,
    "actions": actions.table,
    "prose": prose.stalls,
    "map": mapped.painted,
}
ON_A_SET: dict[str, Callable[[argparse.Namespace], list[Figure]]] = {
    "spans": spans.against_splitters,
    "nearest": nearest.against_exact,
    "drafts": drafts.against_none,
}


def main() -> int:
    """Run the chosen benches one after another; return 1 when a figure misses its bound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *BENCHES, *ON_A_SET], help="which (all)")
    parser.add_argument("--model", type=Path, help="a GGUF file for the answers")
    parser.add_argument("--models", type=Path, nargs="*", default=[], help="further GGUF files: memory together")
    parser.add_argument("--runs", type=int, default=5, help="repetitions, of which the median counts")
    parser.add_argument("--set", type=Path, help="a folder with questions and the files that answer them")
    parser.add_argument("--data-dir", type=Path, help="a library of that set, to save its sync")
    options = parser.parse_args()
    if options.set is None and (lacking := ON_A_SET.keys() & set(options.names)):
        parser.error(f"{' and '.join(sorted(lacking))} need --set")
    benches = BENCHES if options.set is None else BENCHES | ON_A_SET
    missed = 0
    for name in options.names or benches:
        print(f"\n{name}", flush=True)
        for figure in benches[name](options):
            print(f"  {figure}", flush=True)
            missed += not figure.met
    print(f"\n{missed} figures miss their bound" if missed else "\nevery figure is within its bound")
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
