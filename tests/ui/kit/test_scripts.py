"""The modules of a component are joined into one script that a browser can read."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from lib.ui.kit.scripts import join_modules

UI = Path(__file__).parents[3] / "lib" / "ui"
ENTRIES = sorted(path for path in UI.rglob("*.js") if "export default function (component)" in path.read_text("utf-8"))
DECLARED = re.compile(r"^(?:async )?(?:function|class|const|let) (\w+)", re.MULTILINE)


def write(folder: Path, **modules: str) -> Path:
    """Write modules by name and return the folder."""
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    return folder


def test_a_module_stands_once_behind_those_it_imports_without_imports_and_exports(tmp_path: Path) -> None:
    write(
        tmp_path,
        entry='import { b } from "./b.js";\nimport {\n  a,\n} from "./a.js";\n\nexport default function (x) { return a + b; }\n',
        b='import { a } from "./a.js";\nexport const b = a;\nexport class B {}\n',
        a="export function a() {}\nexport async function c() {}\nexport let d = 1;\n",
    )
    script = join_modules(tmp_path / "entry.js")
    assert script == (
        "function a() {}\nasync function c() {}\nlet d = 1;\n\nconst b = a;\nclass B {}\n\n\n"
        "export default function (x) { return a + b; }\n"
    )


def test_modules_that_import_each_other_stand_once_each(tmp_path: Path) -> None:
    write(
        tmp_path,
        a='import { b } from "./b.js";\nexport function a() {}\n',
        b='import { a } from "./a.js";\nexport function b() {}\n',
    )
    assert join_modules(tmp_path / "a.js") == "function b() {}\n\nfunction a() {}\n"


@pytest.mark.parametrize(
    "text",
    [
        'import { a as b } from "./a.js";\n',
        'import a from "./a.js";\n',
        'import * as a from "./a.js";\n',
        'import "./a.js";\n',
        'import { a } from "package";\n',
        "export { a };\n",
        'export * from "./a.js";\n',
        "export default class {}\n",
    ],
)
def test_a_form_of_import_or_export_that_is_not_understood_is_refused(tmp_path: Path, text: str) -> None:
    write(tmp_path, entry=text, a="export const a = 1;\n")
    with pytest.raises(ValueError, match=r"^entry\.js: "):
        join_modules(tmp_path / "entry.js")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.stem)
def test_no_two_files_of_a_component_declare_the_same_name(entry: Path) -> None:
    script = join_modules(entry)
    assert [name for name, times in Counter(DECLARED.findall(script)).items() if times > 1] == []
    assert script.count("export ") == script.count("export default function (component)") == 1


def test_every_script_is_part_of_a_component() -> None:
    joined = "".join(join_modules(entry) for entry in ENTRIES)
    unused = [path.name for path in UI.rglob("*.js") if path.read_text(encoding="utf-8").splitlines()[0] not in joined]
    types_alone = ["bar_data.js", "evidence_data.js", "extraction_data.js", "list_data.js", "matrix_data.js"]
    assert sorted(unused) == types_alone
