"""The command line: one file a verb, imported only when its verb is used.

The only place that prints, exits, or catches ``GraderError``. ``grade --help`` imports
click and nothing else: not numpy, and never a framework.
"""

from __future__ import annotations

import io
import sys

import click

from grader import __version__
from grader.cli.spoken import spoken_language
from grader.cli.verbs import Verbs, in_words
from grader.errors import GraderError, GraderFault
from grader.messages import mark, preferred_language, say, translator
from grader.text import clean, one_line

VERBS = {
    "assignments": mark("List the assignments."),
    "start": mark("Write the starter notebook of an assignment."),
    "submit": mark("Grade a notebook."),
    "batch": mark("Grade a class into the gradebook."),
    "rescore": mark("Judge a gradebook by today's checks; no notebook is run."),
    "report": mark("Show how a class did, and what its checks measured."),
    "export": mark("Write the grades for Canvas, Moodle, nbgrader, or as CSV."),
    "show": mark("Show a student's grades, and why."),
    "history": mark("All that was recorded of a student, in its order."),
    "feedback": mark("Write a report for each student, as Canvas and Moodle take it."),
    "similarity": mark("Report which notebooks of a class are alike."),
    "override": mark("Give a grade by hand."),
    "gradescope": mark("Build an autograder for Gradescope."),
    "new": mark("Make the folder of a new assignment, which works already."),
    "reference": mark("References: list, train, verify."),
    "doctor": mark("Say what this machine can do, and what is missing."),
}


@click.command(
    cls=Verbs,
    verbs=VERBS,
    package=__name__,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=mark("Grade deep-learning notebooks on what they measurably do."),
    epilog=mark("One command: grade COMMAND --help"),
)
@click.version_option(__version__, prog_name="grade")
def grade() -> None:
    """The group itself does nothing."""


def main() -> None:
    """Run a command; errors become one message on stderr and an exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that cannot show "✓" gets "?" rather than a traceback.
        sys.stdout.reconfigure(errors="replace")
    with spoken_language(sys.argv[1:]):
        _run()


def _run() -> None:
    try:
        in_words(grade).main(standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        _show_usage(error)
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except GraderError as error:
        _show(error)
        sys.exit(error.exit_code)
    except Exception as error:  # a mistake of ours: never taken for a low score
        _show_fault(error)
        sys.exit(GraderFault.exit_code)


def _show(error: GraderError) -> None:
    say_it = translator(preferred_language())
    click.echo(one_line(f"grade: {say_it(error.message)}"), err=True)
    if error.hint is not None:
        click.echo(one_line(say_it(error.hint)), err=True)


def _show_usage(error: click.ClickException) -> None:
    say_it = translator(preferred_language())
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "grade"
    click.echo(one_line(f"grade: {error.format_message()}"), err=True)
    click.echo(
        say_it(say("Its options: {command}", command=f"{path} --help")), err=True
    )


def _show_fault(error: Exception) -> None:
    import traceback

    click.echo(clean("".join(traceback.format_exception(error)), 20_000), err=True)
    what = f"{type(error).__name__}: {error}"
    _show(
        GraderFault(
            say("The grader itself failed, not the notebook: {what}", what=what),
            say("Please report it, with the lines above. No grade was given."),
        )
    )
