#!/usr/bin/env bash
# A training with Keras is resumed with CSVLogger(file, append=True), so that its epochs follow those of the first training in one table.
#
# One would guess that the rows of the second training are put below the header that is there, column by column, and that a metric which
# begins later gets its column.
#
# What happens instead (keras 3.15.1, callbacks/csv_logger.py): the callback does not look at the header of the file. It sorts the names of its own first
# epoch and writes the rows in that order. Where the second training has as many metrics with other names, each value stands below
# the name of another metric, and nothing shows it; where it has more or fewer, the rows are longer or shorter than the header. Within a training, what is not in the
# logs of the first epoch is left out of all later ones, but a column val_... is made for each metric of the first epoch, and
# holds NA throughout if nothing is validated.
#
# Whoever reads such a table can trust the columns only up to the first row at which the epoch falls back to 0. Whoever writes it should give each training a
# file of its own, or the same metrics.

set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check 'keras==3.15.1' 'jax==0.10.2' 'scipy==1.17.1'
export HOME="$work" KERAS_BACKEND=numpy

cat > try.py <<'PY'
from pathlib import Path

import keras


class Model:
    stop_training = False


def train(file, *epochs, append=False):
    """What fit() does with the callback, without a model that would have to learn something."""
    callback = keras.callbacks.CSVLogger(file, append=append)
    callback.set_model(Model())
    callback.on_train_begin()
    for epoch, logs in enumerate(epochs):
        callback.on_epoch_end(epoch, logs)
    callback.on_train_end()
    text = Path(file).read_text()
    print(f"--- {file}\n{text}", end="")
    return text.splitlines()


print("keras", keras.__version__)
train("names.csv", {"acc": 0.25, "loss": 2.0, "val_acc": 0.2, "val_loss": 2.5})
names = train("names.csv", {"loss": 1.5, "mae": 0.75, "val_loss": 1.75, "val_mae": 0.875}, append=True)
train("fewer.csv", {"acc": 0.25, "loss": 2.0, "val_acc": 0.2, "val_loss": 2.5})
fewer = train("fewer.csv", {"loss": 1.5, "val_loss": 1.75}, append=True)
later = train("later.csv", {"loss": 2.0}, {"loss": 1.5, "acc": 0.5}, {"acc": 0.75})
assert names == ["epoch,acc,loss,val_acc,val_loss", "0,0.25,2.0,0.2,2.5", "0,1.5,0.75,1.75,0.875"], names
assert fewer == ["epoch,acc,loss,val_acc,val_loss", "0,0.25,2.0,0.2,2.5", "0,1.5,1.75"], fewer
assert later == ["epoch,loss,val_loss", "0,2.0,NA", "1,1.5,NA", "2,NA,NA"], later
print("as described")
PY
venv/bin/python try.py
