"""Read the sources for a command that only looks at them."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from xreport.cli.caching import opened_cache
from xreport.cli.inputs import Inputs, current_time
from xreport.cli.progress import shown_progress

if TYPE_CHECKING:
    from xreport.model import Collection


def read_collection(inputs: Inputs, cache_folder: Path | None, *, no_cache: bool) -> Collection:
    """Return what the sources hold, with bars on a terminal."""
    from xreport.load import load

    with (
        opened_cache(inputs, cache_folder, no_cache=no_cache) as cache,
        shown_progress(quiet=not sys.stderr.isatty()) as progress,
    ):
        return load(
            inputs.sources,
            now=current_time(),
            config=inputs.config,
            exclude=(inputs.out, cache.path) if cache else (inputs.out,),
            cache=cache,
            progress=partial(progress, "Reading"),
        )
