"""Downloads of models on view: a bar, speed, time left; pause, go on, throw away."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QToolButton, QVBoxLayout, QWidget

from alcove.desktop.confirm import confirmed
from alcove.desktop.downloading import Download, DownloadList
from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.model_row import bytes_words
from alcove.desktop.syncing import duration
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import decimal, marked, told, tr

_STEPS = 1000
_PHASES = {
    "waiting": marked("waiting"),
    "pausing": marked("pausing"),
    "paused": marked("paused"),
    "discarding": marked("stopping"),
    "failed": marked("stopped"),
}


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
        words = tr("Throw away the download of {name}").format(name=download.wanted.name)
        self.discard_button.setToolTip(words)
        self.discard_button.setAccessibleName(words)
        self.pause_button.clicked.connect(self._on_pause)
        self.discard_button.clicked.connect(self._on_discard)
        row.addWidget(self.pause_button)
        row.addWidget(self.discard_button)
        column.addLayout(row)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setMaximum(_STEPS)
        self.bar.setAccessibleName(tr("How much of {name} has come").format(name=download.wanted.name))
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
        self.trouble.setText(told(trouble))
        self.trouble.setVisible(bool(trouble))
        ending = one.phase in ("pausing", "discarding")
        self.pause_button.setEnabled(not ending)
        self.discard_button.setEnabled(one.phase != "discarding")
        self._theme.set_icon(self.pause_button, "pause" if one.busy else "play", "soft", Size.ICON_SMALL)
        words = tr("Pause the download of {name}") if one.busy else tr("Go on with the download of {name}")
        self.pause_button.setToolTip(words.format(name=one.wanted.name))
        self.pause_button.setAccessibleName(words.format(name=one.wanted.name))

    def _on_pause(self) -> None:
        if self.download.busy:
            self._downloads.pause(self.download)
        else:
            self._downloads.resume(self.download)

    def _on_discard(self) -> None:
        come = self.download.done
        if come < 1_000_000 or confirmed(
            self,
            tr("Throw away the download of {name}?").format(name=self.download.wanted.name),
            tr("The {size} that have come are deleted.").format(size=bytes_words(come)),
            tr("Throw away"),
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
        percent = 100 * download.done // max(1, download.wanted.bytes)
        return tr("comparing checksums, {percent} %").format(percent=percent)
    come, whole = bytes_words(download.done) if download.done else "0", bytes_words(download.wanted.bytes)
    facts = [tr("{done} of {whole}").format(done=come.removesuffix(whole[-3:]), whole=whole)]
    if download.phase != "fetching":
        facts.append(tr(_PHASES[download.phase]))
    elif download.at is not None and download.at.bytes_per_s:
        facts.append(tr("{speed} MB/s").format(speed=decimal(download.at.bytes_per_s / 10**6, 1)))
        if download.at.seconds_left is not None:
            facts.append(tr("{time} left").format(time=duration(download.at.seconds_left)))
    return " · ".join(facts)
