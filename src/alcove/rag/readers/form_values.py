"""What a person typed onto a PDF's page: the values of form fields and text boxes, which pdfium keeps out of its text.

They are read from the annotations themselves, without a form environment: that would run more of pdfium over files
of which nothing is known.
"""

from typing import Any

_MOST = 2_000
"""Annotations of a page that are looked at."""
_LONGEST = 100_000
"""Bytes of one value."""


def with_typed(page: Any, text: str) -> str:
    """Return a page's text with what was typed onto it after it, each value on a line, unless it stands there.

    At the end, so that the indices of pdfium's own text stay.
    """
    from pypdfium2 import raw

    typed: list[str] = []
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            value = _typed(annotation)
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
        if value and value not in text and value not in typed:
            typed.append(value)
    return "\n".join([text, *typed]) if text else "\n".join(typed)


def _typed(annotation: Any) -> str:
    from pypdfium2 import raw

    kind = raw.FPDFAnnot_GetSubtype(annotation)
    if kind == raw.FPDF_ANNOT_FREETEXT:
        return _string(annotation, b"Contents")
    # The value of a box to tick is a name, not a string.
    if kind != raw.FPDF_ANNOT_WIDGET or raw.FPDFAnnot_GetValueType(annotation, b"V") != raw.FPDF_OBJECT_STRING:
        return ""
    return _string(annotation, b"V")


def _string(annotation: Any, key: bytes) -> str:
    import ctypes

    from pypdfium2 import raw

    size = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if not 2 < size <= _LONGEST:
        return ""
    units = (ctypes.c_ushort * (size // 2))()
    raw.FPDFAnnot_GetStringValue(annotation, key, units, size)
    text = bytes(units).decode("utf-16-le", "replace").replace("\0", "")
    return "\n".join(text.splitlines()).strip()
