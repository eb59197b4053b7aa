"""The pure logic of the browser side, by the test runner of Node; and its checks by TypeScript and Biome."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

from browser_side import BROWSER, copied, hatch_build

HERE = Path(__file__).resolve().parent

BUNDLE = """
import {{ build }} from "esbuild";
await build({{ entryPoints: {entries}, outdir: {out}, bundle: true, platform: "node", format: "esm",
  outExtension: {{ ".js": ".mjs" }}, logLevel: "warning", nodePaths: [{modules}] }});
"""


def test_logic(tmp_path: Path) -> None:
    hatch_build.install_packages(BROWSER)
    entries = sorted(map(str, HERE.glob("*.test.ts")))
    assert entries
    modules = json.dumps(str(BROWSER / "node_modules"))
    script = BUNDLE.format(entries=json.dumps(entries), out=json.dumps(str(tmp_path)), modules=modules)
    node = str(hatch_build.node_program())
    subprocess.run([node, "--input-type=module", "-e", script], cwd=BROWSER, check=True)
    bundles = sorted(map(str, tmp_path.glob("*.mjs")))
    assert len(bundles) == len(entries)
    done = subprocess.run([node, "--test", *bundles], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "pass 0" not in done.stdout


def test_types_format_lint_and_layers(checkout: Path) -> None:
    hatch_build.check_browser(checkout)


BREACHES = {
    "core/dom.ts": ("noRestrictedImports", 'import "../plot/axis";'),
    "core/shapes/runs.ts": ("noRestrictedImports", 'import "../dom";'),
    "plot/axis.ts": ("noRestrictedImports", 'import "../query/edit";'),
    "query/tokens.ts": ("noRestrictedImports", 'import "../search";'),
    "logged/text.ts": ("noRestrictedImports", 'import "../runs/page";'),
    "explore/hit.ts": ("noRestrictedImports", 'import "../compare/page";'),
    "logged/frames.ts": ("noImportCycles", 'import type { mountItem } from "./item";'),
    "runs/pins.ts": ("useTemplate", 'export const kept = "a" + String(1);'),
    "runs/held.ts": ("format", "export const kept = 1"),
}


def test_every_breach_of_a_layer_a_circle_and_format_is_found(checkout: Path, tmp_path: Path) -> None:
    browser = copied(tmp_path) / hatch_build.BROWSER
    for name, (_, line) in BREACHES.items():
        changed = browser / "src" / name
        changed.write_text(f"{line}\n{changed.read_text('utf-8')}", "utf-8")
    biome = checkout / hatch_build.BROWSER / hatch_build.BIOME
    command = [str(hatch_build.node_program()), str(biome), "check", "--max-diagnostics=none", "."]
    said = subprocess.run(command, cwd=browser, capture_output=True, text=True, check=False).stderr
    missed = [name for name, (rule, _) in BREACHES.items() if not re.search(rf"src/{name}\S* .*\b{rule}\b", said)]
    assert not missed, said


def test_every_folder_has_its_layer() -> None:
    source = BROWSER / "src"
    folders = {path.parent.relative_to(source).as_posix() for path in source.rglob("*.ts")} - {"."}
    assert set(re.findall(r'"src/([\w/]+)/\*"', (BROWSER / "biome.jsonc").read_text("utf-8"))) == folders


def test_no_line_is_long() -> None:
    files = [BROWSER / "build.mjs", BROWSER / "biome.jsonc", *HERE.glob("*.ts"), *HERE.glob("*.mjs")]
    files += [*(BROWSER / "src").rglob("*.ts"), *(BROWSER / "css").glob("*.css")]
    lines = [(path, place, line) for path in files for place, line in enumerate(path.read_text("utf-8").split("\n"), 1)]
    assert len(lines) > 10_000
    assert not [f"{path}:{place}" for path, place, line in lines if len(line) > 120 and "url('data:" not in line]
