"""A workbook as LibreOffice opens it: texts and numbers as they were written, and no formula."""

import csv
import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from lib.exporting.spreadsheet import write_csv, write_xlsx
from tests.exporting.export_samples import nasty_export

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
SECONDS = 150
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed (Debian: libreoffice-calc-nogui)")


def converted(file: Path, ending: str, folder: Path) -> list[Path]:
    """Return what LibreOffice makes of the file; of CSV one file a sheet."""
    assert OFFICE is not None
    kind = (
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1" if ending == "csv" else ending
    )
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [OFFICE, profile, "--headless", "--norestore", "--convert-to", kind, "--outdir", str(folder), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
    return sorted(folder.glob(f"{file.stem}*.{ending}"))


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the workbook of that export."""
    path = tmp_path_factory.mktemp("office") / "book.xlsx"
    with path.open("wb") as out:
        write_xlsx(nasty_export(), out)
    return path


@pytest.mark.timeout(SECONDS)
def test_cells_are_shown_as_they_were_written(workbook: Path, tmp_path: Path) -> None:
    sheets = {path.stem.removeprefix("book-"): path for path in converted(workbook, "csv", tmp_path)}
    assert set(sheets) == {"Answers", "Citations", "Verdicts", "Papers", "About"}
    for name, path in sheets.items():
        written = load_workbook(workbook)[name].iter_rows(values_only=True)
        shown = csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""))
        assert list(shown) == [["" if cell is None else str(cell) for cell in line] for line in written]


@pytest.mark.timeout(SECONDS)
def test_no_sheet_holds_a_formula(workbook: Path, tmp_path: Path) -> None:
    (path,) = converted(workbook, "ods", tmp_path)
    with zipfile.ZipFile(path) as parts:
        assert b"table:formula" not in parts.read("content.xml")


@pytest.mark.timeout(SECONDS)
def test_a_csv_holds_no_formula_either(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    with path.open("wb") as out:
        write_csv(nasty_export(), out)
    (made,) = converted(path, "ods", tmp_path)
    with zipfile.ZipFile(made) as parts:
        assert b"table:formula" not in parts.read("content.xml")
