"""Passwords and keys: in the system's keyring where there is one, otherwise until this run ends. Never in a file."""

import threading


class Secrets:
    """Keep small secrets by name. Safe to use from any thread."""

    def __init__(self, service: str = "alcove") -> None:
        self._service = service
        self._lock = threading.Lock()
        self._kept: dict[str, str] = {}

    def get(self, name: str) -> str:
        """Return a secret; empty when there is none, or the keyring cannot be asked."""
        with self._lock:
            if name in self._kept:
                return self._kept[name]
        import keyring
        from keyring.errors import KeyringError

        try:
            return keyring.get_password(self._service, name) or ""
        except KeyringError:
            return ""

    def hold(self, name: str, secret: str) -> None:
        """Keep a secret until this run ends, and no longer."""
        with self._lock:
            self._kept[name] = secret

    def keep(self, name: str, secret: str) -> bool:
        """Keep a secret; return whether it outlives this run, which takes a keyring."""
        self.hold(name, secret)
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.set_password(self._service, name, secret)
        except KeyringError:
            return False
        return True

    def forget(self, name: str) -> None:
        """Remove a secret; one that is not there is no error."""
        with self._lock:
            self._kept.pop(name, None)
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.delete_password(self._service, name)
        except KeyringError:
            return
