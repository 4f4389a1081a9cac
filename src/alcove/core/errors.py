"""The errors people may see, in one tree.

AppError                     known: shown in plain words, exit status 2
├── SettingsError            a setting has a value that cannot be used
├── DatabaseError
│   ├── DatabaseTooNew       written by a newer Alcove
│   ├── DatabaseDamaged      SQLite says the file is broken
│   └── DiskFull             no room left; nothing was lost
├── SourceError              a folder that cannot be added, found or listed
├── DocumentError            an item that cannot be read: its message becomes the reason it was skipped
│   └── ItemUnreachable      its bytes could not be had this time; the next sync tries again
├── ConversationError        conversations: a folder of theirs, a file of them
│   ├── FolderError          cannot be made, moved or found
│   └── ImportFailed         holds no conversations, or broken ones
├── IndexUnavailable         the `index` child or Chroma cannot serve
├── PromptError              a prompt or persona that cannot be read, kept, filled or brought in
├── LibraryBusy              another Alcove is writing to the same library
├── ModelError
│   ├── ModelMissing         no such model, or its file is gone
│   ├── ModelBroken          llama.cpp cannot load it
│   ├── LoadingStopped       a person stopped it while it was loaded: no failure
│   ├── NoRoomYet            answers under way take the memory it needs
│   ├── HubUnreachable       the model hub, or the way to it, fails for now
│   └── ServiceError         a service that runs models elsewhere cannot be reached, or refuses
└── NetworkRefused           a connection nobody asked for

Anything that is not an AppError is a bug: it goes to the crash report, exit status 1.
"""


class AppError(Exception):
    """A known failure, told to a person.

    `message` says what happened, `hint` what to do next, both in plain words and whole sentences.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class SettingsError(AppError):
    """A setting has a value that cannot be used."""


class DatabaseError(AppError):
    """The book of record cannot be used."""


class DatabaseTooNew(DatabaseError):
    """The database was written by a newer version."""


class DatabaseDamaged(DatabaseError):
    """SQLite reports that the file is not a sound database."""


class DiskFull(DatabaseError):
    """There is no room left on the disk; the transaction was rolled back."""


class SourceError(AppError):
    """A source cannot be added, found or listed."""


class DocumentError(AppError):
    """An item cannot be read; the message is kept as the reason it was skipped.

    `action` names what a person can do about it: "password" (give it), "language <code>" (install what OCR needs
    to read it), "libreoffice" (install it), "retry" (nothing is wrong with the item itself); empty when nothing helps.
    """

    def __init__(self, message: str, hint: str = "", *, action: str = "") -> None:
        super().__init__(message, hint)
        self.action = action


class ItemUnreachable(DocumentError):
    """The bytes of an item could not be had this time; it is tried again at the next sync."""


class ConversationError(AppError):
    """Something about conversations cannot be done."""


class FolderError(ConversationError):
    """A folder of conversations cannot be made, moved or found."""


class ImportFailed(ConversationError):
    """A file holds no conversations that can be imported, or one in it cannot be read."""


class IndexUnavailable(AppError):
    """The `index` child or the Chroma server cannot serve; keyword search still works."""


class PromptError(AppError):
    """A prompt or persona cannot be read, kept, filled or brought in."""


class LibraryBusy(AppError):
    """Another process is writing to the same library."""


class ModelError(AppError):
    """A model cannot be used."""


class ModelMissing(ModelError):
    """There is no such model, or its file is gone."""


class ModelBroken(ModelError):
    """The runtime cannot load the model's file."""


class LoadingStopped(ModelError):
    """Loading a model was cancelled; nothing of it is in memory."""


class NoRoomYet(ModelError):
    """There is room for a model in memory once those that answer now are done."""


class HubUnreachable(ModelError):
    """The model hub cannot be reached, broke off, or asks to wait; the same may work later.

    `wait_s` is how long it asks to wait, where it does.
    """

    def __init__(self, message: str, hint: str = "", *, wait_s: float | None = None) -> None:
        super().__init__(message, hint)
        self.wait_s = wait_s


class ServiceError(ModelError):
    """A service that runs models elsewhere cannot be used, or cannot be reached, or does not answer as it should."""


class NetworkRefused(AppError):
    """A connection that nobody switched on was refused."""
