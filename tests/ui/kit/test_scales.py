"""Every stylesheet of the screens takes the sizes of its letters and its distances from one scale."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[3]
SCALES = ROOT / "lib" / "ui" / "kit" / "scales.css"
SHEETS = [path for path in sorted((ROOT / "lib" / "ui").rglob("*.css")) if path != SCALES]
SIZED = re.compile(r"(?<![\w-])(font-size|font|padding[a-z-]*|margin[a-z-]*|gap|column-gap|row-gap):([^;{}]*)")
LENGTH = re.compile(r"(?<![\w-])([0-9.]+)(rem|em|px)\b")
HAIRLINE_PX = 3
"""At most, what follows no scale: the width of a rule, the gap between cells of the matrix."""


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/", "", text, flags=re.S)


def test_no_sizes_stand_in_stylesheets_but_those_of_the_scales() -> None:
    own = [
        f"{sheet.relative_to(ROOT)}: {name}:{value}"
        for sheet in SHEETS
        for name, value in SIZED.findall(without_comments(sheet.read_text(encoding="utf-8")))
        for number, unit in LENGTH.findall(value)
        if unit != "px" or name.startswith("font") or float(number) > HAIRLINE_PX
    ]
    assert own == []


def test_every_step_of_the_scales_is_there_and_used() -> None:
    there = set(re.findall(r"(--(?:text|space)-\w+):", without_comments(SCALES.read_text(encoding="utf-8"))))
    sheets = "".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS)
    assert set(re.findall(r"var\((--(?:text|space)-\w+)\)", sheets)) == there


def test_the_headings_of_the_theme_end_in_steps_of_the_type_scale() -> None:
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    steps = set(re.findall(r"--text-\w+: ([0-9.]+rem);", SCALES.read_text(encoding="utf-8")))
    assert set(theme["headingFontSizes"][2:]) <= steps
