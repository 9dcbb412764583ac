"""All commands."""

import typer

from kiosk.cli import desk, doctor, exhibit, keys, pack, run, setup, signups

app = typer.Typer(
    name="kiosk",
    help="An offline touch kiosk for a travelling exhibition.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command(name="run")(run.run)
app.add_typer(exhibit.app, name="exhibit")
app.add_typer(keys.app, name="keys")
app.add_typer(pack.app, name="pack")
app.add_typer(signups.app, name="signups")
app.command(name="desk")(desk.desk)
app.command(name="setup")(setup.setup)
app.command(name="doctor")(doctor.doctor)
