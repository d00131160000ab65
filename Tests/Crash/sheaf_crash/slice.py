"""A little of each proof, other points each time: what fits into an ordinary test run."""

import random
import time

from . import collector, corrupt, disks, faults, kill, memory, power
from .operations import OPERATIONS
from .sweep import Setting

# Of each sweep's.
OPERATION_COUNT = 7


def run_slice(setting: Setting, *, seed: int) -> int:
    """Runs all proofs briefly.

    Returns:
        How many promises were broken.
    """
    began = time.monotonic()
    failures = 0
    # Counting the points of all would take longer than trying some.
    chance = random.Random(seed)
    some = [[one.name for one in chance.sample(OPERATIONS, OPERATION_COUNT)] for _ in range(3)]
    if setting.tripwire is None:
        print("kill, faults, power: skipped: the tracer knows x86-64 only")
    else:
        failures += kill.sweep(setting, [*some[0], "migrate"], seed=seed, is_every=False, most=32)
        failures += faults.sweep(setting, some[1], errors=["EIO", "ENOSPC"], seed=seed, most=16)
        failures += power.sweep(setting, images=100, images_each=50, seed=seed)
    failures += memory.sweep(setting, some[2], seed=seed, most=16)
    failures += corrupt.sweep(setting, count=12, seed=seed)
    failures += disks.sweep(setting, sizes=[16])
    failures += collector.race(setting, seconds=4)
    print(f"crash slice: {failures} failures in {time.monotonic() - began:.0f} s (repeat with: Scripts/crash slice --seed {seed})")
    return failures
