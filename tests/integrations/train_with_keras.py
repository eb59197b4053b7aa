"""Trains with Keras, and says what Keras says of it; the last training fails, and the script with it."""

import json

import keras
import numpy as np

import xreport
from xreport.integrations.keras import XReportCallback

x = np.random.default_rng(0).normal(size=(96, 4)).astype("float32")
y = (x.sum(axis=1) > 0).astype("float32")


def network(metrics=("accuracy",)):
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(keras.optimizers.SGD(0.5), loss="binary_crossentropy", metrics=list(metrics))
    return model


def not_a_number(truth, guess):
    return guess * float("nan")


class Secretive(keras.optimizers.SGD):
    def get_config(self):
        raise NotImplementedError("no configuration")


class Stop(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if epoch == 1:
            raise ValueError("enough")


class Batches(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.seen = []

    def on_train_batch_end(self, batch, logs=None):
        self.seen.append(dict(logs))


ours = XReportCallback("own", params={"epochs": "many"}, seed=3)
plateau = keras.callbacks.ReduceLROnPlateau(patience=0, min_delta=10)
history = network(("accuracy", not_a_number)).fit(
    x, y, epochs=4, validation_split=0.25, verbose=0, callbacks=[plateau, ours]
)
said = {"own": {"id": ours.run.id, "history": history.history}}

with xreport.init("given") as run:
    model, batches = network(), Batches()
    model.fit(x, y, epochs=2, verbose=0, callbacks=[XReportCallback(run, batches=True), batches])
    again = model.fit(x, y, initial_epoch=2, epochs=3, verbose=0, callbacks=[callback := XReportCallback(run)])
    tested = model.evaluate(x, y, verbose=0, return_dict=True, callbacks=[callback])
said["given"] = {"id": run.id, "batches": batches.seen, "again": again.history, "tested": tested}

caught = XReportCallback("caught")
try:
    network().fit(x, y, epochs=3, verbose=0, callbacks=[caught, Stop()])
except ValueError:
    said["caught"] = {"id": caught.run.id}
model = network()
model.compile(Secretive(0.5), loss="mse")
model.fit(x, y, epochs=1, verbose=0, callbacks=[caught])
said["after"] = {"id": caught.run.id}

print(json.dumps(said), flush=True)
network().fit(x, y, epochs=3, verbose=0, callbacks=[XReportCallback("uncaught"), Stop()])
