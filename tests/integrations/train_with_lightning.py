"""Trains with Lightning, with its own CSV logger beside ours; the last training fails, and the script with it."""

import json
import sys

import lightning as L  # noqa: N812 -- as everybody calls it
import torch
from lightning.pytorch.loggers import CSVLogger
from torch.utils.data import DataLoader, TensorDataset

import xreport
from xreport.integrations.lightning import XReportLogger

x = torch.linspace(0, 1, 64).unsqueeze(1)
data = DataLoader(TensorDataset(x, 2 * x), batch_size=16)
QUIET = {"enable_progress_bar": False, "enable_model_summary": False, "log_every_n_steps": 1, "accelerator": "cpu"}


class Line(L.LightningModule):
    def __init__(self, lr=0.1, fail_at=-1, inner=None):
        super().__init__()
        self.save_hyperparameters()
        self.layer = torch.nn.Linear(1, 1)

    def loss(self, batch):
        return torch.nn.functional.mse_loss(self.layer(batch[0]), batch[1])

    def training_step(self, batch, batch_idx):
        if self.current_epoch == self.hparams.fail_at:
            raise ValueError("enough")
        loss = self.loss(batch)
        self.log("train/loss", loss, on_step=True, on_epoch=True)
        return loss

    def validation_step(self, batch, batch_idx):
        self.log("val/loss", self.loss(batch))

    def test_step(self, batch, batch_idx):
        self.log_dict({"test/loss": self.loss(batch), "test/nan": float("nan")})

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=self.hparams.lr)


def main():
    L.seed_everything(1)
    ours, theirs = XReportLogger("own", params={"lr": "mine"}, seed=1), CSVLogger("csv")
    trainer = L.Trainer(max_epochs=3, logger=[ours, theirs], **QUIET)
    model = Line(inner={"depth": 2})
    trainer.fit(model, data, data)
    trainer.test(model, data, verbose=False)
    said = {
        "own": {"id": ours.experiment.id, "folder": theirs.log_dir, "best": trainer.checkpoint_callback.best_model_path}
    }

    with xreport.init("given") as run:
        L.Trainer(max_epochs=1, logger=XReportLogger(run), enable_checkpointing=False, **QUIET).fit(Line(), data)
        said["given"] = {"id": run.id, "open": not run.ended}

    print(json.dumps(said), flush=True)
    logger = XReportLogger("failed")
    try:
        L.Trainer(max_epochs=2, logger=logger, enable_checkpointing=False, **QUIET).fit(Line(fail_at=1), data)
    except ValueError:
        sys.exit(0 if logger.experiment.ended else 3)


def processes():
    """Train in two processes, of which Lightning starts the second with this script."""
    logger = XReportLogger("ranks", id="one-run")
    trainer = L.Trainer(max_epochs=2, logger=logger, devices=2, strategy="ddp", enable_checkpointing=True, **QUIET)
    trainer.fit(Line(), data, data)


if __name__ == "__main__":
    processes() if sys.argv[1:] == ["processes"] else main()
