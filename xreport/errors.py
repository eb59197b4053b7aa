"""What can go wrong, as types: errors end a command, issues are shown on the site."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Issue:
    """Input that was rejected, damaged or is not complete yet; the rest of the site is built.

    Attributes:
        where: Source-relative path, with ``:line`` where a line is to blame (``runs/a.jsonl:17``).
        what: What is wrong, in one sentence.
        fix: What the reader can do about it.
        run: Id of the run concerned, or ``""``.
        pending: True for a tail that is still being written: shown, but never a failure under ``--strict``.
        ours: True for a mistake of xreport: those are told first.
        passing: True where the machine was to blame, and the next build may read the same file: nothing of it is kept.
    """

    where: str
    what: str
    fix: str
    run: str = ""
    pending: bool = False
    ours: bool = False
    passing: bool = False

    @classmethod
    def of_error(cls, where: str, what: str, error: Exception, run: str = "") -> Issue:
        """Return what to say where something that must never raise did: a fault of the machine, or a mistake of ours.

        Args:
            where: As of the issue.
            what: What could not be done, in words that the reason may follow ("cannot be read").
            error: What was raised.
            run: As of the issue.
        """
        if isinstance(error, ChangedError):
            return cls(where, f"{what}: {error}", "Build again.", run)
        if isinstance(error, OSError | MemoryError):
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error) or "no memory"
            return cls(where, f"{what}: {reason}", "Check the file and its permissions.", run, passing=True)
        reason = f"by a mistake of xreport ({type(error).__name__}: {str(error)[:200]})"
        return cls(where, f"{what}, {reason}", "Report it, with the file if you can.", run, ours=True)

    def of_run(self, run: str) -> Issue:
        """Return the same issue, assigned to the run with this id."""
        return replace(self, run=run)


class ChangedError(Exception):
    """A file that was read holds something else now: it cannot be published, and the rest of the site can.

    Args:
        what: Which file, and what became of it.
    """


class XReportError(Exception):
    """Base of all errors that end a command with a message instead of a traceback.

    Args:
        message: What is wrong, and where.
        fix: What to do about it.
    """

    exit_code = 2

    def __init__(self, message: str, fix: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix

    def __str__(self) -> str:
        """Return the message with its fix on a line of its own."""
        return f"{self.message}\n  fix: {self.fix}" if self.fix else self.message


class ConfigError(XReportError):
    """The configuration cannot be used; the message lists every mistake found."""


class PublishRefusedError(XReportError):
    """The output folder is not ours to touch."""


class FrameError(XReportError):
    """MkDocs could not render the frames of the site."""


class PublishError(XReportError):
    """The site could not be written; the old one stands."""
