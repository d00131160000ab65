"""The command line of the crash proofs; run through Scripts/crash."""

import argparse
import random
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from sheaf_crash import collector, corrupt, disks, faults, kill, memory, operations, power, slice, sweep

ROOT = Path(__file__).parent.parent.parent


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="Scripts/crash", description=__doc__)
    parser.add_argument("--sheaf", required=True, help="the program under test")
    parser.add_argument("--jobs", type=int, default=2, help="machines at once")
    parser.add_argument("--keep", type=Path, help="a folder for copies of the machines that failed")
    parser.add_argument(
        "--progress", type=Path, help="a file that remembers what is done: an interrupted sweep goes on where it was")
    commands = parser.add_subparsers(dest="command", required=True)

    one = commands.add_parser("kill", help="kill each operation at each point")
    one.add_argument("--operation", action="append", default=[], help="only this one; may be given several times")
    one.add_argument("--stride", type=int, default=1, help="take one of so many points")
    one.add_argument("--every", action="store_true", help="every system call, not only those that change something")
    one.add_argument("--point", type=int, help="only this one, of one operation")
    one.add_argument("--way", choices=[kill.TREE, kill.PROCESS], default=kill.TREE)
    one.add_argument("--seed", type=int)

    one = commands.add_parser("faults", help="let the disk refuse each call once, and from there on")
    one.add_argument("--operation", action="append", default=[], help="only this one; may be given several times")
    one.add_argument("--error", action="append", choices=list(faults.CODES), help="default: EIO and ENOSPC")
    one.add_argument("--stride", type=int, default=1, help="take one of so many points")
    one.add_argument("--point", type=int, help="only this one, of one operation")
    one.add_argument("--sticky", action="store_true", help="with --point: all that follow fail too")
    one.add_argument("--seed", type=int)

    one = commands.add_parser("memory", help="let each allocation of SQLite's fail once, and from there on")
    one.add_argument("--operation", action="append", default=[], help="only this one; may be given several times")
    one.add_argument("--stride", type=int, default=1, help="take one of so many points")
    one.add_argument("--point", type=int, help="only this one, of one operation")
    one.add_argument("--sticky", action="store_true", help="with --point: all that follow fail too")
    one.add_argument("--seed", type=int)

    one = commands.add_parser("power", help="open disks that lost what was not synced")
    one.add_argument("--images", type=int, default=10_000)
    one.add_argument("--images-each", type=int, default=100, help="of each workload")
    one.add_argument("--only", type=int, help="only this image of the seed's workload")
    one.add_argument("--seed", type=int)

    one = commands.add_parser("corrupt", help="damage the database's files")
    one.add_argument("--count", type=int, default=500)
    one.add_argument("--seed", type=int)

    one = commands.add_parser("disks", help="full and read-only file systems (needs the right to mount)")
    one.add_argument("--step", type=int, default=8, help="KiB from one size to the next")
    one.add_argument("--most", type=int, default=256, help="KiB to spare at most")

    one = commands.add_parser("collector", help="git's housekeeping in the sidecar while Sheaf works")
    one.add_argument("--seconds", type=float, default=60)

    one = commands.add_parser("slice", help="a little of each")
    one.add_argument("--seed", type=int)
    return parser.parse_args()


def main() -> int:
    given = arguments()
    # As Ctrl-C does: what was begun is cleared away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    chosen = getattr(given, "seed", None)
    seed = chosen if chosen is not None else random.SystemRandom().randrange(1 << 32)
    with sweep.setting(given.sheaf, ROOT / ".build/crash", given.jobs, given.keep, given.progress) as setting:
        return min(1, perform(given, setting, seed))


def perform(given: argparse.Namespace, setting: sweep.Setting, seed: int) -> int:
    """Runs the command; returns how many promises were broken."""
    if given.command == "kill":
        only = None
        if given.point is not None:
            only = kill.Point(operations.named(given.operation[0]), given.point, given.way, given.every)
        return kill.sweep(
            setting, given.operation, stride=given.stride, seed=seed, is_every=given.every, only=only)
    if given.command == "faults":
        fault = None
        if given.point is not None:
            fault = faults.Fault(operations.named(given.operation[0]), given.point, given.error[0], given.sticky)
        return faults.sweep(
            setting, given.operation, errors=given.error or ["EIO", "ENOSPC"], stride=given.stride, seed=seed, only=fault)
    if given.command == "memory":
        shortage = None
        if given.point is not None:
            shortage = memory.Shortage(operations.named(given.operation[0]), given.point, given.sticky)
        return memory.sweep(setting, given.operation, stride=given.stride, seed=seed, only=shortage)
    if given.command == "power":
        return power.sweep(
            setting, images=given.images, images_each=min(given.images, given.images_each), seed=seed, only=given.only)
    if given.command == "corrupt":
        return corrupt.sweep(setting, count=given.count, seed=seed)
    if given.command == "disks":
        return disks.sweep(setting, sizes=list(range(0, given.most, given.step)))
    if given.command == "collector":
        return collector.race(setting, seconds=given.seconds)
    if given.command == "slice":
        return slice.run_slice(setting, seed=seed)
    raise AssertionError(given.command)


if __name__ == "__main__":
    sys.exit(main())
