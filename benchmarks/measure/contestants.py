"""Who takes part: how each is started as a Lambda function, and how it only resizes."""

import json
import os
import shutil
import subprocess
import threading
import time
import uuid
import zipfile
from dataclasses import dataclass

from measure import aws, machine
from measure.failure import Failure
from measure.folders import FUNCTION, LAYER, LOGS, NODE, PICTURES, PROJECT, TARGET, TOOLS
from measure.runtime_api import RuntimeApi
from measure.template import Template

TEMPLATE = Template()
_EVENT = json.loads((PROJECT / "events/s3-put.json").read_text())
_ARCHITECTURE = {"x86_64": ("x64", "linux-x86_64"), "aarch64": ("arm64", "linux-aarch_64")}[os.uname().machine]
LIBVIPS = LAYER / "node_modules/@img" / f"sharp-libvips-linux-{_ARCHITECTURE[0]}" / "lib"
PYTHON = TARGET / "python/bin/python"


@dataclass(frozen=True)
class Contestant:
    id: str
    title: str
    language: str
    writes: tuple = ("jpeg",)

    def __str__(self):
        return self.title


LIBVIPS_FUNCTION = Contestant("ours", "this function (libvips)", "java", ("jpeg", "webp", "avif"))
PORTABLE_FUNCTION = Contestant("ours-portable", "this function without libvips", "java")
SHARP = Contestant("sharp", "Node + sharp", "node", ("jpeg", "webp", "avif"))
SHARP_BEST = Contestant("sharp-best", "Node + sharp, decoding once", "node", ("jpeg", "webp", "avif"))
PILLOW = Contestant("pillow", "Python + Pillow", "python", ("jpeg", "webp", "avif"))
IMAGEIO = Contestant("imageio", "Java + ImageIO, as in AWS's sample", "java")
ALL = (LIBVIPS_FUNCTION, PORTABLE_FUNCTION, SHARP, SHARP_BEST, PILLOW, IMAGEIO)
SLOW = (PORTABLE_FUNCTION, IMAGEIO)


def prepare():
    """Installs and builds what has changed."""
    LOGS.mkdir(parents=True, exist_ok=True)
    shutil.copytree(PROJECT / "benchmarks/contestants/node", NODE, dirs_exist_ok=True)
    for folder in (LAYER, NODE):
        installed = folder / "node_modules/.package-lock.json"
        lock = folder / "package-lock.json"
        if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
            _run(["npm", "ci", "--silent", "--no-audit", "--no-fund", "--prefix", folder])
    if _is_stale(TARGET / "built"):
        options = ["-q", "-B", "-ntp", "-Dstyle.color=never", "-Djansi.mode=strip", "-Dmaven.test.skip"]
        _run(["mvn", *options, "-f", PROJECT / "benchmarks", "package"])
        (TARGET / "built").touch()
    client = next((TOOLS / "lib").glob("aws-lambda-java-runtime-interface-client-*.jar"))
    with zipfile.ZipFile(client) as jar:
        (TOOLS / _native_client()).write_bytes(jar.read(f"jni/{_native_client()}"))


def _is_stale(built):
    """Whether Maven has something to do: it takes ten seconds to find out."""
    if not built.exists() or not (FUNCTION / "lib").exists() or not list(FUNCTION.glob("*-1.jar")):
        return True
    modules = [FUNCTION.parent, PROJECT / "benchmarks/contestants/java-imageio", PROJECT / "benchmarks/measure/java"]
    sources = [file for module in modules for file in [module / "pom.xml", *(module / "src/main").rglob("*")]]
    return any(file.stat().st_mtime > built.stat().st_mtime for file in sources)


def node():
    """The Node of the lock file, not that of this machine."""
    return str(NODE / f"node_modules/node-linux-{_ARCHITECTURE[0]}/bin/node")


def _native_client():
    return f"libaws-lambda-jni.{_ARCHITECTURE[1]}.so"


def _run(command):
    if subprocess.run(command).returncode:
        raise Failure(f"{command[0]} failed; the lines above say why.")


def event(picture):
    """S3's event about a new upload; no two have the same key, so none can be taken for a duplicate."""
    upload = json.loads(json.dumps(_EVENT))
    stored = upload["Records"][0]["s3"]
    stored["bucket"]["name"] = aws.UPLOADS
    stored["object"]["key"] = f"{uuid.uuid4().hex}/{picture}.jpg"
    stored["object"]["size"] = (PICTURES / f"{picture}.jpg").stat().st_size
    stored["object"].pop("eTag", None)
    stored["object"]["sequencer"] = f"{time.time_ns():018X}"[-18:]
    return json.dumps(upload).encode()


def _java_class_path(contestant, in_jars):
    folder = TARGET / "java-imageio" if contestant is IMAGEIO else FUNCTION
    jar = next(folder.glob("*-1.jar")) if in_jars else folder / "classes"
    client = []
    for name in ("core", "runtime-interface-client", "serialization"):
        client += (TOOLS / "lib").glob(f"aws-lambda-java-{name}-*.jar")
    client += (TOOLS / "lib").glob("utils-lite-*.jar")
    return ":".join(str(path) for path in [*client, jar, *sorted((folder / "lib").glob("*.jar"))])


def _jvm(snap_start):
    """The command line of Lambda's Java runtimes, as the project's LocalEmulator (ExecutionEnvironment) has it."""
    memory = TEMPLATE.memory
    return [
        str(machine.java_home() / "bin/java"),
        f"-XX:MaxHeapSize={round(memory * 1024 * 0.85)}k",
        f"-XX:InitialHeapSize={max(8, memory // 64)}m",
        "-XX:+UseSerialGC",
        *([] if snap_start else ["-XX:TieredStopAtLevel=1"]),
        "-XX:-UsePerfData",
        "--add-opens=java.base/java.io=ALL-UNNAMED",
        "--enable-native-access=ALL-UNNAMED",
        "-Djava.awt.headless=true",
        "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac",
        "-Dcom.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI=" + str(TOOLS / _native_client()),
    ]


def _java_command(contestant, snap_start, options, in_jars):
    return [
        *_jvm(snap_start),
        *options,
        "-classpath",
        _java_class_path(contestant, in_jars),
        "com.amazonaws.services.lambda.runtime.api.client.AWSLambda",
        "sample.Handler::handleRequest" if contestant is IMAGEIO else TEMPLATE.handler,
    ]


def _command(contestant, snap_start, options, in_jars):
    match contestant.language:
        case "java":
            return _java_command(contestant, snap_start, options, in_jars)
        case "node":
            handler = "handler-best.mjs" if contestant is SHARP_BEST else "handler.mjs"
            return [node(), str(NODE / "runtime.mjs"), str(NODE / handler)]
        case _:
            return [str(PYTHON), "-m", "awslambdaric", "handler.handler"]


def _environment(contestant, runtime_api, endpoint, sizes, format, snap_start):
    variables = {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "TZ": ":UTC",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_SESSION_TOKEN": "local",
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_LAMBDA_RUNTIME_API": runtime_api,
        "AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start" if snap_start else "on-demand",
        "AWS_LAMBDA_FUNCTION_NAME": "benchmark",
        "AWS_LAMBDA_FUNCTION_VERSION": "1",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(TEMPLATE.memory),
        "AWS_LAMBDA_LOG_FORMAT": "JSON",
        "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/benchmark",
        "AWS_LAMBDA_LOG_STREAM_NAME": "benchmark",
        "OUTPUT_BUCKET": aws.OUTPUTS,
        "TOPIC_ARN": aws.TOPIC,
    }
    if contestant.language == "java":
        variables["AWS_EXECUTION_ENV"] = "AWS_Lambda_java25"
    if contestant in (LIBVIPS_FUNCTION, PORTABLE_FUNCTION):
        libvips = LIBVIPS if contestant is LIBVIPS_FUNCTION else TARGET / "no-libvips"
        return {
            **TEMPLATE.environment,
            **variables,
            "LIBVIPS_DIR": str(libvips),
            "SIZES": ",".join(f"{size}x{size}" for size in sizes),
            "FORMATS": format,
        }
    if contestant is PILLOW:
        variables["PYTHONPATH"] = str(PROJECT / "benchmarks/contestants/python")
        variables["PYTHONPYCACHEPREFIX"] = str(TARGET / "pycache")
    return {**variables, "SIZES": ",".join(map(str, sizes)), "FORMAT": format}


class Function:
    """One process that runs the contestant's handler, as an execution environment of Lambda does."""

    def __init__(self, contestant, endpoint, sizes=(800, 200), format="jpeg", core=None, snap_start=True, options=(), in_jars=False):
        self.contestant = contestant
        self.sizes = sizes
        self.format = format
        self._snap_start = snap_start and contestant.language == "java"
        self.api = RuntimeApi(contestant.title)
        core = machine.server_and_contestant()[1] if core is None else core
        with (LOGS / f"{contestant.id}.log").open("ab") as log:
            self.started = time.perf_counter()
            self._process = subprocess.Popen(
                ["taskset", "-c", str(core), *_command(contestant, self._snap_start, options, in_jars)],
                env=_environment(contestant, self.api.address, endpoint, sizes, format, self._snap_start),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=TARGET,
            )
        self.pid = self._process.pid
        threading.Thread(target=lambda: self.api.ended(self._process.wait()), daemon=True).start()

    def await_ready(self):
        """Waits until it asks for an event. With SnapStart that is after the snapshot, which is "restored" at once."""
        if self._snap_start:
            self.api.await_signal("restore")
            self.api.restore.set()
        return self.api.await_signal("ready")[0]

    def invoke(self, picture):
        """The instants of the event and of the answer, in seconds of the monotonic clock."""
        self.api.hand_out(event(picture))
        answered, begun = self.api.await_signal("response")
        self.api.await_signal("ready")
        return begun, answered

    def close(self):
        """Asks the process to end, as an exit of its own, and waits for it."""
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self.api.close()


class Resizer:
    """One process that resizes files and does nothing else."""

    def __init__(self, contestant):
        match contestant.language:
            case "java":
                name = {"ours": "libvips", "ours-portable": "portable", "imageio": "imageio"}[contestant.id]
                command = [
                    *_jvm(snap_start=True),
                    "-classpath",
                    f"{TOOLS}/classes:{TOOLS}/lib/*",
                    "imageresizer.benchmark.ResizeLoop",
                    name,
                ]
            case "node":
                module = "decode-once.mjs" if contestant is SHARP_BEST else "pipelines.mjs"
                command = [node(), str(NODE / "loop.mjs"), str(NODE / module)]
            case _:
                command = [str(PYTHON), str(PROJECT / "benchmarks/contestants/python/loop.py")]
        self.contestant = contestant
        self._process = subprocess.Popen(
            ["taskset", "-c", str(machine.server_and_contestant()[1]), *command],
            env={**os.environ, "LIBVIPS_DIR": str(LIBVIPS), "PYTHONPYCACHEPREFIX": str(TARGET / "pycache")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=TARGET,
        )

    def resize(self, picture, sizes, format="jpeg", quality=80, target=None):
        """Milliseconds, milliseconds of processor time, and bytes of each rendition."""
        parts = [str(PICTURES / f"{picture}.jpg"), ",".join(map(str, sizes)), format, str(quality)]
        self._process.stdin.write("\t".join(parts + ([str(target)] if target else [])) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().split("\t")
        if len(answer) != 3:
            raise Failure(f"{self.contestant} could not resize {picture}; the lines above say why.")
        return float(answer[0]), float(answer[1]), [int(size) for size in answer[2].split(",")]

    def close(self):
        self._process.stdin.close()
        self._process.wait()
