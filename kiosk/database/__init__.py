"""Every SQLite file of this program: made, opened and brought up to date, durable.

WAL with synchronous=FULL loses nothing that was committed (sqlite.org/wal.html), nor does DELETE
with EXTRA. Errors of SQLite and of the disk are told in words, about what the file keeps. After a
write at which the disk failed nothing more is written: what a failed sync left in memory may look
durable to the next one. Close the database, and open it anew.

A process that opens and closes the file beside SQLite takes SQLite's locks away
(sqlite.org/howtocorrupt.html, 2.2): nobody else may look into it while it is open.

Where the disk is read-only or full a database can still be read, from a copy in memory.
"""

from kiosk.database.database import Database
from kiosk.database.file import ROOM_BYTES, aside
from kiosk.database.kind import PRAGMAS, UNWRITABLE, WORDS, DatabaseKind

__all__ = ["PRAGMAS", "ROOM_BYTES", "UNWRITABLE", "WORDS", "Database", "DatabaseKind", "aside"]
