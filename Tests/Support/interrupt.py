"""Starts a program, waits until it has written a process id into a file, interrupts it, and prints how it ended.

usage: interrupt.py MARKER PROGRAM [ARGUMENT...]
prints: `<exit status> <whether the process of the marker lives on>`
"""

import os
import signal
import subprocess
import sys
import time


def main():
    marker, command = sys.argv[1], sys.argv[2:]
    child = subprocess.Popen(command)
    deadline = time.monotonic() + 60
    while not (os.path.exists(marker) and open(marker).read().strip()):
        if child.poll() is not None or time.monotonic() > deadline:
            sys.exit("the program never got there")
        time.sleep(0.005)
    child.send_signal(signal.SIGINT)
    status = child.wait(timeout=60)
    process = open(marker).read().strip()
    # A signal takes effect when its process runs again, on a busy machine after the program has ended.
    while is_alive(process) and time.monotonic() < deadline + 60:
        time.sleep(0.005)
    print(status, is_alive(process))


def is_alive(process):
    """A dead process that nobody has waited for yet is dead."""
    try:
        return open(f"/proc/{process}/stat").read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


main()
