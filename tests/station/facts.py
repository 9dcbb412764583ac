"""The health of a kiosk of which everything is known, and of one of which next to nothing is."""

from datetime import UTC, date, datetime, timedelta, timezone

from kiosk.station.health import Health, OnPack
from kiosk.station.last_error import Trouble

AT = datetime(2018, 10, 3, 10, 12, tzinfo=timezone(timedelta(hours=2)))
BARE = Health(at=AT, version="0.1.0", clock="battery")
FULL = Health(
    at=AT,
    version="0.1.0",
    kiosk="k-ab12cd34",
    place="gennep",
    pack=OnPack("limburg-2018", "Negen", 3, datetime(2018, 9, 1, tzinfo=UTC)),
    publisher="Sociale Alliantie",
    fingerprint="1234 1234 1234 1234 5678",
    on_trial=True,
    turned_back=OnPack("limburg-2018", "Negen", 4, datetime(2018, 9, 30, tzinfo=UTC)),
    disk_free_bytes=12_345_000_000,
    memory_free_bytes=1_500_000_000,
    clock="network",
    trouble=Trouble(datetime(2018, 10, 2, 9, 30), "ERROR", "kiosk.ui.app", "StoreError"),  # noqa: DTZ001 - a journal has no zone
    waiting=3,
    kept=5,
    since=date(2018, 9, 14),
    last_bundle=date(2018, 9, 13),
    number="12345678",
    needs=("back", "clock"),
)
