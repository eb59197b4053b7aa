"""What one can log besides numbers: images, tables, histograms, curves, matrices, texts, sounds, files."""

from __future__ import annotations

import os

from xreport.format.limits import LONGEST_KEY, LONGEST_TEXT
from xreport.logger.objects import files, images, tables
from xreport.logger.plain import plain_label, plain_text

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Literal

    from xreport.logger.warnings import Warn

CODE_DIFF = "code diff"
"""The key of the text that says how the code differs from its commit."""

_LONGEST_SUBJECT = 80


class ObjectVerbs:
    """The verbs of a run for logged objects; each returns whether all of it is written.

    Without ``step`` an object is of the last step that was logged. What makes the records is loaded by the first use.
    """

    _step: int
    _warn: Warn

    @property
    def dir(self) -> str:
        """The run's folder."""
        raise NotImplementedError

    def _record(
        self, kind: str, make: Callable[[], Mapping[str, object]], step: object = None, subject: str = ""
    ) -> bool:
        raise NotImplementedError

    def _log_object(self, kind: str, key: str, step: int | None, make: Callable[[], Mapping[str, object]]) -> bool:
        at = max(self._step, 0) if step is None else step
        return self._record(kind, lambda: {"key": self._key(key), **make()}, at, _subject(kind, key))

    def _key(self, key: object) -> str:
        """Return what an object is called.

        Raises:
            ValueError: It is too long.
        """
        text = plain_label(key, self._warn)
        if len(text) > LONGEST_KEY:
            raise ValueError(f"a key of {len(text):,} characters is too long, {LONGEST_KEY:,} are the most")
        return text

    # -- pictures, texts and sounds -------------------------------------------------------------------

    def log_image(self, key: str, image: Any, step: int | None = None, caption: str = "") -> bool:
        """Log an image: the path or bytes of a PNG, JPEG, GIF or WebP file, a figure, a PIL image, or an array.

        It is drawn on the run's page, with a slider over steps when there are several of one key. A figure of plotly
        is drawn by kaleido; without that its data is logged as a text.
        """
        if images.is_plotly(image):
            return self._log_plotly(key, image, step, caption)
        return self._log_object(
            "image", key, step, lambda: {"caption": plain_label(caption, self._warn), **images.encode_image(image)}
        )

    def _log_plotly(self, key: str, figure: Any, step: int | None, caption: str) -> bool:
        try:
            drawn = figure.to_image(format="png")
        except Exception as error:  # noqa: BLE001 -- kaleido is missing, or finds no browser, or anything else
            reason = (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(",. ")
            self._warn("plotly", f"a plotly figure was not drawn, its data is logged as text ({reason}); it is "
                       "drawn where kaleido and a browser for it are installed: pip install kaleido")  # fmt: skip
            return self._log_object("text", key, step, lambda: self._text(figure.to_json()))
        return self.log_image(key, drawn, step, caption)

    def log_text(self, key: str, text: str, step: int | None = None) -> bool:
        """Log a text, like a sample of what a model writes; up to 1 MiB, then cut, which is said."""
        return self._log_object("text", key, step, lambda: self._text(text))

    def log_code_diff(self, difference: str) -> bool:
        """Log how the code differs from its commit."""
        return self._record("text", lambda: {"key": CODE_DIFF, **self._text(difference)})

    def log_console(self, stream: Literal["stdout", "stderr", ""], text: str) -> bool:
        """Log the end of what is printed; a later one of a stream takes the place of those before."""
        return self._record("console", lambda: {"stream": stream, "text": self._end(text)})

    def _end(self, text: object) -> str:
        whole = plain_text(text)
        if len(whole) > LONGEST_TEXT:
            self._warn(
                "console", f"what was printed has {len(whole):,} characters: the last {LONGEST_TEXT:,} are logged"
            )
        return whole[-LONGEST_TEXT:]

    def _text(self, text: object) -> dict[str, object]:
        from xreport.logger.objects.texts import bounded_text

        return {"text": bounded_text(text, self._warn)}

    def log_audio(
        self, key: str, audio: Any, sample_rate: int | None = None, step: int | None = None, caption: str = ""
    ) -> bool:
        """Log a sound: the path or bytes of a WAV, MP3, OGG or FLAC file, or samples with their ``sample_rate``.

        Samples are one array, or samples × channels; floats from -1 to 1, or integers of 16 bits. Tensors of torch
        have their channels first.
        """

        def make() -> dict[str, object]:
            from xreport.logger.objects.sounds import encode_audio

            return {"caption": plain_label(caption, self._warn), **encode_audio(audio, sample_rate)}

        return self._log_object("audio", key, step, make)

    # -- tables, histograms, curves -------------------------------------------------------------------

    def log_table(self, key: str, columns: Any, rows: Any = None, step: int | None = None) -> bool:
        """Log a small table; of more than 1,000 rows the first are kept.

        Args:
            key: What it is called.
            columns: The names of the columns; or, without rows, the whole table: a data frame of pandas or polars, a
                list of dicts, or a dict from column to cells.
            rows: The rows, each as long as there are columns.
            step: Of the last step, when left out.
        """
        return self._log_object("table", key, step, lambda: tables.describe_table(columns, rows, self._warn))

    def log_histogram(  # noqa: PLR0913 -- named arguments
        self,
        key: str,
        values: Any = None,
        *,
        counts: Any = None,
        edges: Any = None,
        bins: int = 64,
        step: int | None = None,
    ) -> bool:
        """Log how values are distributed. They are counted now, and not kept.

        Args:
            key: What it is called.
            values: Numbers in a list, array or tensor of any shape; those that are not finite are counted aside.
            counts: What was counted already, in place of values: one number per bin.
            edges: The edges of these bins, one more than there are counts.
            bins: How many bins of equal width, up to 512.
            step: Of the last step, when left out.
        """

        def make() -> dict[str, object]:
            from xreport.logger.objects.histograms import describe_histogram

            return describe_histogram(values, counts, edges, bins, self._warn)

        return self._log_object("histogram", key, step, make)

    def log_curve(  # noqa: PLR0913 -- named arguments
        self,
        key: str,
        x: Any,
        y: Any,
        *,
        name: str = "",
        x_label: str = "",
        y_label: str = "",
        step: int | None = None,
    ) -> bool:
        """Log a curve that is not a metric over steps; it is thinned to 1,000 points, ends and peaks are kept.

        Args:
            key: What it is called.
            x: Numbers; where ``y`` is a dict, for all lines, or a dict as well.
            y: As many numbers; or a dict from name to numbers, a line for each.
            name: What the line is called.
            x_label: What x is.
            y_label: What y is.
            step: Of the last step, when left out.
        """

        def make() -> dict[str, object]:
            from xreport.logger.objects.curves import describe_curve, lines_of

            return describe_curve(lines_of(x, y, name), self._warn, x_label=x_label, y_label=y_label)

        return self._log_object("curve", key, step, make)

    def log_roc(self, key: str, truth: Any, scores: Any, *, labels: Any = None, step: int | None = None) -> bool:
        """Log the ROC curve of a classifier, with the area below.

        Args:
            key: What it is called.
            truth: The label of each sample.
            scores: One number a sample: how likely it is of the second class. Or a row per sample, a number for each
                class: of more than two, each is drawn against the rest.
            labels: The classes in the order of the scores; those in ``truth``, sorted, when left out.
            step: Of the last step, when left out.
        """

        def make() -> dict[str, object]:
            from xreport.logger.objects.classification import roc_lines
            from xreport.logger.objects.curves import describe_curve

            names = {"x_label": "false positive rate", "y_label": "true positive rate"}
            return describe_curve(roc_lines(truth, scores, labels, self._warn), self._warn, kind="roc", **names)

        return self._log_object("curve", key, step, make)

    def log_pr(self, key: str, truth: Any, scores: Any, *, labels: Any = None, step: int | None = None) -> bool:
        """Log precision over recall, with the average precision; arguments as in `log_roc`."""

        def make() -> dict[str, object]:
            from xreport.logger.objects.classification import pr_lines
            from xreport.logger.objects.curves import describe_curve

            names = {"x_label": "recall", "y_label": "precision"}
            return describe_curve(pr_lines(truth, scores, labels, self._warn), self._warn, kind="pr", **names)

        return self._log_object("curve", key, step, make)

    def log_calibration(  # noqa: PLR0913 -- named arguments
        self, key: str, truth: Any, scores: Any, *, labels: Any = None, bins: int = 10, step: int | None = None
    ) -> bool:
        """Log how often what was said to be likely was so, in bins of equal width; arguments as in `log_roc`."""

        def make() -> dict[str, object]:
            from xreport.logger.objects.classification import calibration_lines
            from xreport.logger.objects.curves import describe_curve

            names = {"x_label": "mean predicted probability", "y_label": "fraction of positives"}
            lines = calibration_lines(truth, scores, labels, bins)
            return describe_curve(lines, self._warn, kind="calibration", **names)

        return self._log_object("curve", key, step, make)

    def log_confusion(
        self, key: str, truth: Any, predicted: Any, *, labels: Any = None, step: int | None = None
    ) -> bool:
        """Log a confusion matrix.

        Args:
            key: What it is called.
            truth: The label of each sample.
            predicted: The label that was predicted; or a row of scores a sample, of which the highest is meant.
            labels: The classes in order; those found, sorted, when left out. At most 200.
            step: Of the last step, when left out.
        """

        def make() -> dict[str, object]:
            from xreport.logger.objects.classification import describe_confusion

            found = describe_confusion(truth, predicted, labels)
            names: Any = found["labels"]
            return found | {"labels": [plain_label(name, self._warn) for name in names]}

        return self._log_object("confusion", key, step, make)

    # -- files ----------------------------------------------------------------------------------------

    def log_artifact(
        self,
        /,
        path: str | os.PathLike[str],
        role: str = "output",
        *,
        step: int | None = None,
        copy: bool = False,
        **foreign: Any,
    ) -> bool:
        """Log which file the run made: its path, size and SHA-256. The file itself stays where it is.

        With ``copy`` it is copied into the run's folder, as ``files/<hash>/<name>``; of a folder, each file in it is.
        An ``Artifact`` of W&B's stands for its files, and W&B's ``type`` for the role.
        """
        held = getattr(path, "files", None)
        kind = str(foreign.get("type") or getattr(path, "type", None) or "output") if role == "output" else role
        if isinstance(held, list):
            written = [self.log_artifact(one, kind, step=step, copy=copy) for one in held]  # each, also after a failure
            return all(written)
        what = _subject("artifact", path)
        if not copy:
            return self._record("artifact", lambda: self._file(files.describe_file(path), kind), step, what)
        every = True
        for one in files.files_in(path):
            every &= self._record("artifact", lambda: self._copied(one, kind), step, what)  # noqa: B023 -- called at once
        return every

    def _copied(self, path: str, role: str) -> dict[str, object]:
        return self._file(files.copy_file(path, self.dir), role)

    def _file(self, described: dict[str, object], role: str) -> dict[str, object]:
        return {**described, "path": plain_label(described["path"], self._warn), "role": plain_label(role, self._warn)}

    def use_artifact(self, path: str | os.PathLike[str], *, step: int | None = None) -> bool:
        """Log which file the run used. A run that made a file of the same content is where it comes from."""
        return self.log_artifact(path, "input", step=step)


def _subject(kind: str, key: object) -> str:
    """Return how a warning calls an object."""
    return f"{kind} {plain_text(key)[:_LONGEST_SUBJECT]!r}"
