"""What every proof speaks: `proved` sentences, a Failure that says what is wrong, and a Skip that says why."""

import os
import pathlib
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PATIENCE = 240  # seconds; only so that nothing hangs
SKIPPED = 77  # exit code


class Failure(Exception):
    """Something is not as it should be; the sentence says what."""


class Skip(Exception):
    """This machine cannot run the proof; the sentence says why, and what would help."""


def proved(sentence):
    print(f"ok: {sentence}", flush=True)


def expect(condition, sentence):
    if not condition:
        raise Failure(sentence)


def wait_for(what, attempt):
    """Asks until the answer is neither None nor False, and returns it."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        answer = attempt()
        if answer is not None and answer is not False:
            return answer
        time.sleep(0.2)
    raise Failure(f"{what} did not happen within {PATIENCE} s")


def run(*command, fails=False, **named):
    """What a program printed on its standard output; it must succeed, unless `fails` says that it must not."""
    named = {"stdin": subprocess.DEVNULL, "timeout": 2 * PATIENCE} | named
    command = [str(each) for each in command]
    ended = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace", **named)
    if bool(ended.returncode) != fails:
        said = (ended.stdout + ended.stderr).strip()[-3000:]
        raise Failure(f"`{' '.join(command)}` ended with exit code {ended.returncode}: {said}")
    return ended.stderr if fails else ended.stdout


def bare_environment(**additional):
    """The environment without the user's AWS settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "SAM_"))}
    return kept | {
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_REGION": "us-east-1",
        "AWS_PAGER": "",
        "PYTHONUTF8": "1",
        "SAM_CLI_TELEMETRY": "0",
    } | additional


def take_ctrl_c():
    """For `preexec_fn`: what is started in the background, as by `nohup` or `&`, would ignore Ctrl-C for good."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def main(prove):
    """Runs a proof as a program. Ended by SIGTERM, as `timeout` does, it still leaves nothing behind."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if not sys.platform.startswith("linux"):
        print("SKIPPED: the proofs run on Linux, as Lambda does", flush=True)
        sys.exit(SKIPPED)
    try:
        prove()
    except Skip as reason:
        print(f"SKIPPED: {reason}", flush=True)
        sys.exit(SKIPPED)
    except Failure as failure:
        print(f"FAILED: {failure}", flush=True)
        sys.exit(1)
