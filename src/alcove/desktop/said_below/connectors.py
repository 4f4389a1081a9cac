"""What `alcove.connectors` says."""

from alcove.desktop.said_below.kept import tr  # noqa: F401

SENTENCES: tuple[str, ...] = ()
