"""The size a person gave all text in the system's settings: the whole window is drawn so much larger.

Qt follows a screen's density by itself, and on X11 the size of text too. On Windows and on GNOME under Wayland that
size is a setting of its own, which Qt does not look at. `apply` is called before there is an application: Qt reads
its factor once.
"""

import os
import subprocess
import sys
from collections.abc import MutableMapping

FACTOR = "QT_SCALE_FACTOR"
LEAST, MOST = 1.0, 2.25
GSETTINGS_S = 0.5


def apply(environment: MutableMapping[str, str] = os.environ) -> None:
    """Let Qt draw everything larger by the size of text; a factor that was set by hand stays."""
    if FACTOR not in environment and (scale := system_text_scale()) > LEAST:
        environment[FACTOR] = f"{scale:g}"


def system_text_scale() -> float:
    """Return how much larger than usual text is wanted; 1 where the system does not say, or Qt follows it itself."""
    if sys.platform == "win32":
        told = _from_windows()
    elif "GNOME" in os.environ.get("XDG_CURRENT_DESKTOP", "") and os.environ.get("WAYLAND_DISPLAY"):
        told = _from_gnome()
    else:
        told = 1.0
    return min(max(told, LEAST), MOST)


def _from_windows() -> float:
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, r"Software\Microsoft\Accessibility") as key:  # type: ignore[attr-defined,unused-ignore]  # Windows only
            return float(winreg.QueryValueEx(key, "TextScaleFactor")[0]) / 100  # type: ignore[attr-defined,unused-ignore]  # Windows only
    except (OSError, ValueError):
        return 1.0


def _from_gnome() -> float:
    asked = ["gsettings", "get", "org.gnome.desktop.interface", "text-scaling-factor"]
    try:
        told = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=GSETTINGS_S)
        return float(told.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return 1.0
