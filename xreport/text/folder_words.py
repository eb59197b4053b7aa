"""What the names of folders say: facts about how tools and people call them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal

FolderKind = Literal["collection", "inside", "counted", "subject", "method", "plain"]
"""What a folder is, as far as its name tells.

- ``collection``: holds runs, or says nothing at all: ``logs``, ``runs``, ``mlruns``. What stands above it owns it.
- ``inside``: is a part of a run: ``checkpoints``, ``vis_data``.
- ``counted``: only counts or dates, or says a setting: ``3``, ``version_0``, ``seed_1``, ``2026-11-23``, ``lr=0.1``.
- ``subject``: an environment or a data set that everybody knows: ``CartPole-v1_2``, ``cifar10``.
- ``method``: an algorithm or a kind of model that everybody knows: ``ppo``, ``resnet18``. Whatever else a run says
  of its params is the same.
- ``plain``: anything else.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


COLLECTIONS: Final = _words(
    "log logs logdir logdirs output outputs out run runs result results exp exps experiment experiments work_dir "
    "work_dirs workdir save saves saved tb data lightning_logs tb_logs tensorboard multirun"
)
INSIDES: Final = _words("checkpoint checkpoints ckpt vis_data train training metrics")
DULL: Final = COLLECTIONS | INSIDES
"""Names that a thousand projects give to folders: they are no part of a run's name."""

_OF_TOOLS: Final = _words(
    "mlruns mlartifacts wandb ray_results sacred sacred_runs csv_logs tensorboard_logs history histories evals "
    "evaluations trainings trials sweep sweeps .guild .asv asv asv_bench .benchmarks benchmarks .neptune .aim"
)
_OF_MACHINES: Final = _words(
    "tmp temp home users root mnt media var opt srv volumes private app apps src code git github repos projects "
    "documents desktop downloads scratch workspace workspaces builds content kaggle working"
)
_MACHINE: Final = re.compile(r"(?:linux|windows|darwin)-\w+-[\d.]+-\d+bit")
"""A folder of the storage of pytest-benchmark."""
_IN_RUNS: Final = _words("csv dvclive catboost_info files weights stats artifacts latest-run")
_PHASES: Final = "val|valid|validation|eval|evaluation|test|testing|dev"
_SETTINGS: Final = (
    "lr|wd|bs|batch|batch_?size|epochs?|steps?|dim|hidden|layers?|depth|width|dropout|alpha|beta|gamma|eps(?:ilon)?|"
    "tau|lambda|temp|momentum|decay"
)
_NUMBER: Final = r"\d+(?:\.\d+)?(?:e-?\d+)?"
_KEY: Final = r"[A-Za-z]+(?:[_.][A-Za-z]+)*"
_DATE: Final = r"\d{4}[-_]\d\d[-_]\d\d(?:[-_T ]\d\d[-_:]\d\d(?:[-_:]\d\d(?:\.\d+)?)?)?|\d{8}(?:[-_T]\d{4,6})?"
_COUNTED: Final = re.compile(
    r"\d+|v?\d+(?:\.\d+)+|version[_-]?\d+|checkpoint-\d+|train\d+"
    rf"|{_DATE}|\d\d[-_:]\d\d[-_:]\d\d"
    r"|(?:s|seed|fold|rank|worker|node|gpu|split|repeat|rep|replicate|attempt|restart)[_=-]?\d+"
    rf"|{_PHASES}|(?:{_SETTINGS})[_=-]?{_NUMBER}|{_KEY}=[^=,]+(?:[,_]{_KEY}=[^=,]+)*",
    re.IGNORECASE,
)
_SEVERAL: Final = re.compile(rf"(?:{_SETTINGS}|s|seed|fold)[_=-]?{_NUMBER}", re.IGNORECASE)

_TASKS_OF_TOOLS: Final = frozenset({"detect", "segment", "classify", "pose", "obb"})
"""What Ultralytics calls the folder above its runs; the task is among the params, too."""

_DATA_SETS: Final = _words(
    "mnist fashionmnist kmnist emnist qmnist cifar10 cifar100 svhn stl10 imagenet imagenet1k imagenet21k imagenette "
    "imagewoof tinyimagenet coco coco2014 coco2017 voc voc2007 voc2012 ade20k cityscapes kitti nuscenes celeba lfw "
    "caltech101 caltech256 omniglot wine iris digits titanic adult higgs covertype breastcancer californiahousing glue "
    "superglue sst2 mrpc cola mnli qnli qqp rte stsb wnli boolq squad squadv2 wikitext2 wikitext103 enwik8 text8 c4 "
    "openwebtext imdb agnews dbpedia gsm8k mmlu hellaswag winogrande truthfulqa humaneval mbpp librispeech ljspeech "
    "commonvoice speechcommands movielens ml100k ml1m ml20m criteo cora citeseer pubmed ogbnarxiv ogbnproducts zinc "
    "qm9 etth1 etth2 ettm1 ettm2"
)
_WORLDS: Final = _words(
    "cartpole pendulum acrobot mountaincar lunarlander bipedalwalker carracing hopper walker2d halfcheetah humanoid "
    "swimmer reacher invertedpendulum frozenlake cliffwalking pong breakout qbert spaceinvaders seaquest beamrider "
    "mspacman montezumarevenge antmaze fetch handmanipulate"
)
_WORLD_ID: Final = re.compile(r"(?<![A-Za-z0-9])([A-Za-z][A-Za-z0-9]*(?:[-/][A-Za-z0-9]+)*-v\d+)(?![A-Za-z0-9])")
_CAMEL: Final = re.compile(r"[A-Z][a-z0-9]+(?:-?[A-Z0-9][A-Za-z0-9]*)*-v\d+")
_NO_WORLD: Final = re.compile(
    r"net|model|base|run|exp|test|trial|final|draft|yolo|bert|gpt|llama|lstm|former|loss|train|version|inception|lab|"
    r"llm|mixtral|qwen|gemma|falcon|whisper|clip|diffusion|config|setup|attempt|variant|ablation",
    re.IGNORECASE,
)
_SUITES: Final = re.compile(r"(?:dmc|atari|crafter|dmlab|minigrid|procgen|metaworld|memorymaze)_[a-z0-9_]+")

_METHODS: Final = _words(
    "a2c a3c acer acktr ars awac bc c51 cql crossq ddpg ddqn doubledqn dqn dreamer impala ippo iql mappo muzero ppg "
    "ppo ppolstm recurrentppo maskableppo qlearning qmix qrdqn r2d2 rainbow reinforce sac sacdiscrete sarsa td3 td3bc "
    "tdmpc tqc trpo vpg mlp cnn rnn lstm gru transformer resnet resnext wideresnet vgg alexnet lenet densenet "
    "efficientnet mobilenet convnext vit swin deit unet bert roberta distilbert gpt gpt2 llama t5 xgboost xgb lightgbm "
    "lgbm lgb catboost randomforest rf svm svc svr knn logreg logisticregression linearregression ridge lasso gbdt "
    "gbm naivebayes decisiontree adam adamw sgd rmsprop adagrad baseline baselines ours"
)


@lru_cache(maxsize=65536)
def folder_kind(name: str) -> FolderKind:
    """Return what a folder of this name is."""
    low = name.lower()
    if low in COLLECTIONS or low in _OF_TOOLS or low in _OF_MACHINES or _MACHINE.fullmatch(low):
        return "collection"
    if low in INSIDES or low in _IN_RUNS:
        return "inside"
    if subject_in(name, whole=True):
        return "subject"
    if only_counts(name):
        return "counted"
    plain = _bare(low)
    known = _METHODS | _TASKS_OF_TOOLS
    return "method" if plain in known or re.sub(r"v?\d+$", "", plain) in known else "plain"


def only_counts(name: str) -> bool:
    """Return whether a name only counts or dates, or only says settings."""
    parts = re.split(r"[_,+-]", name)
    return bool(_COUNTED.fullmatch(name)) or (len(parts) > 1 and all(map(_SEVERAL.fullmatch, parts)))


def is_date(name: str) -> bool:
    """Return whether a name is a date, with or without a time."""
    return bool(re.fullmatch(_DATE, name))


def subject_in(name: str, *, whole: bool = False) -> str:
    """Return the environment or data set that a name says; empty where it says none.

    Environments are found by their ids (``CartPole-v1``) also beside other words (``a2c-CartPole-v1``,
    ``CartPole-v1__dqn__1``); with ``whole`` only where they are all that the name says, a number of the run aside
    (``CartPole-v1_2``).
    """
    low = name.lower()
    if _bare(low) in _DATA_SETS or _SUITES.fullmatch(low) or (low in _TASKS_OF_TOOLS and not whole):
        return name
    found = _WORLD_ID.search(name)
    if not found:
        return ""
    words = found[1].split("-")
    while len(words) > 2 and _bare(words[0].lower()) in _METHODS:
        del words[0]
    world = "-".join(words)
    known = any(_bare(word.lower()) in _WORLDS for word in words) or _bare("".join(words[:-1]).lower()) in _WORLDS
    if not known and (not _CAMEL.fullmatch(world) or _NO_WORLD.search(world)):
        return ""
    return world if not whole or re.fullmatch(rf"{re.escape(world)}(?:_\d+)?", name) else ""


def _bare(name: str) -> str:
    return re.sub(r"[-_. ]", "", name)
