"""``xreport.SummaryWriter``: the verbs of ``torch.utils.tensorboard.SummaryWriter``, written to a run."""

from __future__ import annotations

import math
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import Any, Self

from xreport.compat.wandb.words import init
from xreport.logger.objects.arrays import as_array, as_floats
from xreport.logger.warnings import Warnings

_warnings = Warnings()


class SummaryWriter:
    """A run, and what TensorBoard's writer can do with it.

    Args:
        log_dir: A folder, in which the run gets its own; its last part is the run's name. Without it, the folder of
            all runs, as in `xreport.init`.
        comment: Added to the run's name.
        purge_step, max_queue, flush_secs, filename_suffix: Not needed: every record is written at once.
        **fields: What `xreport.init` takes: ``project``, ``params``, ``seed``, ...
    """

    def __init__(  # noqa: PLR0913, PLR0917 -- TensorBoard's arguments
        self,
        log_dir: str | os.PathLike[str] | None = None,
        comment: str = "",
        purge_step: Any = None,  # noqa: ARG002
        max_queue: Any = None,  # noqa: ARG002
        flush_secs: Any = None,  # noqa: ARG002
        filename_suffix: str = "",  # noqa: ARG002
        **fields: Any,
    ) -> None:
        if log_dir is not None:
            fields = {"dir": log_dir, "name": os.path.basename(os.path.abspath(log_dir)) + comment} | fields
        self.run = init(**fields)
        if log_dir is None and comment and "name" not in fields:
            self.run.update(name=self.run.name + comment)
        self.log_dir = os.fspath(log_dir) if log_dir is not None else self.run.dir
        self._counts: Counter[str] = Counter()

    def get_logdir(self) -> str:
        """Return the folder."""
        return self.log_dir

    def _step(self, tag: str, step: Any) -> Any:
        """Return the step; one that is not given counts the calls with this tag."""
        if step is None:
            step = self._counts[tag]
        self._counts[tag] += 1
        return step

    # -- values ---------------------------------------------------------------------------------------

    def add_scalar(
        self, tag: str, scalar_value: Any, global_step: Any = None, walltime: float | None = None, **_more: Any
    ) -> None:
        """Log one value of a metric."""
        self._log({tag: scalar_value}, self._step(tag, global_step), walltime)

    def add_scalars(
        self, main_tag: str, tag_scalar_dict: Mapping[str, Any], global_step: Any = None, walltime: float | None = None
    ) -> None:
        """Log one value of several metrics, whose names begin with ``main_tag``."""
        self._log({main_tag: tag_scalar_dict}, self._step(main_tag, global_step), walltime)

    def _log(self, metrics: Mapping[str, Any], step: Any, walltime: float | None) -> None:
        if walltime is None:
            self.run.log(metrics, step)
        else:
            self.run.log_at(walltime, metrics, step)

    def add_text(self, tag: str, text_string: str, global_step: Any = None, walltime: float | None = None) -> None:  # noqa: ARG002
        """Log a text."""
        self.run.log_text(tag, text_string, self._step(tag, global_step))

    def add_histogram(  # noqa: PLR0913, PLR0917 -- TensorBoard's arguments
        self,
        tag: str,
        values: Any,
        global_step: Any = None,
        bins: Any = "tensorflow",
        walltime: float | None = None,  # noqa: ARG002
        max_bins: int | None = None,
    ) -> None:
        """Log how values are distributed: in as many bins of equal width as ``bins`` says, else in 64."""
        count = bins if isinstance(bins, int) else 64
        self.run.log_histogram(tag, values, bins=min(count, max_bins or count), step=self._step(tag, global_step))

    def add_histogram_raw(  # noqa: PLR0913, PLR0917 -- TensorBoard's arguments
        self,
        tag: str,
        min: Any,  # noqa: A002
        max: Any,  # noqa: A002
        num: Any,  # noqa: ARG002
        sum: Any,  # noqa: A002, ARG002
        sum_squares: Any,  # noqa: ARG002
        bucket_limits: Any,
        bucket_counts: Any,
        global_step: Any = None,
        walltime: float | None = None,  # noqa: ARG002
    ) -> None:
        """Log a histogram whose values were counted already; each bucket ends at its limit."""
        step = self._step(tag, global_step)
        counts, edges = _from_limits(bucket_limits, bucket_counts, float(min), float(max))
        self.run.log_histogram(tag, counts=counts, edges=edges, step=step)

    def add_pr_curve(  # noqa: PLR0913, PLR0917 -- TensorBoard's arguments
        self,
        tag: str,
        labels: Any,
        predictions: Any,
        global_step: Any = None,
        num_thresholds: int = 127,  # noqa: ARG002 -- every threshold counts
        weights: Any = None,
        walltime: float | None = None,  # noqa: ARG002
    ) -> None:
        """Log precision over recall of a classifier of two classes."""
        if weights is not None:
            _warnings.once("weights", "SummaryWriter.add_pr_curve(weights=...): every sample counts the same")
        self.run.log_pr(tag, labels, predictions, step=self._step(tag, global_step))

    def add_pr_curve_raw(  # noqa: PLR0913, PLR0917 -- TensorBoard's arguments
        self,
        tag: str,
        true_positive_counts: Any,  # noqa: ARG002
        false_positive_counts: Any,  # noqa: ARG002
        true_negative_counts: Any,  # noqa: ARG002
        false_negative_counts: Any,  # noqa: ARG002
        precision: Any,
        recall: Any,
        global_step: Any = None,
        num_thresholds: int = 127,  # noqa: ARG002
        weights: Any = None,  # noqa: ARG002
        walltime: float | None = None,  # noqa: ARG002
    ) -> None:
        """Log precision over recall that were computed already."""
        step = self._step(tag, global_step)
        self.run.log_curve(tag, recall, precision, x_label="recall", y_label="precision", step=step)

    def add_audio(
        self,
        tag: str,
        snd_tensor: Any,
        global_step: Any = None,
        sample_rate: int = 44_100,
        walltime: float | None = None,  # noqa: ARG002
    ) -> None:
        """Log a sound of one channel: samples from -1 to 1, as 1 × samples or samples."""
        try:
            samples = as_floats(snd_tensor)
        except (TypeError, ValueError) as error:
            _warnings.once("audio", f"a sound of SummaryWriter was not logged: {error}")
        else:
            self.run.log_audio(tag, samples, sample_rate, self._step(tag, global_step))

    def add_image_with_boxes(
        self, tag: str, img_tensor: Any, _box_tensor: Any = None, global_step: Any = None, *_more: Any, **_options: Any
    ) -> None:
        """Log the image; its boxes are not drawn, which is told."""
        _warnings.once("boxes", "SummaryWriter.add_image_with_boxes: the boxes are not logged, the image is")
        self.add_image(tag, img_tensor, global_step)

    def add_hparams(
        self, hparam_dict: Mapping[str, Any], metric_dict: Mapping[str, Any], *_arguments: Any, **_options: Any
    ) -> None:
        """Log params, and the scores reached with them."""
        self.run.params.update(hparam_dict)
        self.run.summary.update(metric_dict)

    # -- images ---------------------------------------------------------------------------------------

    def add_image(
        self,
        tag: str,
        img_tensor: Any,
        global_step: Any = None,
        walltime: float | None = None,  # noqa: ARG002
        dataformats: str = "CHW",
    ) -> None:
        """Log an image, an array or tensor whose axes ``dataformats`` names."""
        for image in _in_order(img_tensor, dataformats, "HWC"):
            self.run.log_image(tag, image, self._step(tag, global_step))

    def add_images(
        self,
        tag: str,
        img_tensor: Any,
        global_step: Any = None,
        walltime: float | None = None,  # noqa: ARG002
        dataformats: str = "NCHW",
    ) -> None:
        """Log several images of one tag."""
        step = self._step(tag, global_step)
        for batch in _in_order(img_tensor, dataformats, "NHWC"):
            for image in batch:
                self.run.log_image(tag, image, step)

    def add_figure(
        self,
        tag: str,
        figure: Any,
        global_step: Any = None,
        close: bool = True,  # noqa: FBT001, FBT002 -- as in TensorBoard
        walltime: float | None = None,  # noqa: ARG002
    ) -> None:
        """Log a matplotlib figure, or a list of them, and close them."""
        step = self._step(tag, global_step)
        for one in figure if isinstance(figure, list | tuple) else [figure]:
            self.run.log_image(tag, one, step)
            if close and "matplotlib.pyplot" in sys.modules:
                sys.modules["matplotlib.pyplot"].close(one)

    def __getattr__(self, name: str) -> Callable[..., None]:
        """Return, for what else can be added there, a function that tells once that it is not logged."""
        if not name.startswith("add_"):
            raise AttributeError(f"xreport.SummaryWriter has no {name!r}")
        return lambda *_arguments, **_options: _warnings.once(name, f"SummaryWriter.{name}: this is not logged")

    # -- the end --------------------------------------------------------------------------------------

    def flush(self) -> None:
        """Return when everything is on the disk."""
        self.run.flush()

    def close(self) -> None:
        """End the run."""
        self.run.finish()

    def __enter__(self) -> Self:
        """Return the writer itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the run; one that an exception leaves has failed."""
        self.run.__exit__(kind, error, trace)


def _in_order(image: Any, given: str, wanted: str) -> Iterator[Any]:
    """Yield an array with its axes in another order, or nothing where it has other axes than it should.

    An axis of channels may be missing.
    """
    try:
        order = [given.upper().index(axis) for axis in wanted if axis in given.upper()]
        yield as_array(image).transpose(order)
    except Exception as error:  # noqa: BLE001 -- whatever was logged, it must not end a training
        _warnings.once("image", f"an image of SummaryWriter was not logged: {error}")


def _from_limits(limits: Any, counts: Any, low: float, high: float) -> tuple[list[float], list[float]]:
    """Return counts and edges of buckets that are given by where each ends; the outermost may end at infinity."""
    ends, counted = as_floats(limits), as_floats(counts)
    first = next((at for at, count in enumerate(counted) if count), 0)
    last = len(counted) - next((at for at, count in enumerate(reversed(counted)) if count), 0)
    ends, counted = ends[first:last], counted[first:last]
    if not ends:
        return counted, ends
    if len(ends) == 1 or ends[-2] < high < ends[-1]:
        ends[-1] = high
    start = low if low < ends[0] else math.nextafter(ends[0], -math.inf)
    return counted, [start, *ends]
