"""How an exhibit under test takes sign-ups: with the demo keys, whose private halves are public."""

from kiosk.exhibit import model
from kiosk.keys import demo


def demo_terms(
    *, recipients: tuple[str, ...] = demo.PUBLIC.recipients, receipt_key: str = demo.PUBLIC.receipt
) -> model.SignUps:
    """Terms with two purposes."""
    consent = model.Block(
        kind="paragraph",
        sentences=(model.Sentence(runs=(model.Run(text="Wij bewaren dit een jaar."),)),),
    )
    return model.SignUps(
        controller=model.Controller(
            name="Stichting Voorbeeld", email="a@example.org", address=None
        ),
        purposes=(
            model.Purpose(id="news", text=model.Text({"nl": "Stuur mij nieuws."})),
            model.Purpose(id="call", text=model.Text({"nl": "Neem contact met mij op."})),
        ),
        consent={"nl": (consent,)},
        consent_version="2018-09",
        recipients=recipients,
        receipt_key=receipt_key,
        retention_days=365,
    )
