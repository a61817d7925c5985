"""`sam local invoke`, `generate-event` and `start-lambda` against `./local up`, by the commands that the README names.

Needs a Docker engine; see shared/docker.py for what happens where there is none.
"""

import contextlib
import json
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

from samtranslator.yaml_helper import yaml_parse

from shared import docker, sam
from shared.lambda_image import ARCHITECTURE, Image
from shared.local_stack import Aws, LocalStack
from shared.proof import ROOT, Failure, bare_environment, expect, main, proved, run, take_ctrl_c, wait_for

FUNCTION = "ImageResizerFunction"
KEY = "sample.jpg"


class Trial:
    """A built clone and a running local stack whose sample picture has been resized, and whose results are cleared."""

    def __init__(self, folder, stack, options):
        self.folder = folder
        self._stack = stack
        self._options = options
        self._aws = Aws(stack.endpoint)
        self._aws.upload(ROOT / "events" / KEY, stack.input_bucket, KEY)
        self._mails = 1
        wait_for("the mail about the upload", lambda: len(self._about_the_sample()) >= self._mails or None)

    def sam(self, *command, **named):
        return run("sam", "local", *command, cwd=self.folder, env=sam.environment(self.folder), **named)

    def invoke(self, *arguments, **named):
        return self.sam("invoke", FUNCTION, *arguments, *self._options, **named)

    def proves(self, what, act):
        """That `act` resizes the sample picture and leads to a mail, as an upload does."""
        bucket = self._stack.output_bucket
        self._aws.run("s3", "rm", "--recursive", "--quiet", f"s3://{bucket}/")
        expect(not self._aws.objects(bucket), "the output bucket should be empty before the function is invoked")
        answer = act()
        expect("RESIZED" in answer, f"{what} answered {answer.strip()[-2000:]}")
        renditions = [key for key in self._aws.objects(bucket) if key.endswith(".jpg")]
        expect(len(renditions) == 2, f"after {what}, the output bucket has the renditions {renditions}")
        self._mails += 1
        wait_for(f"the mail after {what}", lambda: len(self._about_the_sample()) >= self._mails or None)
        proved(f"{what}: {len(renditions)} renditions and a mail; it answered {answer.strip()}")

    def event(self):
        """What `sam local generate-event` makes of the sample picture."""
        return self.sam("generate-event", "s3", "put", "--bucket", self._stack.input_bucket, "--key", KEY)

    def _about_the_sample(self):
        address = f"s3://{self._stack.input_bucket}/{KEY}"
        return [text for subject, text in self._stack.mails() if subject.startswith("Resized") and address in text]


@contextlib.contextmanager
def started(*command, **named):
    """A program that runs until it gets Ctrl-C."""
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, preexec_fn=take_ctrl_c, **named
        )
        try:
            yield process, lambda: (said.seek(0), said.read())[1]
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextlib.contextmanager
def relayed(stack):
    """Containers reach the stack under the address of events/env.json."""
    port = stack.endpoint.rpartition(":")[2]
    with started(sys.executable, ROOT / "conformance/relay.py", port) as (process, said):
        wait_for("the relay's first line", lambda: process.poll() is not None or "Containers reach" in said())
        expect(process.poll() is None, f"the relay ended: {said()}")
        yield


def free_port():
    with socket.socket() as any_socket:
        any_socket.bind(("127.0.0.1", 0))
        return any_socket.getsockname()[1]


def invoked_by_the_aws_cli(trial, endpoint):
    payload, answer = trial.folder / "payload.json", trial.folder / "answer.json"
    payload.write_text(trial.event())
    command = ["aws", "lambda", "invoke", "--function-name", FUNCTION, "--payload", f"fileb://{payload}", answer]
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    result = json.loads(run(*command, "--endpoint-url", endpoint, env=bare_environment(**keys)))
    expect(result["StatusCode"] == 200 and "FunctionError" not in result, f"the invocation answered {result}")
    return answer.read_text()


def is_listening(endpoint):
    with contextlib.suppress(urllib.error.HTTPError), urllib.request.urlopen(endpoint, timeout=5):
        pass
    return True


def prove_all(trial, options):
    trial.proves("`sam local invoke -e events/s3-put.json`", lambda: trial.invoke("-e", "events/s3-put.json"))

    event = trial.event()
    what = "`sam local generate-event s3 put | sam local invoke -e -`"
    trial.proves(what, lambda: trial.invoke("-e", "-", input=event, stdin=None))

    port = free_port()
    endpoint = f"http://127.0.0.1:{port}"
    command = ["sam", "local", "start-lambda", "--port", str(port), *options]
    with started(*command, cwd=trial.folder, env=sam.environment(trial.folder)) as (process, said):

        def is_up():
            expect(process.poll() is None, f"`sam local start-lambda` ended: {said()}")
            with contextlib.suppress(OSError):
                return is_listening(endpoint)

        wait_for("`sam local start-lambda`", is_up)
        for time in ("first", "second"):
            what = f"`aws lambda invoke` on `sam local start-lambda`, the {time} time"
            trial.proves(what, lambda: invoked_by_the_aws_cli(trial, endpoint))


def prove():
    sam.need("sam", "aws", "mvn", "npm")
    with contextlib.ExitStack() as end:
        own = pathlib.Path(end.enter_context(tempfile.TemporaryDirectory(prefix="sam-local-")))
        temporary = pathlib.Path(end.enter_context(tempfile.TemporaryDirectory()))
        end.enter_context(docker.engine())
        images, containers = docker.images(), docker.containers()

        runtime = yaml_parse((ROOT / "template.yaml").read_text())["Resources"][FUNCTION]["Properties"]["Runtime"]
        image = Image(runtime)
        end.callback(lambda: docker.remove_images(each for each in docker.images() - images if is_ours(each, image)))
        sam.built_clone(own)
        stack = LocalStack(temporary)
        end.callback(stack.kill)
        stack.when_ready()
        stack.confirm()
        end.enter_context(relayed(stack))
        options = [] if image.is_official else ["--skip-pull-image"]
        # An image of another architecture than this machine's would be emulated.
        options += [] if ARCHITECTURE == "x86_64" else ["--parameter-overrides", f"Architecture={ARCHITECTURE}"]
        try:
            prove_all(Trial(own, stack, options), options)
        except Failure:
            print("\n".join(["The last lines of ./local up:", *(f"  {line}" for line in stack.output[-20:])]))
            raise
        expect(docker.containers() <= containers, "a container is left")
    expect(not own.exists() and not temporary.exists(), "a folder of the proof is left")
    proved("no container and no folder is left, and the images that were made are removed")


def is_ours(name, image):
    return name == image.name or name.startswith("samcli/lambda-")


if __name__ == "__main__":
    main(prove)
