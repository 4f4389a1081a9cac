"""The library: reading, splitting, indexing, finding, answering from it, and citing it truthfully."""
