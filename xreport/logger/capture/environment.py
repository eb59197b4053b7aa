"""Where a run runs: code version, script, Python, packages, hardware class. Nothing names a person or a machine."""

from __future__ import annotations

import contextlib
import os
import sys

from xreport.format.records import PIP_NAMES

_PACKAGES = (
    "catboost", "datasets", "flax", "jax", "keras", "lightgbm", "lightning", "matplotlib", "numpy", "optax", "optuna",
    "pandas", "polars", "pytorch_lightning", "scipy", "sklearn", "statsmodels", "tensorflow", "timm", "tokenizers",
    "torch", "torchvision", "transformers", "xgboost",
)  # fmt: skip
_GIT_SECONDS = 5.0


def describe_system() -> dict[str, object]:
    """Return what is known at once."""
    version = ".".join(map(str, sys.version_info[:3]))
    known = {
        "python": version if sys.implementation.name == "cpython" else f"{sys.implementation.name} {version}",
        "platform": f"{sys.platform}-{_machine()}",
        "hardware": _hardware(),
        "packages": package_versions(),
    }
    return {key: value for key, value in known.items() if value}


def package_versions() -> dict[str, str]:
    """Return the versions of the libraries of the field that are loaded by now, by the names that pip knows.

    The metadata of what is installed would tell the name of any package, but reading all of it takes longer than many
    a run: a quarter of a second for a hundred packages.
    """
    loaded = ((name, getattr(sys.modules.get(name), "__version__", None)) for name in _PACKAGES)
    versions = ((PIP_NAMES.get(name, name), version) for name, version in loaded)
    return {name: version for name, version in versions if isinstance(version, str)}


def _machine() -> str:
    if hasattr(os, "uname"):
        return os.uname().machine
    return os.environ.get("PROCESSOR_ARCHITECTURE", "unknown").lower()


def _hardware() -> dict[str, object]:
    hardware: dict[str, object] = {}
    cpus = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    if cpus:
        hardware["cpus"] = cpus
    with contextlib.suppress(AttributeError, ValueError, OSError):
        hardware["memory_gb"] = round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)
    return hardware


def describe_code() -> dict[str, object]:
    """Return commit, dirty flag and the path of the script that runs. Asks git, which takes its time."""
    script = getattr(sys.modules.get("__main__"), "__file__", None)
    return describe_checkout(os.path.abspath(script) if script else "")


def describe_checkout(script: str = "") -> dict[str, object]:
    """Return commit and dirty flag of the script's repository, else of that around the working directory."""
    folder = os.path.dirname(script) or os.getcwd()
    found = (_git(folder, "rev-parse", "HEAD", "--show-toplevel") or "").splitlines()
    if len(found) != 2:
        return {"script": os.path.basename(script)} if script else {}
    commit, top = found
    code: dict[str, object] = {"commit": commit}
    dirty = _is_dirty(folder, script)
    if dirty is not None:
        code["dirty"] = dirty
    if script:
        code["script"] = os.path.relpath(os.path.realpath(script), os.path.realpath(top)).replace(os.sep, "/")
    return code


def describe_changes() -> str | None:
    """Return how the tracked files of the script's repository differ from the commit, None where there is no commit."""
    script = getattr(sys.modules.get("__main__"), "__file__", None)
    folder = os.path.dirname(os.path.abspath(script)) if script else os.getcwd()
    top = _git(folder, "rev-parse", "--show-toplevel")
    return _git(top, "diff", "--no-color", "--no-ext-diff", "--no-textconv", "HEAD") if top else None


def _is_dirty(folder: str, script: str) -> bool | None:
    """Whether the commit does not tell what ran: tracked files were changed, or the script is not one of them."""
    changes = _git(folder, "status", "--porcelain", "--untracked-files=no")
    tracked = _git(folder, "ls-files", "--", script) if script else "none"
    if changes is None or tracked is None:
        return None
    return bool(changes) or not tracked


def _git(folder: str, *arguments: str) -> str | None:
    """Return what git says, or None when it is not there, fails, or takes too long."""
    import subprocess

    try:
        done = subprocess.run(  # noqa: S603 -- fixed arguments
            ("git", "--no-optional-locks", "-C", folder, *arguments),  # noqa: S607 -- the user's own git
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_GIT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return os.fsdecode(done.stdout).strip() if done.returncode == 0 else None
