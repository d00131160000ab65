"""A little of each proof, other points each time: what fits into an ordinary test run."""

import time

from . import collector, corrupt, disks, faults, kill, memory, power
from .sweep import Setting


def run_slice(setting: Setting, *, seed: int) -> int:
    """Runs all proofs briefly.

    Returns:
        How many promises were broken.
    """
    began = time.monotonic()
    failures = 0
    if setting.tripwire is None:
        print("kill, faults, power: skipped: the tracer knows x86-64 only")
    else:
        failures += kill.sweep(setting, [], seed=seed, is_every=False, most=24)
        failures += kill.sweep(setting, ["migrate"], seed=seed, is_every=False, most=8)
        failures += faults.sweep(setting, [], errors=["EIO", "ENOSPC"], seed=seed, most=16)
        failures += power.sweep(setting, images=100, images_each=50, seed=seed)
    failures += memory.sweep(setting, [], seed=seed, most=16)
    failures += corrupt.sweep(setting, count=12, seed=seed)
    failures += disks.sweep(setting, sizes=[16])
    failures += collector.race(setting, seconds=4)
    print(f"crash slice: {failures} failures in {time.monotonic() - began:.0f} s (repeat with: Scripts/crash slice --seed {seed})")
    return failures
