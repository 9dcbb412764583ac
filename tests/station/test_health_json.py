"""The state of a kiosk as JSON: all of health, and the tally; nothing personal."""

import json
from dataclasses import fields, replace
from datetime import date

from station.facts import FULL

from kiosk.station import health_json
from kiosk.station.health import Health
from kiosk.tally.counts import CooperativeCounts, DayCounts, Sums

HEALTH = replace(FULL, publisher=None)
SUMS = Sums(
    since=date(2018, 9, 12),
    days=(DayCounts(None, {"visit": 1}), DayCounts(date(2018, 9, 12), {"visit": 4, "film": 2})),
    cooperatives=(CooperativeCounts("wonen", {"film": 2}),),
)


def test_a_status_says_how_the_kiosk_is_and_what_was_opened() -> None:
    """As a file that any program reads, with its format first."""
    content = health_json.write(HEALTH, SUMS)
    found = json.loads(content)
    assert next(iter(found)) == "format"
    assert found["format"] == 1
    assert found["well"] is False
    assert found["needs"] == ["back", "clock"]
    assert found["at"] == "2018-10-03T10:12:00+02:00"
    assert found["since"] == "2018-09-14"
    assert found["pack"]["title"] == "Negen"
    assert found["pack"]["made"] == "2018-09-01T00:00:00+00:00"
    assert found["trouble"]["at"] == "2018-10-02T09:30:00"
    assert found["tally"] == {
        "since": "2018-09-12",
        "days": [{"day": None, "visit": 1}, {"day": "2018-09-12", "visit": 4, "film": 2}],
        "cooperatives": {"wonen": {"film": 2}},
    }
    assert content.endswith(b"}\n")


def test_every_fact_of_health_is_in_the_status() -> None:
    """Also those that are not known: null, not left out."""
    found = health_json.as_json(HEALTH, None)
    assert {field.name for field in fields(Health)} <= set(found)
    assert found["publisher"] is None
    assert found["tally"] is None
