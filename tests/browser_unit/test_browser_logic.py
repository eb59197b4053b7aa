"""The pure logic of the browser side, by Node's own test runner; and the types, where TypeScript is installed."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BROWSER = ROOT / "templates" / "browser"

_spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
hatch_build = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(hatch_build)

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


def test_types(tmp_path: Path) -> None:
    if (BROWSER / "node_modules" / "typescript").is_dir():
        hatch_build.check_types(ROOT)
        return
    if os.environ.get("CI") != "true":
        pytest.skip("TypeScript is not installed: python hatch_build.py --check")
    # In a copy: other tests are using the packages of the checkout.
    shutil.copytree(BROWSER, tmp_path / hatch_build.BROWSER, ignore=shutil.ignore_patterns("node_modules"))
    hatch_build.check_types(tmp_path)
