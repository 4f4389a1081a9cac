"""The `alcove` command: the same turns as the window, for scripts, tests and machines without a display."""
