"""Runs a program on a pseudo-terminal of the given width and prints what it wrote there.

usage: run_on_terminal.py COLUMNS PROGRAM [ARGUMENT...]
"""

import fcntl
import os
import pty
import struct
import sys
import termios


def main():
    columns = int(sys.argv[1])
    child, terminal = pty.fork()
    if child == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        os.execv(sys.argv[2], sys.argv[2:])
    written = bytearray()
    while True:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:  # The other end is closed: EIO on Linux.
            break
        if not chunk:
            break
        written += chunk
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    sys.stdout.buffer.write(written)
    sys.exit(status if status >= 0 else 128 - status)


main()
