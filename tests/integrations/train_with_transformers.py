"""Trains with the Trainer of Hugging Face, and says what it says of it; the last training fails."""

import json

import torch
from transformers import GPT2Config, GPT2LMHeadModel, Trainer, TrainerCallback, TrainingArguments

import xreport
from xreport.integrations.transformers import XReportCallback

rows = [{"input_ids": row, "labels": row} for row in torch.randint(16, (32, 8), generator=torch.manual_seed(0))]


def trainer(callback, *more, **options):
    config = GPT2Config(vocab_size=16, n_positions=8, n_embd=8, n_layer=1, n_head=2, bos_token_id=0, eos_token_id=0)
    chosen = {"num_train_epochs": 2, "logging_steps": 2, "eval_strategy": "epoch", "seed": 7, **options}
    args = TrainingArguments("secret-folder", run_name="secret", save_strategy="no", report_to="none", **chosen)
    sets = {"train_dataset": rows, "eval_dataset": rows[:8]}
    return Trainer(GPT2LMHeadModel(config), args, callbacks=[callback, *more], **sets)


class Stop(TrainerCallback):
    def on_step_end(self, args, state, control, **kwargs):
        if state.global_step == 3:
            raise ValueError("enough")


ours = XReportCallback("own", params={"optim": "mine"})
own = trainer(ours, learning_rate=0.01)
own.train()
own.evaluate()
predicted = own.predict(rows[:4]).metrics
said = {"own": {"id": ours.run.id, "history": own.state.log_history, "predicted": predicted}}
own.train()
said["second"] = {"id": ours.run.id, "ended": ours.run.finish()}

with xreport.init("given", seed=1) as run:
    given = trainer(XReportCallback(run), max_steps=2)
    given.train()
said["given"] = {"id": run.id, "history": given.state.log_history}

print(json.dumps(said), flush=True)
trainer(XReportCallback("uncaught"), Stop()).train()
