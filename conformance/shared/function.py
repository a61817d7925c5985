"""The built function in a JVM of its own, behind a Runtime API: the real handler in Lambda's real runtime client."""

import http.server
import json
import queue
import subprocess
import threading
import time
import uuid
from shared import java
from shared.cloudformation import REGION
from shared.proof import Failure

PATIENCE = 60  # seconds; only so that nothing hangs


class FunctionFailed(Exception):
    """The handler threw."""


class Function:
    """One execution environment, used by one thread.

    `code` is the folder of classes, `libraries` of jars, and `native` of libvips, which may be None; `keys` are the
    credentials of its role's session.
    """

    def __init__(self, stack, code, libraries, native, endpoint, keys, scratch):
        self._events = queue.Queue()
        self._answers = queue.Queue()
        self._api = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._api.daemon_threads = True
        threading.Thread(target=self._api.serve_forever, daemon=True).start()
        self.log = scratch / "function.log"
        environment = stack.variables | {
            "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:{}".format(self._api.server_address[1]),
            "AWS_LAMBDA_FUNCTION_NAME": "image-resizer",
            "AWS_LAMBDA_FUNCTION_VERSION": "1",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
            "AWS_LAMBDA_LOG_GROUP_NAME": stack.log_group,
            "AWS_LAMBDA_LOG_STREAM_NAME": "conformance",
            "AWS_LAMBDA_LOG_FORMAT": "JSON",
            "LAMBDA_TASK_ROOT": str(code),
            "LIBVIPS_DIR": str(native or scratch),
            "AWS_REGION": REGION,
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
            "AWS_SESSION_TOKEN": keys["SessionToken"],
        }
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                _command(stack.handler, code, libraries, scratch),
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def invoke(self, event):
        """The handler's answer. Raises FunctionFailed with what the handler threw."""
        self._events.put((str(uuid.uuid4()), json.dumps(event).encode()))
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                ending, body = self._answers.get(timeout=0.5)
            except queue.Empty:
                if self._process.poll() is not None:
                    raise Failure(f"The function's JVM ended with exit code {self._process.returncode}.") from None
                if time.monotonic() > deadline:
                    raise Failure(f"The function did not answer within {PATIENCE} s.") from None
                continue
            if ending == "response":
                return json.loads(body)
            raise FunctionFailed(json.loads(body).get("errorMessage", ""))

    def stop(self):
        self._process.kill()
        self._process.wait()
        self._api.shutdown()
        self._api.server_close()

    def _handler(self):
        events, answers = self._events, self._answers

        class RuntimeApi(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):  # .../runtime/invocation/next
                request, event = events.get()
                self.send_response(200)
                self.send_header("Lambda-Runtime-Aws-Request-Id", request)
                self.send_header("Lambda-Runtime-Deadline-Ms", str(int((time.time() + PATIENCE) * 1000)))
                arn = "arn:aws:lambda:us-east-1:123456789012:function:image-resizer"
                self.send_header("Lambda-Runtime-Invoked-Function-Arn", arn)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(event)))
                self.end_headers()
                self.wfile.write(event)

            def do_POST(self):  # .../runtime/invocation/ID/response, .../invocation/ID/error, .../init/error
                body = self._body()
                self.send_response(202)
                self.send_header("Content-Length", "0")
                self.end_headers()
                answers.put((self.path.rpartition("/")[2], body))

            def _body(self):
                if self.headers.get("Transfer-Encoding") != "chunked":
                    return self.rfile.read(int(self.headers.get("Content-Length", 0)))
                body = b""
                while size := int(self.rfile.readline().split(b";")[0], 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
                return body

            def log_message(self, *_):
                pass

        return RuntimeApi


def _command(handler, code, libraries, scratch):
    library = scratch / "runtime-client.so"
    java.write_client_library(library)
    return [
        str(java.home() / "bin/java"),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:-UsePerfData",
        "-Xmx512m",
        *java.OPTIONS,
        f"-Djava.io.tmpdir={scratch}",
        f"-D{java.LIBRARY}={library}",
        "-classpath",
        ":".join(map(str, [*java.client_jars(), code, *sorted(libraries.glob("*.jar"))])),
        java.ENTRANCE,
        handler,
    ]
