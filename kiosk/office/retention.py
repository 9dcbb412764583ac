"""How long the coordinator may keep a sign-up, also where its own day is doubtful."""

from typing import Final

LAST: Final = (
    "CASE WHEN {it}.doubtful OR NOT {it}.day_trusted THEN (SELECT last FROM main.sure "
    "WHERE sure.kiosk = {it}.kiosk AND sure.id = {it}.id) ELSE {it}.retention END"
)
"""The last day a sign-up may be kept. NULL for one whose own day is doubtful, before a day is known
that is sure: nobody deletes or leaves out by a doubtful day."""
LAST_USED: Final = LAST.format(it="used")
MOST_DAYS: Final = 730
"""No terms keep a sign-up longer (`exhibit.model`)."""
LAY_HERE: Final = (
    "INSERT INTO sure SELECT kiosk, id, date(:today, '+' || cast(min(max("
    "julianday(retention) - julianday(day), 1), :most) AS INTEGER) || ' days') AS last "
    "FROM sign_up WHERE (doubtful OR NOT day_trusted) AND last IS NOT NULL "
    "ON CONFLICT DO UPDATE SET last = min(last, excluded.last)"
)
"""Of sign-ups whose own day is doubtful it is sure that they were here `today`."""
