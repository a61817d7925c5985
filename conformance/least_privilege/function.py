"""The built function in a JVM of its own, behind a Runtime API: the real handler in Lambda's real runtime client."""

import http.server
import json
import os
import pathlib
import platform
import queue
import subprocess
import threading
import time
import uuid
import zipfile

PATIENCE = 60  # seconds; only so that nothing hangs
RUNTIME_CLIENT = (
    "aws-lambda-java-core",
    "aws-lambda-java-runtime-interface-client",
    "aws-lambda-java-serialization",
    "utils-lite",
)


class FunctionFailed(Exception):
    """The handler threw."""


class Function:
    """One execution environment, used by one thread. `keys` are the credentials of its role's session."""

    def __init__(self, root, stack, endpoint, region, keys, scratch):
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
            "LAMBDA_TASK_ROOT": str(root / "ImageResizerFunction" / "target" / "classes"),
            "AWS_REGION": region,
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
            "AWS_SESSION_TOKEN": keys["SessionToken"],
        }
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                _command(root, stack.handler, scratch),
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
                    raise SystemExit(f"The function's JVM ended with exit code {self._process.returncode}.") from None
                if time.monotonic() > deadline:
                    raise SystemExit(f"The function did not answer within {PATIENCE} s.") from None
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


def _command(root, handler, scratch):
    built = root / "ImageResizerFunction" / "target"
    jars = [jar for name in RUNTIME_CLIENT for jar in (root / "LocalEmulator/target/lib").glob(f"{name}-[0-9]*.jar")]
    if len(jars) < len(RUNTIME_CLIENT) or not (built / "classes").is_dir() or not (built / "lib").is_dir():
        raise SystemExit("The function is not built: run `mvn package` at the top of the repository first.")
    processor = {"x86_64": "x86_64", "aarch64": "aarch_64", "arm64": "aarch_64"}[platform.machine()]
    # The client itself would unpack its library into a file that all processes of the machine share.
    library = scratch / "runtime-client.so"
    with zipfile.ZipFile(next(jar for jar in jars if "runtime-interface-client" in jar.name)) as client:
        library.write_bytes(client.read(f"jni/libaws-lambda-jni.linux-{processor}.so"))
    return [
        str(_java()),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:-UsePerfData",
        "-Xmx512m",
        "--enable-native-access=ALL-UNNAMED",
        "--add-opens=java.base/java.io=ALL-UNNAMED",
        "-Djava.awt.headless=true",
        f"-Djava.io.tmpdir={scratch}",
        f"-Dcom.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI={library}",
        "-classpath",
        ":".join(map(str, [*jars, built / "classes", *sorted((built / "lib").glob("*.jar"))])),
        "com.amazonaws.services.lambda.runtime.api.client.AWSLambda",
        handler,
    ]


def _java():
    """The java of the first JDK 25 among JAVA_HOME, JAVA25_HOME and the folders that installers use."""
    homes = [pathlib.Path(os.environ[name]) for name in ("JAVA_HOME", "JAVA25_HOME") if os.environ.get(name)]
    homes += sorted(pathlib.Path("/usr/lib/jvm").glob("*")) + sorted(pathlib.Path("/opt").glob("*jdk*"))
    homes += sorted((pathlib.Path.home() / ".sdkman/candidates/java").glob("*"))
    homes += sorted((pathlib.Path.home() / ".jdks").glob("*"))
    for home in homes:
        release = home / "release"
        if (home / "bin/java").exists() and release.exists() and 'JAVA_VERSION="25' in release.read_text():
            return home / "bin/java"
    raise SystemExit("No JDK 25 was found: install one, such as Eclipse Temurin 25, or set JAVA25_HOME to where it is.")
