"""By which metric a tool itself ranks, and which number of it counts, is told with its logs."""

import json

import pytest
from claimed_logs import one
from made_runs import config_of

from xreport.analysis.metrics import resolve_metrics
from xreport.analysis.primary import choose_primary
from xreport.analysis.scoring import score

YOLO = (
    "epoch,train/box_loss,metrics/mAP50(B),metrics/mAP50-95(B),val/box_loss,lr/pg0\n"
    "1,3,0.5,0.3,2,0.1\n2,2,0.6,0.4,1,0.1\n"
)
MONITOR = '#{"t_start": 1600000000.5, "env_id": "CartPole-v1"}\nr,l,t\n'
SB3 = "time/total_timesteps,rollout/ep_rew_mean,train/loss\n2048,1.5,\n4096,2.5,0.25\n"
SB3_EVALUATED = "time/total_timesteps,eval/mean_reward,rollout/ep_rew_mean\n2048,1,1.5\n4096,2,2.5\n"
MLPERF = "".join(
    f':::MLLOG {{"key": "{key}", "value": {value}, "time_ms": {time}, "event_type": "{kind}", "metadata": {data}}}\n'
    for key, value, time, kind, data in (
        ("run_start", "null", 1000000000000, "INTERVAL_START", "{}"),
        ("eval_accuracy", 0.5, 1000000002000, "POINT_IN_TIME", '{"epoch_num": 1}'),
        ("eval_accuracy", 0.7, 1000000003000, "POINT_IN_TIME", '{"epoch_num": 2}'),
        ("run_stop", "null", 1000000004000, "INTERVAL_END", '{"status": "success"}'),
    )
)


def state(**more):
    history = [
        {"step": 10, "epoch": 1, "loss": 2.0},
        {"step": 10, "epoch": 1, "eval_loss": 1.0, "eval_accuracy": 0.5},
        {"step": 20, "epoch": 2, "eval_loss": 1.5, "eval_accuracy": 0.75},
    ]
    return json.dumps({"global_step": 20, "log_history": history, **more})


@pytest.mark.parametrize(
    ("path", "data", "name", "value"),
    [
        ("runs/train/results.csv", YOLO, "metrics/mAP50-95(B)", 0.4),
        ("ppo/progress.csv", SB3, "rollout/ep_rew_mean", 2.5),
        ("ppo/progress.csv", SB3_EVALUATED, "eval/mean_reward", 2.0),
        ("result_0.txt", MLPERF, "run_seconds", 4.0),
        ("out/trainer_state.json", state(best_global_step=10, best_metric=1.0), "eval/loss", 1.5),
        (
            "out/trainer_state.json",
            state(best_model_checkpoint="/o/checkpoint-20", best_metric=0.75),
            "eval/accuracy",
            0.75,
        ),
        ("out/trainer_state.json", state(best_global_step=10, best_metric=None), "eval/accuracy", 0.75),
        ("a/monitor.csv", MONITOR + "".join(f"{k},10,{k}\n" for k in range(200)), "episode/reward", 149.5),
        ("a/monitor.csv", MONITOR + "1,10,1\n3,10,2\n", "episode/reward", 2.0),
    ],
)
def test_what_the_tool_ranks_by(tmp_path, path, data, name, value):
    run = one(tmp_path / "a", {path: data})
    metrics = resolve_metrics([run], config_of())
    main = choose_primary([run], metrics, config_of()).metrics[0]
    assert (main.name, score(run, main)) == (name, value)
