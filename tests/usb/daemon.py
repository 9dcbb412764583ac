"""A D-Bus of its own, and on it a small udisks that answers as the real one does."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from jeepney import HeaderFields, Message, message_bus, new_error, new_method_return
from jeepney.io.blocking import Proxy, open_dbus_connection

UDISKS = "org.freedesktop.UDisks2"
SECONDS = 10


@contextmanager
def bus(folder: Path) -> Iterator[str]:
    """The address of a bus on which nobody is."""
    address = f"unix:path={folder / 'bus'}"
    command = ["dbus-daemon", "--session", "--nofork", "--print-address", f"--address={address}"]
    try:
        daemon = subprocess.Popen(command, stdout=subprocess.PIPE)
    except FileNotFoundError:
        pytest.skip("dbus-daemon is not installed here")
    with daemon:
        daemon.stdout.readline()  # it listens
        try:
            yield address
        finally:
            daemon.terminate()


class PretendUdisks:
    """Udisks with one stick, `/dev/sdb1`. It answers until it is closed."""

    def __init__(self, address: str) -> None:
        self.refusals: dict[str, str | None] = {}
        """By method: the name of an error; None: no answer at all."""
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        """Object, method and options of every call but the list."""
        self.objects: dict[str, dict[str, dict[str, tuple[str, Any]]]] = {}
        self.plug("sdb1", "exfat")
        self._connection = open_dbus_connection(address)
        Proxy(message_bus, self._connection, timeout=SECONDS).RequestName(UDISKS)
        self._thread = Thread(target=self._answer, daemon=True)
        self._thread.start()

    def plug(
        self, name: str, filesystem: str, usage: str = "filesystem", *, is_hidden: bool = False
    ) -> None:
        """A partition is there."""
        self.objects[f"/org/freedesktop/UDisks2/block_devices/{name}"] = {
            f"{UDISKS}.Block": {
                "Device": ("ay", f"/dev/{name}\0".encode()),
                "Drive": ("o", "/org/freedesktop/UDisks2/drives/Stick"),
                "IdType": ("s", filesystem),
                "IdUsage": ("s", usage),
                "HintIgnore": ("b", is_hidden),
            },
            f"{UDISKS}.Partition": {"Table": ("o", f"/{name.rstrip('0123456789')}")},
        } | ({f"{UDISKS}.Filesystem": {}} if usage == "filesystem" else {})

    def close(self) -> None:
        """It is gone."""
        self._connection.sock.shutdown(2)
        self._thread.join(SECONDS)
        self._connection.close()

    def _answer(self) -> None:
        while True:
            try:
                call = self._connection.receive()
            except OSError:
                return
            method = call.header.fields.get(HeaderFields.member)
            if call.header.fields.get(HeaderFields.interface) != "org.freedesktop.DBus":
                self._reply(call, method)

    def _reply(self, call: Message, method: str) -> None:
        if method == "GetManagedObjects":
            reply = new_method_return(call, "a{oa{sa{sv}}}", (self.objects,))
        else:
            options = {name: value for name, (_, value) in call.body[0].items()}
            self.asked.append((call.header.fields[HeaderFields.path], method, options))
            error = self.refusals.get(method, "")
            if error is None:
                return
            reply = new_error(call, error) if error else new_method_return(call)
        self._connection.send(reply)
