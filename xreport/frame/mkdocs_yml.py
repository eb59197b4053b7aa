"""Reading ``mkdocs.yml`` as data: plain YAML, ``!ENV``, and of Python's tags a few that themes ask people to write.

MkDocs itself reads the file with a loader that runs whatever a tag says. Here no tag can name anything but what stands
in `NAMES`; all others are refused with the line they stand on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import yaml
from yaml_env_tag import construct_env_tag

from xreport.errors import FrameError

NAMES: Final = {
    "material.extensions.emoji": ("to_svg", "twemoji"),
    "pymdownx.emoji": ("emojione", "gemoji", "to_alt", "to_png", "to_png_sprite", "to_svg", "to_svg_sprite", "twemoji"),
    "pymdownx.superfences": ("fence_code_format", "fence_div_format"),
    "pymdownx.arithmatex": ("arithmatex_fenced_format", "arithmatex_inline_format", "fence_mathjax_format"),
    "pymdownx.slugs": ("slugify", "uslugify", "uslugify_cased"),
}
"""Functions of Markdown extensions, by module: they format a block of the page, and do nothing else."""
_NAME: Final = "tag:yaml.org,2002:python/name:"
_CALL: Final = "tag:yaml.org,2002:python/object/apply:"
_SHORT: Final = "tag:yaml.org,2002:"

_SHAPES: dict[str, tuple[type, ...]] = {
    "nav": (list,),
    "theme": (dict, str),
    "extra": (dict,),
    "extra_css": (list,),
    "extra_javascript": (list,),
    "plugins": (list, dict),
    "docs_dir": (str,),
}
"""What we read ourselves; MkDocs checks the rest."""


@dataclass(frozen=True, slots=True)
class MkDocsFile:
    """The user's ``mkdocs.yml`` with everything that it inherits.

    Attributes:
        path: The file that was named.
        chain: The files read for it: itself, then what it inherits from.
        settings: What they say together.
        environment: Whether a value comes from the environment.
    """

    path: Path
    chain: tuple[Path, ...]
    settings: dict[str, Any]
    environment: bool


def read_mkdocs_file(path: Path) -> MkDocsFile:
    """Read a configuration of MkDocs.

    Raises:
        FrameError: It cannot be read, or says what is not obeyed; with file and line.
    """
    settings: dict[str, Any] = {}
    chain: list[Path] = []
    environment = False
    for file, text, said in _inheritance(path):
        chain.append(file)
        environment |= "!ENV" in text
        # Paths in a parent count from the file that inherits it, as in MkDocs.
        settings = _merged(said, settings)
    settings.pop("INHERIT", None)
    return MkDocsFile(path, tuple(chain), settings, environment)


def _inheritance(file: Path) -> Iterator[tuple[Path, str, dict[str, Any]]]:
    seen: set[Path] = set()
    while file.resolve() not in seen:
        seen.add(file.resolve())
        text = _text(file)
        said = _loaded(file, text)
        yield file, text, said
        parent = said.get("INHERIT")
        if not parent:
            return
        if not (file.parent / str(parent)).is_file():
            raise FrameError(f"{file.name}: INHERIT names {parent}, which is not there", f"correct {file.name}")
        file = file.parent / str(parent)


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FrameError(f"{file.name} is not UTF-8 text (byte {error.start})", "save it as UTF-8") from None
    except OSError as error:
        raise FrameError(f"{file.name} cannot be read: {error.strerror}", "make it readable") from None


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Return both; of a table that both have, the keys of both."""
    found = dict(below)
    for key, value in above.items():
        mine = found.get(key)
        found[key] = _merged(mine, value) if isinstance(mine, dict) and isinstance(value, dict) else value
    return found


def _loaded(file: Path, text: str) -> dict[str, Any]:
    try:
        settings = yaml.load(text, _Loader)  # noqa: S506 - a SafeLoader
    except _RefusedTagError as error:
        where = f"{file.name}:{error.problem_mark.line + 1}"
        raise FrameError(f"{where}: {error.problem}", "remove the tag, or write a plain value") from None
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise FrameError(f"{file.name}{line}: this is not YAML: {error.problem}", f"correct {file.name}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise FrameError(f"{file.name} is not YAML: {error}", f"correct {file.name}") from None
    if not isinstance(settings, dict):
        return {}
    settings = {key: value for key, value in settings.items() if isinstance(key, str)}
    wrong = [
        key for key, kinds in _SHAPES.items() if settings.get(key) is not None and not isinstance(settings[key], kinds)
    ]
    if wrong:
        raise FrameError(f"{file.name}: {', '.join(wrong)} is not what MkDocs expects there", f"correct {file.name}")
    return settings


class _RefusedTagError(yaml.constructor.ConstructorError):  # type: ignore[misc]
    """A tag that is not obeyed."""


class _Loader(yaml.SafeLoader):  # type: ignore[misc]
    """A loader that runs nothing."""


def _refuse(_loader: yaml.SafeLoader, _suffix: str, node: yaml.Node) -> Any:
    tag = f"!!{node.tag.removeprefix(_SHORT)}" if node.tag.startswith(_SHORT) else node.tag
    what = f"the tag {tag[:100]} is not obeyed: a configuration is read as data"
    raise _RefusedTagError(None, None, what, node.start_mark)


def _named(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
    module, _, name = suffix.rpartition(".")
    if name not in NAMES.get(module, ()):
        return _refuse(loader, suffix, node)
    return getattr(import_module(module), name)


def _called(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
    """``pymdownx.slugs.slugify`` makes the function that is wanted: the documentation of themes has it called."""
    module, _, name = suffix.rpartition(".")
    if (module, name) != ("pymdownx.slugs", "slugify") or not isinstance(node, yaml.MappingNode):
        return _refuse(loader, suffix, node)
    options = loader.construct_mapping(node, deep=True).get("kwds")
    plain = options if isinstance(options, dict) else {}
    return getattr(import_module(module), name)(**{str(key): value for key, value in plain.items()})


_Loader.add_constructor("!ENV", construct_env_tag)
_Loader.add_multi_constructor(_NAME, _named)
_Loader.add_multi_constructor(_CALL, _called)
_Loader.add_multi_constructor("", _refuse)  # after those above: the first that fits counts
