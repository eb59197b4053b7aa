"""Trains something with the tools themselves, and prints what they say of it: `train_with_tools.py TOOL DIR`."""

import json
import sys


def catboost(folder):
    import numpy as np
    from catboost import CatBoostClassifier, Pool

    rng = np.random.default_rng(0)
    data = rng.normal(size=(300, 5))
    label = (data[:, 0] + rng.normal(size=300) > 0).astype(int)
    pools = [Pool(data[at : at + 100], label[at : at + 100]) for at in (0, 100, 200)]
    model = CatBoostClassifier(iterations=8, custom_metric=["AUC"], random_seed=3, train_dir=f"{folder}/catboost_info")
    model.fit(pools[0], eval_set=pools[1:], verbose=False)
    return model.evals_result_


def purge(folder):
    import time

    from tensorboardX import SummaryWriter

    for base, first, last, step in ((1, 0, 160, None), (2, 100, 130, 100)):
        writer = SummaryWriter(f"{folder}/logs", purge_step=step)
        for at in range(first, last, 10):
            writer.add_scalar("loss", base / (at + 1), at)
        writer.close()
        time.sleep(1.1)
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    events = EventAccumulator(f"{folder}/logs").Reload()
    return [[one.step, one.value] for one in events.Scalars("loss")]


def tasks(folder):
    from codecarbon import OfflineEmissionsTracker

    tracker = OfflineEmissionsTracker(country_iso_code="FRA", output_dir=folder, log_level="error")
    for name in ("load", "train"):
        tracker.start_task(name)
        sum(range(1_000_000))
        tracker.stop_task()
    tracker.stop()
    return tracker.final_emissions_data.energy_consumed


if __name__ == "__main__":
    said = {"catboost": catboost, "purge": purge, "tasks": tasks}[sys.argv[1]](sys.argv[2])
    print(json.dumps(said, default=list))
