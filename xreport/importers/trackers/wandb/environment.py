"""Where a run ran, from a record of the log or from ``wandb-metadata.json``.

What tells of people and machines stays where it is: user, host, e-mail, arguments, folders, the repository's address.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from xreport.importers.trackers.wandb.wire import Message, int_of, message_of, text_of

_OS, _PYTHON, _CODE_PATH, _GIT, _CPUS, _GPU, _GPUS, _MEMORY = 1, 2, 7, 9, 16, 18, 19, 21
_GIT_COMMIT: Final = 2
_MEMORY_TOTAL: Final = 1

_PACKAGE: Final = re.compile(r"([A-Za-z0-9][\w.-]{0,99})==([^\s;#]{1,99})")
_MOST_PACKAGES: Final = 2000
_ABSOLUTE: Final = re.compile(r"[/\\~]|[A-Za-z]:|\.\.")


def of_record(message: Message) -> dict[str, Any]:
    """Return what an environment record says. Raises `WireError`."""
    return _environment(
        commit=text_of(message_of(message, _GIT), _GIT_COMMIT),
        script=text_of(message, _CODE_PATH),
        python=text_of(message, _PYTHON),
        platform=text_of(message, _OS),
        cpus=int_of(message, _CPUS),
        gpu=text_of(message, _GPU),
        gpus=int_of(message, _GPUS),
        memory=int_of(message_of(message, _MEMORY), _MEMORY_TOTAL),
    )


def of_metadata(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Return what ``wandb-metadata.json`` says."""
    git, memory = metadata.get("git"), metadata.get("memory")
    return _environment(
        commit=git.get("commit") if isinstance(git, dict) else None,
        script=metadata.get("codePath"),
        python=metadata.get("python"),
        platform=metadata.get("os"),
        cpus=metadata.get("cpu_count"),
        gpu=metadata.get("gpu"),
        gpus=metadata.get("gpu_count"),
        memory=memory.get("total") if isinstance(memory, dict) else None,
    )


def packages_of(requirements: bytes) -> dict[str, str]:
    """Return name and version of the packages that ``requirements.txt`` pins."""
    lines = requirements.decode("utf-8", "replace").splitlines()[:_MOST_PACKAGES]
    return {found[1]: found[2] for line in lines if (found := _PACKAGE.match(line.strip()))}


def _environment(**said: Any) -> dict[str, Any]:
    script = _text(said["script"])
    hardware = {
        "cpus": _count(said["cpus"]),
        "gpu": _text(said["gpu"]),
        "gpus": _count(said["gpus"]),
        "memory_gb": _gigabytes(said["memory"]),
    }
    environment: dict[str, Any] = {
        "commit": _text(said["commit"]),
        "script": "" if _ABSOLUTE.match(script) else script,
        "python": _text(said["python"]).rpartition(" ")[2],
        "platform": _text(said["platform"]),
        "hardware": {key: value for key, value in hardware.items() if value},
    }
    return {key: value for key, value in environment.items() if value}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _count(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1 << 32 else 0


def _gigabytes(total: Any) -> float:
    """Clients before 0.17 wrote GiB, later ones write bytes, as a text in JSON."""
    if isinstance(total, str) and total.isdecimal() and len(total) < 20:
        total = int(total)
    if not isinstance(total, int | float) or isinstance(total, bool) or not 0 < total < 1 << 60:
        return 0
    return round(total / 1e9 if total > 1 << 20 else total * 1.073741824, 1)
