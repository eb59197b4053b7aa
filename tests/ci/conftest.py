from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator

import pytest
from git_server import Server


@pytest.fixture
def server(tmp_path) -> Iterator[Server]:
    if not all(map(shutil.which, ("git", "bash", "tar", "curl"))):
        pytest.skip("needs git, bash, tar and curl")
    server = Server(tmp_path / "server")
    yield server
    server.close()
    sys.stdout.write("\n".join(server.log))  # shown when the test failed
