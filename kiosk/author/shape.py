"""What all shapes that authors write in YAML have in common."""

from pydantic import ConfigDict

from kiosk.exhibit.model import Frozen


class Spec(Frozen):
    """Something an author writes. The sentences below the fields go into the JSON Schema."""

    model_config = ConfigDict(
        use_attribute_docstrings=True,
        model_title_generator=lambda spec: spec.__name__.removesuffix("Spec"),
    )
