"""The ratchet: modules held at full branch coverage by their own unit tests. The list only grows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
TESTS = ("tests/core", "tests/chat", "tests/models/test_lookup.py", "tests/models/test_states.py",
         "tests/models/test_streamed.py", "tests/rag/test_agreement.py", "tests/rag/test_answer.py",
         "tests/rag/test_changes.py", "tests/rag/test_cite.py", "tests/rag/test_claims.py",
         "tests/rag/test_completion.py", "tests/rag/test_difference.py", "tests/rag/test_evaluate.py",
         "tests/rag/test_facts.py", "tests/rag/test_followups.py", "tests/rag/test_keywords.py",
         "tests/rag/test_languages.py", "tests/rag/test_links.py", "tests/rag/test_mentions.py",
         "tests/rag/test_orders.py",
         "tests/rag/test_own.py", "tests/rag/test_passages.py", "tests/rag/test_placing.py",
         "tests/rag/test_query.py", "tests/rag/test_retrieve.py", "tests/rag/test_split.py",
         "tests/rag/test_stems.py",
         "tests/rag/test_support.py", "tests/rag/test_terms.py")  # fmt: skip
FULL = (
    "chat/arena.py",
    "chat/arena_export.py",
    "chat/arena_store.py",
    "chat/columns.py",
    "chat/contenders.py",
    "chat/drafts.py",
    "chat/ratings.py",
    "chat/chatgpt.py",
    "chat/conversations.py",
    "chat/copies.py",
    "chat/corrections.py",
    "chat/export.py",
    "chat/incoming.py",
    "chat/lines.py",
    "chat/openwebui.py",
    "chat/differences.py",
    "chat/opinion.py",
    "chat/delve.py",
    "chat/receipts.py",
    "chat/records.py",
    "chat/search.py",
    "chat/store.py",
    "chat/titles.py",
    "chat/transfer.py",
    "chat/tree.py",
    "chat/kept.py",
    "chat/measure.py",
    "chat/prompt_files.py",
    "chat/prompts.py",
    "chat/reading_plan.py",
    "chat/receipts.py",
    "chat/starters.py",
    "chat/store.py",
    "chat/templates.py",
    "chat/unsure.py",
    "core/alignment.py",
    "core/cancel.py",
    "core/clients.py",
    "core/database.py",
    "core/dialing.py",
    "core/errors.py",
    "core/exchange.py",
    "core/fetching.py",
    "core/folding.py",
    "core/ledger.py",
    "core/net.py",
    "core/paths.py",
    "core/quotation.py",
    "core/schema.py",
    "core/secrets.py",
    "core/settings.py",
    "core/switch.py",
    "models/lookup.py",
    "models/states.py",
    "models/streamed.py",
    "rag/agreement.py",
    "rag/answer.py",
    "rag/changes.py",
    "rag/cite.py",
    "rag/claims.py",
    "rag/completion.py",
    "rag/difference.py",
    "rag/evaluate.py",
    "rag/facts.py",
    "rag/followups.py",
    "rag/keywords.py",
    "rag/languages.py",
    "rag/links.py",
    "rag/measures.py",
    "rag/numerals.py",
    "rag/opposites.py",
    "rag/orders.py",
    "rag/mentions.py",
    "rag/own.py",
    "rag/passages.py",
    "rag/placing.py",
    "rag/query.py",
    "rag/retrieve.py",
    "rag/sentences.py",
    "rag/split.py",
    "rag/stems.py",
    "rag/support.py",
    "rag/terms.py",
)


def test_listed_modules_are_covered_to_the_last_branch(tmp_path: Path) -> None:
    report = tmp_path / "coverage.json"
    packages = [f"--cov=alcove.{name}" for name in ("chat", "core", "models", "rag")]
    said = tmp_path / "said.txt"
    # Into a file: a pipe would be waited for as long as any process that a test left behind holds it.
    with said.open("w") as out:
        ran = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--timeout=60", *TESTS, *packages,
             "--cov-branch", f"--cov-report=json:{report}"],
            cwd=ROOT, env={**os.environ, "COVERAGE_FILE": str(tmp_path / "coverage")},
            stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, check=False, timeout=290,
        )  # fmt: skip
    assert ran.returncode == 0, said.read_text("utf-8")[-6000:]
    files = json.loads(report.read_text("utf-8"))["files"]
    gaps = {
        name: (one["missing_lines"], one["missing_branches"])
        for name in FULL
        for one in [files[str(Path("src/alcove") / name)]]
        if one["missing_lines"] or one["missing_branches"]
    }
    assert gaps == {}, "lines and branches without a test"
