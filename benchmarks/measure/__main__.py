"""The command; see README.md."""

import argparse
import json
import os
import sys
import time
from datetime import date

from measure import contestants, machine, pictures, report, trials
from measure.aws import Aws
from measure.failure import Failure
from measure.folders import PICTURES, TARGET

RESULTS = TARGET / "results.json"


def measure(quick):
    started = time.monotonic()
    about = {"date": date.today().isoformat(), "quick": quick, "machine": machine.description()}
    trials.say("building and installing what has changed")
    contestants.prepare()
    trials.say("making the pictures")
    pictures.prepare()
    os.sched_setaffinity(0, [machine.server_and_contestant()[0]])
    server = Aws(sorted(PICTURES.glob("*.jpg")))
    try:
        warm = trials.warm_handlers(server, quick)
        results = {
            "about": about,
            "pictures": pictures.description(),
            "versions": report.versions(),
            "warm": warm.cases,
            "warm_at_pace": warm.cases_at_pace,
            # After the warm ones, because the server, a JVM too, is warm by then.
            "starts": trials.starts(server, 2 if quick else 9, quick),
            "memory": trials.memory(server, ["15mp-baseline"] if quick else ["15mp-baseline", "100mp-baseline"], quick),
            "throughput": trials.throughput(server, *((1.5, 1) if quick else (5, 3))),
        }
    finally:
        server.close()
    results["resizing"] = [] if quick else trials.resizing(9, ["15mp-baseline", "15mp-progressive"])
    results["similarity"] = trials.similarity(
        pictures.SIMILARITY[:1] if quick else pictures.SIMILARITY, [75, 80, 85] if quick else [65, 70, 75, 80, 85, 89]
    )
    results["jmh"] = [] if quick else trials.jmh()
    about["minutes"] = (time.monotonic() - started) / 60
    RESULTS.write_text(json.dumps(results))


def main():
    parser = argparse.ArgumentParser(prog="benchmarks/run", description="Measures the function against its peers.")
    parser.add_argument("--quick", action="store_true", help="fewer cases and rounds: under two minutes, rough figures")
    parser.add_argument("--report", action="store_true", help="only write RESULTS.md again, from the last run's data")
    arguments = parser.parse_args()
    try:
        if not arguments.report:
            measure(arguments.quick)
        elif not RESULTS.exists():
            raise Failure("there is no earlier run whose results could be reported; leave out --report.")
        report.write(json.loads(RESULTS.read_text()))
    except Failure as e:
        sys.exit(f"benchmarks/run: {e}")
    except KeyboardInterrupt:
        sys.exit(130)


main()
