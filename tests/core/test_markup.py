"""An answer as it is read: its words, without what numbers and dresses them."""

from alcove.core.markup import MARKER, as_read


def test_markers_and_marks_are_left_out() -> None:
    text = "## Rent\n\nIt is **£640** [1], due [2] on the first.\n\n> “in repair” [12]\n> and\u00a0[3] so on\n\n"
    text += "1. `x`\n- y"
    assert as_read(text) == "Rent\n\nIt is £640, due on the first.\n\n“in repair”\nand so on\n\nx\ny"


def test_what_only_looks_like_them_stays() -> None:
    assert as_read("2 > 1, page [1999] and x[i]") == "2 > 1, page [1999] and x[i]"


def test_a_marker_tells_its_number() -> None:
    assert [found[1] for found in MARKER.finditer("so [1] and\u00a0[23]; [2024]")] == ["1", "23"]
