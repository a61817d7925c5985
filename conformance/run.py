"""Runs each proof as a program of its own, and says at the end what became of it."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time

PROOFS = {
    "template": "sam validate, cfn-lint, and the template's edges",
    "sam_build": "sam build of a clean clone",
    "least_privilege": "the function's role is exactly sufficient",
    "deployment": "sam deploy, upload, update, delete",
    "aws_cli": "the AWS CLI against ./local up",
    "sam_local": "sam local against ./local up, in a container",
}
LONGEST = 1200  # seconds of one proof
VERDICTS = {0: "passed", 77: "SKIPPED"}


def run(name):
    """Returns the verdict, with the reason if the proof was skipped."""
    print(f"\n== {name}: {PROOFS[name]}", flush=True)
    process = subprocess.Popen([sys.executable, "-W", "ignore", "-m", name], stdout=subprocess.PIPE, text=True)
    signal.signal(signal.SIGTERM, lambda *_: (process.terminate(), sys.exit(143)))
    limit = threading.Timer(LONGEST, process.terminate)
    limit.daemon = True
    limit.start()
    reason = ""
    for line in process.stdout:
        print(line, end="", flush=True)
        reason = line.strip().removeprefix("SKIPPED: ") if line.startswith("SKIPPED: ") else reason
    code = process.wait()
    limit.cancel()
    return VERDICTS.get(code, "FAILED") + (f" ({reason})" if reason else "")


def main(names):
    unknown = set(names) - PROOFS.keys()
    if unknown:
        sys.exit(f"There is no proof called {', '.join(sorted(unknown))}; there are {', '.join(PROOFS)}.")
    summary = []
    with tempfile.TemporaryDirectory(prefix="conformance-") as scratch:
        os.environ["CONFORMANCE_BUILT"] = os.path.join(scratch, "built")
        for name in names or PROOFS:
            begin = time.monotonic()
            verdict = run(name)
            summary.append(f"{name:16} {time.monotonic() - begin:4.0f} s  {verdict}")
    print("\n== Conformance")
    print("\n".join(summary))
    sys.exit(1 if any("FAILED" in line for line in summary) else 0)


main(sys.argv[1:])
