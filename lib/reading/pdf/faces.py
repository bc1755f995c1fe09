"""What a font's name tells of its face."""

from __future__ import annotations


def is_bold(font: str) -> bool:
    """Return whether the font's name says bold."""
    name = font.split("+")[-1].lower()
    if any(
        mark in name
        for mark in (
            "bold",
            "black",
            "heavy",
            "demi",
            "-bd",
            "cmbx",
            "cmssbx",
            "sfbx",
            "ptmb",
            "phvb",
            "nimbusromno9l-medi",
            "nimbussanl-bold",
        )
    ):
        return True
    return name.endswith((".b", "-b", ",b", "-medi")) or "semibold" in name or ("advp" in name and name.endswith("b"))


def is_italic(font: str) -> bool:
    """Return whether the font's name says italic or oblique."""
    name = font.split("+")[-1].lower()
    return any(
        mark in name for mark in ("ital", "obli", "cmti", "cmmi", "-it", "slant", "sfti", "ptmri")
    ) or name.endswith((".i", "-i", ",i"))
