#!/usr/bin/env python3
"""Runs the fuzz targets, each for a bounded time, and keeps what they find. Scripts/fuzz builds and calls this."""

import argparse
import concurrent.futures
import hashlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import seeds

# What an input may cost; the same limits as in docs/robustness.md.
SECONDS_PER_INPUT = 1
MEGABYTES = 256
MINIMISE_SECONDS = 15
# A target that hardly ran has shown nothing.
EXECUTIONS_MIN = 25


@dataclass
class Finding:
    kind: str
    path: Path
    reason: str


@dataclass
class Outcome:
    target: str
    executions: int = 0
    coverage: int = 0
    corpus_before: int = 0
    corpus_after: int = 0
    peak_megabytes: int = 0
    findings: list = field(default_factory=list)
    problem: str = ""


class Fuzzer:
    def __init__(self, binary, folder):
        self.binary = binary
        self.folder = folder

    def targets(self):
        said = self.call("?", []).stderr
        names = re.search(r"SHEAF_FUZZ_TARGET is none of \[(.*)\]", said)
        if not names:
            sys.exit(f"fuzz: the fuzzer does not start:\n{said}")
        return re.findall(r'"(\w+)"', names[1])

    @staticmethod
    def environment(target):
        environment = {**os.environ, "SHEAF_FUZZ_TARGET": target, "SWIFT_BACKTRACE": "enable=no"}
        # An address sanitizer that keeps freed memory would be over the limit by itself.
        environment.setdefault("ASAN_OPTIONS", "quarantine_size_mb=16:detect_leaks=0")
        return environment

    def call(self, target, arguments, seconds=None):
        return subprocess.run(
            [self.binary, *map(str, arguments)], env=self.environment(target), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8", errors="replace", timeout=seconds)

    def prepared(self, target):
        """The folders of the corpus, which stays; of the seeds, which are made anew; and of what a run leaves."""
        corpus, started, scratch = (self.folder / kind / target for kind in ("corpus", "seeds", "scratch"))
        for folder in (started, scratch):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        corpus.mkdir(parents=True, exist_ok=True)
        for content in seeds.seeds(target):
            (started / hashlib.sha1(content).hexdigest()).write_bytes(content)
        return corpus, started, scratch

    def replay(self, target):
        """Every seed, and every input that earlier runs kept, once."""
        outcome = Outcome(target)
        corpus, started, scratch = self.prepared(target)
        inputs = sum(1 for folder in (corpus, started) for _ in folder.iterdir())
        outcome.corpus_before = outcome.corpus_after = len(list(corpus.iterdir()))
        ran = self.call(
            target, ["-runs=0", "-print_final_stats=1", f"-artifact_prefix={scratch}/", f"-rss_limit_mb={MEGABYTES}", corpus, started])
        self.read(ran.stderr, outcome)
        artifacts = sorted(scratch.iterdir())
        outcome.findings = [finding for finding in (self.examined(target, path, ran.stderr) for path in artifacts) if finding]
        if ran.returncode and not outcome.findings:
            outcome.problem = f"ended with {ran.returncode}:\n{ran.stderr[-2000:]}"
        elif not ran.returncode and outcome.executions < inputs:
            outcome.problem = f"only {outcome.executions} of {inputs} inputs were run"
        return outcome

    def run(self, target, seconds):
        outcome = Outcome(target)
        corpus, started, scratch = self.prepared(target)
        words = self.folder / f"{target}.dict"
        words.write_text("# words of this format\n" + seeds.dictionary(target))
        outcome.corpus_before = len(list(corpus.iterdir()))
        left = seconds
        # What proves to be no finding (a busy machine) costs a second; the rest of the time is still due.
        while left > 0:
            options = [
                f"-dict={words}", f"-artifact_prefix={scratch}/", f"-timeout={SECONDS_PER_INPUT}", f"-rss_limit_mb={MEGABYTES}",
                f"-max_total_time={left}", "-print_final_stats=1",
            ]
            try:
                ran = self.call(target, [corpus, started, *options], seconds=seconds * 4 + 120)
            except subprocess.TimeoutExpired:
                outcome.problem = "did not end in time, and no input of it was over its own"
                break
            self.read(ran.stderr, outcome)
            artifacts = sorted(scratch.iterdir())
            if ran.returncode == 0:
                break
            if not artifacts:
                outcome.problem = f"ended with {ran.returncode} and left no input:\n{ran.stderr[-2000:]}"
                break
            for artifact in artifacts:
                finding = self.examined(target, artifact, ran.stderr)
                if finding:
                    outcome.findings.append(finding)
            if outcome.findings:
                break
            left -= max(SECONDS_PER_INPUT, elapsed(ran.stderr))
        outcome.corpus_after = len(list(corpus.iterdir()))
        if not outcome.findings and not outcome.problem and (outcome.executions < EXECUTIONS_MIN or outcome.coverage == 0):
            outcome.problem = f"only {outcome.executions} executions, coverage {outcome.coverage}"
        return outcome

    @staticmethod
    def read(said, outcome):
        outcome.executions += last_number(r"stat::number_of_executed_units:\s*(\d+)", said) or last_number(r"^#(\d+)", said)
        outcome.coverage = max(outcome.coverage, last_number(r" cov: (\d+)", said))
        outcome.peak_megabytes = max(
            outcome.peak_megabytes, last_number(r"stat::peak_rss_mb:\s*(\d+)", said), last_number(r" rss: (\d+)Mb", said))

    def examined(self, target, artifact, said):
        """The finding that an input makes, minimised and named; None for one that a busy machine made."""
        kind = artifact.name.split("-")[0]
        if kind == "slow":
            artifact.unlink()
            return None
        if kind == "timeout":
            cost = self.processor_seconds(target, artifact)
            if cost < SECONDS_PER_INPUT:
                print(f"fuzz: {target}: an input took {cost:.2f} s of processor time alone; the machine was busy", file=sys.stderr)
                artifact.unlink()
                return None
        kept = self.folder / "findings" / f"{target}-{kind}-{hashlib.sha1(artifact.read_bytes()).hexdigest()[:12]}"
        kept.parent.mkdir(exist_ok=True)
        artifact.replace(kept)
        if kind == "crash":
            self.minimise(target, kept)
        return Finding(kind, kept, reason(said))

    def processor_seconds(self, target, path):
        """Of one process: the resources of all children would count targets that run beside it."""
        process = subprocess.Popen(
            [self.binary, "-timeout=60", path], env=self.environment(target), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        return usage.ru_utime + usage.ru_stime

    def minimise(self, target, path):
        small = path.with_name(path.name + ".min")
        try:
            self.call(
                target,
                ["-minimize_crash=1", f"-max_total_time={MINIMISE_SECONDS}", f"-exact_artifact_path={small}", path],
                seconds=MINIMISE_SECONDS * 4 + 60)
        except subprocess.TimeoutExpired:
            pass
        if small.exists():
            if self.call(target, [small], seconds=60).returncode != 0 and small.stat().st_size < path.stat().st_size:
                small.replace(path)
            else:
                small.unlink()


def last_number(pattern, text):
    found = re.findall(pattern, text, re.M)
    return int(found[-1]) if found else 0


def elapsed(said):
    found = re.findall(r"Done \d+ runs in (\d+) second", said)
    return int(found[-1]) if found else 0


def reason(said):
    for pattern in (r"(?:Fatal error: )(.*)", r"(ERROR: libFuzzer: .*)", r"(ERROR: AddressSanitizer: .*)"):
        found = re.search(pattern, said)
        if found:
            return found[1][:2000]
    return said[-500:]


def main():
    parser = argparse.ArgumentParser(prog="Scripts/fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=5, help="for each target; %(default)s by default")
    parser.add_argument("--target", action="append", help="only this one; may be repeated")
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1), help="targets at a time; %(default)s by default")
    parser.add_argument("--replay", action="store_true", help="run each seed and each kept input once, and nothing else")
    parser.add_argument("--reproduce", type=Path, metavar="FILE", help="run one target on one input, showing what it says")
    parser.add_argument("--binary", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, required=True, help=argparse.SUPPRESS)
    options = parser.parse_args()
    fuzzer = Fuzzer(options.binary, options.folder)
    names = fuzzer.targets()
    chosen = options.target or names
    unknown = [name for name in chosen if name not in names]
    if unknown or options.seconds < 1 or options.jobs < 1:
        parser.error(f"targets are {', '.join(names)}; seconds and jobs at least 1")
    if options.reproduce:
        if len(chosen) != 1:
            parser.error("--reproduce needs one --target")
        ran = fuzzer.call(chosen[0], ["-timeout=60", options.reproduce])
        print(ran.stderr)
        sys.exit(1 if ran.returncode else 0)

    print(f"{'target':10} {'executions':>10} {'coverage':>8} {'corpus':>13} {'peak MB':>7}  result")
    failures = 0
    work = fuzzer.replay if options.replay else lambda name: fuzzer.run(name, options.seconds)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for outcome in pool.map(work, chosen):
            result = "ok" if not outcome.findings and not outcome.problem else outcome.problem or ", ".join(f.kind for f in outcome.findings)
            corpus = f"{outcome.corpus_before} -> {outcome.corpus_after}"
            print(f"{outcome.target:10} {outcome.executions:10} {outcome.coverage:8} {corpus:>13} {outcome.peak_megabytes:7}  {result}", flush=True)
            failures += bool(outcome.findings or outcome.problem)
            for finding in outcome.findings:
                print(f"  {finding.path}\n  {finding.reason}\n  again: Scripts/fuzz --target {outcome.target} --reproduce {finding.path}", flush=True)
    if failures:
        sys.exit(f"fuzz: {failures} of {len(chosen)} targets failed")


if __name__ == "__main__":
    main()
