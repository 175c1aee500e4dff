"""The console command `wenze`: its verbs live in `engine.faces`; here they get their names."""

import io
import os
import sys
from typing import NoReturn

import typer

from engine.faces.answer_verbs import disposition, receipt, review
from engine.faces.audit_verbs import audit_app
from engine.faces.backup_verbs import backup
from engine.faces.evaluate_verbs import demo, evaluate
from engine.faces.export_verbs import export, exports
from engine.faces.files_verbs import template, verify
from engine.faces.import_verbs import import_
from engine.faces.inquiry_verbs import inquiries
from engine.faces.keys_verbs import keys_app
from engine.faces.mishaps import told
from engine.faces.norms_verbs import norms_app
from engine.faces.options import DONE, UNREADABLE
from engine.faces.outgoing_verbs import approve, close, issue
from engine.faces.quarantine_verbs import coverage, init, quarantine
from engine.faces.recipients_verbs import decrypt, encrypt, recipients_app
from engine.faces.referral_verbs import refer_app
from engine.faces.rules_verbs import rules_app
from engine.faces.sites_verbs import sites
from engine.faces.weekly_verbs import findings, weekly
from engine.faces.why_verbs import why, why_not

app = typer.Typer(
    name="wenze",
    help="问责：从各部门的表格到移送草稿。\n\n例：wenze evaluate --records 记录目录 --as-of 2022-03-07 --json result.json --packages 草稿",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for verb in (evaluate, demo, why, why_not, template, verify, init, quarantine, coverage, sites, weekly, findings,
             inquiries, approve, issue, receipt, disposition, review, close, encrypt, decrypt, export, exports,
             backup):  # fmt: skip
    app.command()(verb)
app.command(name="import")(import_)
app.add_typer(rules_app, name="rules")
app.add_typer(norms_app, name="norms")
app.add_typer(refer_app, name="refer")
app.add_typer(keys_app, name="keys")
app.add_typer(audit_app, name="audit")
app.add_typer(recipients_app, name="recipients")


def _stop(message: str) -> NoReturn:
    typer.echo(f"错误：{message}", err=True)
    if sys.exc_info()[0] is not None:
        sys.stdout = io.StringIO()  # what could not be written must not fail once more on the way out
    sys.exit(UNREADABLE)


def _run() -> int:
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:  # nobody reads on
        sys.stdout = io.StringIO()
        return DONE
    except Exception as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            typer.echo(error.format_message(), err=True)  # type: ignore[attr-defined]
            return UNREADABLE
        if os.environ.get("WENZE_DEBUG"):
            raise
        _stop(told(error))
    return code if isinstance(code, int) else DONE


def main() -> None:
    """Run a command; every error is one clear line and exit code 2, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that can't show a character gets its escape
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run()
    except KeyboardInterrupt as error:
        _stop(told(error))
    sys.exit(code)


if __name__ == "__main__":
    main()
