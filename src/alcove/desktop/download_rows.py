"""Downloads of models on view: a bar, speed, time left; pause, go on, throw away."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QToolButton, QVBoxLayout, QWidget

from alcove.desktop.confirm import confirmed
from alcove.desktop.downloading import Download, DownloadList
from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.model_row import bytes_words
from alcove.desktop.syncing import duration
from alcove.desktop.theme import Size, Theme, dress

_STEPS = 1000


class DownloadRow(QFrame):
    """One download."""

    def __init__(self, theme: Theme, downloads: DownloadList, download: Download) -> None:
        super().__init__()
        self._theme = theme
        self._downloads = downloads
        self.download = download
        dress(self, "plain-card")
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.S4, Size.S3, Size.S3, Size.S3)
        column.setSpacing(Size.S1)
        row = QHBoxLayout()
        row.setSpacing(Size.S2)
        name = ElidedLabel(download.wanted.name)
        dress(name, "heading")
        row.addWidget(name, 1)
        self.facts = QLabel()
        dress(self.facts, "soft")
        row.addWidget(self.facts)
        self.pause_button, self.discard_button = QToolButton(), QToolButton()
        theme.set_icon(self.discard_button, "x", "soft", Size.ICON_SMALL)
        told = f"Throw away the download of {download.wanted.name}"
        self.discard_button.setToolTip(told)
        self.discard_button.setAccessibleName(told)
        self.pause_button.clicked.connect(self._on_pause)
        self.discard_button.clicked.connect(self._on_discard)
        row.addWidget(self.pause_button)
        row.addWidget(self.discard_button)
        column.addLayout(row)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setMaximum(_STEPS)
        self.bar.setAccessibleName(f"How much of {download.wanted.name} has come")
        column.addWidget(self.bar)
        self.trouble = QLabel()
        self.trouble.setWordWrap(True)
        dress(self.trouble, "warn")
        column.addWidget(self.trouble)
        self.refresh()

    def refresh(self) -> None:
        """Show how far it is."""
        one = self.download
        self.bar.setValue(round(_STEPS * one.done / max(1, one.wanted.bytes)))
        self.facts.setText(progress_words(one))
        trouble = str(one.error) if one.error else one.at.trouble if one.at else ""
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))
        ending = one.phase in ("pausing", "discarding")
        self.pause_button.setEnabled(not ending)
        self.discard_button.setEnabled(one.phase != "discarding")
        self._theme.set_icon(self.pause_button, "pause" if one.busy else "play", "soft", Size.ICON_SMALL)
        told = f"{'Pause' if one.busy else 'Go on with'} the download of {one.wanted.name}"
        self.pause_button.setToolTip(told)
        self.pause_button.setAccessibleName(told)

    def _on_pause(self) -> None:
        if self.download.busy:
            self._downloads.pause(self.download)
        else:
            self._downloads.resume(self.download)

    def _on_discard(self) -> None:
        come = self.download.done
        if come < 1_000_000 or confirmed(
            self,
            f"Throw away the download of {self.download.wanted.name}?",
            f"The {bytes_words(come)} that have come are deleted.",
            "Throw away",
        ):
            self._downloads.discard(self.download)


class DownloadRows(QWidget):
    """All downloads under way; takes no room when there is none."""

    def __init__(self, theme: Theme, downloads: DownloadList) -> None:
        super().__init__()
        self._theme = theme
        self._downloads = downloads
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, Size.S3)
        self._column.setSpacing(Size.S2)
        self.rows: list[DownloadRow] = []
        downloads.changed.connect(self._write)
        downloads.moved.connect(self._on_moved)
        self._write()

    def _write(self) -> None:
        for row in self.rows:
            if row.download not in self._downloads.downloads:
                row.hide()
                row.deleteLater()
        kept = {row.download: row for row in self.rows if row.download in self._downloads.downloads}
        self.rows = []
        for download in self._downloads.downloads:
            row = kept.get(download) or DownloadRow(self._theme, self._downloads, download)
            self._column.addWidget(row)
            self.rows.append(row)
        self.setVisible(bool(self.rows))

    def _on_moved(self, download: Download) -> None:
        for row in self.rows:
            if row.download is download:
                row.refresh()


def progress_words(download: Download) -> str:
    """Say how far a download is: "1.2 of 2.5 GB · 12.3 MB/s · 2 min left"."""
    if download.phase == "checking":
        return f"comparing checksums, {100 * download.done // max(1, download.wanted.bytes)} %"
    come, whole = bytes_words(download.done) if download.done else "0", bytes_words(download.wanted.bytes)
    told = [f"{come.removesuffix(whole[-3:])} of {whole}"]
    if download.phase != "fetching":
        told.append({"failed": "stopped", "discarding": "stopping"}.get(download.phase, download.phase))
    elif download.at is not None and download.at.bytes_per_s:
        told.append(f"{download.at.bytes_per_s / 10**6:.1f} MB/s")
        if download.at.seconds_left is not None:
            told.append(f"{duration(download.at.seconds_left)} left")
    return " · ".join(told)
