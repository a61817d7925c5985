"""The command; see README.md."""

import argparse
import json
import os
import sys
import time
from contextlib import contextmanager
from datetime import date

from measure import contestants, machine, pictures, report, trials
from measure.aws import Aws
from measure.contestants import LIBVIPS_FUNCTION, PORTABLE_FUNCTION
from measure.failure import Failure
from measure.folders import HERE, PICTURES, TARGET


class Phases:
    """How many seconds each part of the run took."""

    def __init__(self):
        self.seconds = {}

    @contextmanager
    def __call__(self, name):
        start = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - start

    def __str__(self):
        return ", ".join(f"{name} {seconds:.0f}" for name, seconds in self.seconds.items())


def measure(quick):
    phase = Phases()
    about = {"date": date.today().isoformat(), "quick": quick, "machine": machine.description()}
    trials.say("building and installing what has changed")
    with phase("building"):
        contestants.prepare()
    with phase("pictures"):
        pictures.prepare()
    results = {"about": about, "pictures": pictures.description(), "versions": report.versions()}
    os.sched_setaffinity(0, [machine.server_and_contestant()[0]])
    with phase("server"):
        server = Aws(sorted(PICTURES.glob("*.jpg")))
    try:
        with phase("warm"):
            results["warm"] = trials.warm_handlers(server, quick)
        # After the warm ones, because the server, a JVM too, is warm by then.
        with phase("restores"):
            fast = [LIBVIPS_FUNCTION]
            results["starts"] = trials.restores(server, 3 if quick else 9, fast if quick else [*fast, PORTABLE_FUNCTION])
        if not quick:
            with phase("memory"):
                results["memory"] = trials.memory(server, ["15mp-baseline", "100mp-baseline"])
            with phase("starts"):
                results["starts"] = {**trials.starts(server, 9), **results["starts"]}
            with phase("throughput"):
                results["throughput"] = trials.throughput(server, 5, 5)
    finally:
        server.close()
    if not quick:
        with phase("resizing only"):
            results["resizing"] = trials.resizing(9, ["15mp-baseline", "15mp-progressive"])
        with phase("similarity"):
            results["similarity"] = trials.similarity(pictures.SIMILARITY, [65, 70, 75, 80, 85, 89])
        with phase("JMH"):
            results["jmh"] = trials.jmh()
    about["seconds"] = phase.seconds
    trials.say(f"seconds: {phase}")
    return results


def main():
    parser = argparse.ArgumentParser(prog="benchmarks/run", description="Measures the function against its peers.")
    parser.add_argument(
        "--quick", action="store_true", help="the main targets only, in two minutes; writes to target/quick, not here"
    )
    parser.add_argument("--report", action="store_true", help="only write RESULTS.md again, from the last run's data")
    arguments = parser.parse_args()
    folder = TARGET / "quick" if arguments.quick else HERE
    data = (TARGET / "quick" if arguments.quick else TARGET) / "results.json"
    try:
        if not arguments.report:
            results = measure(arguments.quick)
            data.parent.mkdir(exist_ok=True)
            data.write_text(json.dumps(results))
        elif not data.exists():
            raise Failure("there is no earlier run whose results could be reported; leave out --report.")
        print(report.write(json.loads(data.read_text()), folder))
    except Failure as e:
        sys.exit(f"benchmarks/run: {e}")
    except KeyboardInterrupt:
        sys.exit(130)


main()
