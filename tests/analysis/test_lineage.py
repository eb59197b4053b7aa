"""Files by their SHA-256: who made what another run used."""

from made_runs import run_of

from xreport.analysis.lineage import Others, find_lineage
from xreport.model import Artifact

SHA = "ab" * 32


def test_a_file_leads_from_its_maker_to_its_users():
    made, same = (Artifact(path, sha256=sha, role="output") for path, sha in (("m.pt", SHA), ("other", "cd" * 32)))
    used = Artifact("in.pt", sha256=SHA.upper(), role="input")
    maker, user, other = run_of(artifacts=(made, same)), run_of(artifacts=(used,)), run_of(artifacts=(used,))
    lineage = find_lineage([maker, user, other])
    assert lineage.made_by(user, used).runs == (maker,)
    assert lineage.used_by(maker, made).runs == (user, other)
    assert not lineage.used_by(maker, same)
    assert not lineage.made_by(maker, made)


def test_a_run_is_not_its_own_ancestor():
    made, used = Artifact("m", sha256=SHA, role="output"), Artifact("m", sha256=SHA, role="input")
    run = run_of(artifacts=(made, used))
    lineage = find_lineage([run])
    assert lineage.made_by(run, used) == lineage.used_by(run, made) == Others()


def test_what_is_no_hash_links_nothing():
    for sha in ("", "ab", "z" * 64, f"{SHA}\n"):
        made, used = Artifact("m", sha256=sha, role="output"), Artifact("m", sha256=sha, role="input")
        assert find_lineage([run_of(artifacts=(made,)), run_of(artifacts=(used,))]).makers == {}
