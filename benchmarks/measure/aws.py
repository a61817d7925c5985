"""The S3 and SNS server that all contestants use."""

import http.client
import json
import subprocess
from contextlib import contextmanager
from io import BytesIO

from PIL import Image

from measure import machine
from measure.failure import Failure
from measure.folders import TARGET, TOOLS

UPLOADS = "image-resizer-input-local"
OUTPUTS = "image-resizer-output-local"
TOPIC = "arn:aws:sns:us-east-1:000000000000:benchmark"

NETWORK = {"GET": 20, "HEAD": 12, "PUT": 25, "DELETE": 25, "Publish": 20, "MB/s": 75}
"""Milliseconds to the first byte of an answer, and megabytes per second of an object: the model in README.md."""


class Aws:
    def __init__(self, pictures):
        self._process = subprocess.Popen(
            [
                machine.java_home() / "bin/java",
                "-Xmx3g",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",  # Compiled after the first calls, and never again.
                "-cp",
                TOOLS / "classes",
                "imageresizer.benchmark.BenchmarkAws",
                UPLOADS,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=TARGET,
        )
        self.pid = self._process.pid
        self.port = int(self._process.stdout.readline())
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port)
        for picture in pictures:
            self._call("PUT", f"/{UPLOADS}/{picture.name}", picture.read_bytes(), {"Content-Type": "image/jpeg"})

    def _call(self, method, path, body=None, headers={}):
        self._connection.request(method, path, body, headers)
        return self._connection.getresponse().read()

    @contextmanager
    def network(self):
        """Answers as slowly as AWS does, for all contestants alike."""
        self._call("POST", "/_network", " ".join(f"{name}={value}" for name, value in NETWORK.items()).encode())
        try:
            yield
        finally:
            self._call("POST", "/_network")

    def forget(self):
        """Empties the output bucket and resets the counts."""
        self._call("POST", "/_forget")

    def check(self, contestant, sizes, format, thorough):
        """That the last call did the whole job: every size in the format, in the right size, and one publish.

        Returns how many requests of each kind it took, the bytes of all renditions, and when SNS had accepted the message.
        """
        report = json.loads(self._call("GET", "/_report"))
        pictures = [stored for stored in report["stored"] if stored["type"] == f"image/{format}"]
        if len(pictures) != len(sizes) or report["requests"].get("Publish") != 1:
            raise Failure(f"{contestant} did not store {len(sizes)} of image/{format} and publish once: {report}")
        if thorough:
            made = []
            for stored in pictures:
                made.append(max(Image.open(BytesIO(self._call("GET", stored["path"]))).size))
            if sorted(made) != sorted(sizes):
                raise Failure(f"{contestant} made renditions of {made} pixels instead of {sizes}.")
        return report["requests"], sum(stored["bytes"] for stored in pictures), report["accepted"] / 1e9

    def close(self):
        self._process.stdin.close()
        self._process.wait()
