"""`alcove claims check`: what the library says of a sentence."""

from argparse import Namespace
from dataclasses import asdict
from typing import Any

from alcove.rag.claims import Checked, Passage, check
from alcove.terminal.commands import opened
from alcove.terminal.output import Output

_VERDICTS = {
    "supported": "Supported by",
    "contradicted": "Contradicted by",
    "disputed": "Supported by one passage, contradicted by another",
    "not found": "Not found",
}


def check_claim(options: Namespace, output: Output) -> None:
    """Look for what supports or contradicts a claim."""
    with opened(options) as (library, _, _):
        checked = check(options.text, library, [options.source] if options.source else [])
    value = {
        "claim": checked.claim,
        "verdict": checked.verdict,
        "supported": _passage(checked.supported),
        "contradicted": _passage(checked.contradicted),
        "nearest": _passage(checked.nearest),
        "passages": checked.passages,
        "coverage": asdict(checked.coverage),
        "degraded": checked.degraded,
    }
    output.emit(value, _words(checked))


def _passage(passage: Passage | None) -> dict[str, Any] | None:
    if passage is None:
        return None
    return {
        "uri": passage.hit.uri,
        "page": passage.hit.page,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "reason": _reason(passage),
    }


def _reason(passage: Passage) -> str:
    return passage.cause.words("in the claim", "in the passage") if passage.cause else ""


def _words(checked: Checked) -> str:
    lines = [_VERDICTS[checked.verdict]]
    for passage in (checked.supported, checked.contradicted, checked.nearest):
        if passage is not None:
            page = f", page {passage.hit.page}" if passage.hit.page else ""
            near = "nearest: " if passage is checked.nearest else ""
            lines.append(f"  {near}{passage.hit.uri}{page}: “{' '.join(passage.text.split())}”")
            lines += [f"    {_reason(passage)}"] if passage.cause else []
    coverage = checked.coverage
    lines.append(f"Compared with {checked.passages} passages; searched {coverage.indexed} of {coverage.items} items.")
    if checked.verdict == "not found":
        lines.append("That nothing was found does not mean that it is wrong.")
    return "\n".join(lines)
