"""A training script that looks for a token, and plants what may fire later, against the CI files as they stand."""

from __future__ import annotations

import pytest
from traps import commit_traps, fired, tokens_seen
from workflow_runs import KINDS, GitLab

both = pytest.mark.parametrize("kind", ["github", pytest.param("gitlab", marks=pytest.mark.slow)])
pytestmark = pytest.mark.skipif("not __import__('os').path.isdir('/proc/self')", reason="needs /proc")


@both
def test_it_sees_no_token_that_can_push_and_nothing_that_it_left_is_run(server, kind):
    loot = commit_traps(server)
    before = server.branches()
    ci = KINDS[kind](server, before_keep=lambda: unchanged.append(server.branches() == before))
    unchanged: list[bool] = []
    assert ci.run("keep")
    assert unchanged == [True], "it could push nothing itself"
    looked, tokens = (loot / "looked").read_text().split(), tokens_seen(server, loot)
    assert any(name.endswith("/environ") for name in looked)
    assert any(name.endswith("/.git/config") for name in looked)
    if kind == "github":
        assert not tokens
    else:
        assert len(tokens) == 1, "that of the job, which reads"
        assert ci.secret not in tokens
    assert fired(loot) == set()
    assert [name.endswith(".jsonl") for name in server.kept()] == [True], "and the journal is kept"


@both
def test_on_one_machine_what_it_left_is_run(server, kind):
    """The traps of the test above are real: they fire where jobs share a machine that nobody cleans."""
    loot = commit_traps(server)
    KINDS[kind](server, one_machine=True).run("keep")
    assert any(line.endswith(" by keep") for line in fired(loot))


def test_gitlab_variables_that_the_training_hands_out_reach_jobs_that_take_its_artifacts(server):
    """Why the job keep does not take them."""
    loot = commit_traps(server)
    ci = GitLab(server)
    ci.pipeline["keep"]["needs"] = ["train"]
    ci.run("keep")
    assert "BASH_ENV by keep" in fired(loot)


def test_gitlab_runs_nothing_where_the_training_would_see_the_token(server):
    loot = commit_traps(server)
    ci = GitLab(server, scope="*")
    assert not ci.run("keep")
    assert ci.results["train"] == "failure"
    assert "give the variable the environment scope xreport-keep" in "\n".join(server.log)
    assert list(loot.iterdir()) == []
