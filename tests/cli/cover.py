"""A window over all of the X display, as another program opens it; it stays until it is ended."""

import ctypes
import sys
import threading


def main() -> None:
    """Open it, and say so."""
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XDefaultRootWindow.restype = x11.XCreateSimpleWindow.restype = ctypes.c_ulong
    display = ctypes.c_void_p(x11.XOpenDisplay(None))
    root = ctypes.c_ulong(x11.XDefaultRootWindow(display))
    white = ctypes.c_ulong(0xFFFFFF)
    window = ctypes.c_ulong(
        x11.XCreateSimpleWindow(display, root, 0, 0, 1280, 720, 0, white, white)
    )
    x11.XMapRaised(display, window)
    x11.XSync(display, False)
    sys.stdout.write("open\n")
    sys.stdout.flush()
    threading.Event().wait()


if __name__ == "__main__":
    main()
