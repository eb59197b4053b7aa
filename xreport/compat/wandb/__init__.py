"""What W&B's users find on a run and put into it. The module of this face is `xreport.wandb`."""
