"""A failed command says what is wrong and how to mend it, and exits with the code that scripts rely on."""

from __future__ import annotations

import errno

import click
import pytest
from click.testing import CliRunner

from xreport.cli.app import _Commands
from xreport.errors import ConfigError


def fail_with(error: BaseException):
    class One(_Commands):
        def get_command(self, ctx, cmd_name):
            def callback():
                raise error

            return click.Command(cmd_name, callback=callback)

    return CliRunner().invoke(One("xreport"), ["build"])


def test_our_errors_show_message_and_fix_without_traceback():
    result = fail_with(ConfigError("xreport.toml has \x1b[2Ja mistake:\n  line 3", "mend it"))
    assert result.exit_code == 2
    assert result.stderr == "Error: xreport.toml has \\x1b[2Ja mistake:\n  line 3\n  fix: mend it\n"


def test_faults_of_the_machine_show_no_traceback():
    result = fail_with(OSError(errno.ENOSPC, "No space left on device", "site/x.html"))
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: No space left on device: site/x.html\n  fix: ")


def test_a_bug_is_called_a_bug_with_its_traceback():
    result = fail_with(ZeroDivisionError("no\x1bway"))
    assert result.exit_code == 2, "1 would mean that the site is published"
    assert "Traceback" in result.stderr
    assert "in callback" in result.stderr
    assert "This is a bug in xreport: ZeroDivisionError: no\\x1bway" in result.stderr
    assert "\x1b" not in result.stderr


@pytest.mark.parametrize(("error", "code"), [(click.UsageError("x"), 2), (click.exceptions.Exit(1), 1)])
def test_what_click_means_is_left_to_click(error, code):
    result = fail_with(error)
    assert result.exit_code == code
    assert "bug" not in result.stderr


def test_a_mistake_in_the_configuration_ends_with_2(xreport, tmp_path):
    (tmp_path / "xreport.toml").write_text('titel = "x"\njournals = 3\n')
    result = xreport("build")
    assert result.exit_code == 2
    assert "xreport.toml:1: titel" in result.stderr
    assert "xreport.toml:2: journals" in result.stderr
    assert "Traceback" not in result.stderr
