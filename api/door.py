"""Where does the service listen? A socket that is ours before anything is read: nobody takes it meanwhile."""

from __future__ import annotations

import errno
import os
import socket
from typing import Final

from recommender.errors import SettingsRefused

_WAITING: Final = 2048
"""Connections that may wait; those that come before the service is ready wait too, and are then answered."""
_NO_ADDRESS: Final = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; of the addresses of a name the first of IPv4, else the first.

    Raises SettingsRefused where the port is taken, or the host is not this machine's.
    """
    family, address = _place(host, port)
    door = None
    try:
        door = socket.socket(family, socket.SOCK_STREAM)
        if os.name == "posix":  # elsewhere it would let two services share a port
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(address)
        door.listen(_WAITING)
    except OSError as error:
        if door is not None:
            door.close()
        raise _refusal(host, port, error) from None
    return door


def url_of(host: str, port: int) -> str:
    """Where a service is asked.

    >>> url_of("127.0.0.1", 8000), url_of("::1", 8000)
    ('http://127.0.0.1:8000', 'http://[::1]:8000')
    """
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _place(host: str, port: int) -> tuple[int, tuple[object, ...]]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise _foreign(host) from None
    family, _, _, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)
    return family, address


def _refusal(host: str, port: int, error: OSError) -> SettingsRefused:
    if error.errno == errno.EADDRINUSE:
        return SettingsRefused(
            f"port {port} on {host} is taken", ["choose another with --port, or stop what listens there"]
        )
    if error.errno in _NO_ADDRESS:
        return _foreign(host)
    reason = os.strerror(error.errno or 0).lower()
    return SettingsRefused(f"port {port} on {host} cannot be listened on: {reason}", ["choose another with --port"])


def _foreign(host: str) -> SettingsRefused:
    ways = "127.0.0.1 for this machine alone, or 0.0.0.0 for every network that it is in"
    return SettingsRefused(
        f"{host} is not an address of this machine", [f"choose another with --host or CAIRN_HOST: {ways}"]
    )
