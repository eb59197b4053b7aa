from made_runs import run_of

from xreport.analysis.news import DAY, whats_new


def test_what_ended_within_a_week_of_the_newest_latest_first():
    newest, edge, old = (run_of(ended=ended) for ended in (100 * DAY, 93 * DAY, 92.9 * DAY))
    silent = run_of(ended=None)
    running = run_of(ended=200 * DAY, status="running")
    assert whats_new([old, edge, running, newest, silent]) == (newest, edge)
    assert whats_new([old, edge, newest], days=1) == (newest,)


def test_what_an_earlier_report_did_not_have():
    known, fresh, running = run_of(), run_of(ended=1.0), run_of(status="running", ended=2.0)
    assert whats_new([known, fresh, running], {known.id, "gone"}) == (running, fresh)
    assert whats_new([known], {known.id}) == ()
    assert whats_new([known, fresh], set()) == (known, fresh)


def test_nothing_is_new_where_nothing_is():
    assert whats_new([]) == ()
    assert whats_new([run_of(ended=None)]) == ()
