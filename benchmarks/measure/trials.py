"""What is measured. Each function returns plain lists and numbers, which go into target/results.json."""

import json
import os
import subprocess
import sys
import time

from measure import contestants, machine, ssim
from measure.contestants import ALL, LIBVIPS_FUNCTION, PILLOW, SHARP, SHARP_BEST, SLOW
from measure.failure import Failure
from measure.folders import LOGS, PICTURES, TARGET, TOOLS
from measure.pictures import TINY

TWO = (800, 200)
"""The template's default."""
THREE = (1600, 800, 200)
QUICK = (LIBVIPS_FUNCTION, SHARP)
"""Who takes part in a quick run."""


def say(text):
    print(f"{time.strftime('%H:%M:%S')}  {text}", file=sys.stderr, flush=True)


def rotated(items, by):
    """The items, beginning with another one each time, so that none is always first."""
    items = list(items)
    by %= len(items)
    return items[by:] + items[:by]


def rounds_of(contestant, rounds):
    """The two that take many times as long get fewer rounds."""
    return max(1, rounds // 3) if contestant in SLOW else rounds


class WarmHandlers:
    """Whole invocations of processes that have already worked, contestant by contestant in turn."""

    def __init__(self, server, contenders, tiny):
        self._server = server
        self._contenders = contenders
        self._tiny = tiny
        self.cases = []

    def run(self, sizes, format, pictures, without_network={}):
        """Measures ``pictures``, which maps each to its number of rounds, and then others without the network's delays."""
        title = f"{format}, {len(sizes)} sizes"
        contenders = [c for c in self._contenders if format in c.writes]
        functions = [contestants.Function(c, self._server.endpoint, sizes, format) for c in contenders]
        try:
            for function in functions:
                function.await_ready()
            say(f"warm: {title}: warming up")
            # Tiny pictures warm up what is slow to warm up: the code around the engine, which a JVM has to compile.
            for function in functions:
                for _ in range(self._tiny if format == "jpeg" else 100):
                    function.invoke(TINY)
                for _ in range(3 if format == "jpeg" else 0):
                    function.invoke("2mp-baseline")
            with self._server.network():
                for picture, rounds in pictures.items():
                    say(f"warm: {title}: {picture}, {rounds} rounds")
                    self.cases.append({"network": True, **self._run_picture(functions, picture, rounds)})
            for picture, rounds in without_network.items():
                say(f"warm, no network: {title}: {picture}, {rounds} rounds")
                self.cases.append({"network": False, **self._run_picture(functions, picture, rounds)})
        finally:
            for function in functions:
                function.close()

    def _run_picture(self, functions, picture, rounds):
        case = {}
        for function in functions:
            if rounds > 3 or function.contestant not in SLOW:
                function.invoke(picture)
        for i in range(rounds):
            for function in rotated(functions, i):
                contestant = function.contestant
                if i >= rounds_of(contestant, rounds):
                    continue
                self._server.forget()
                cpu = machine.cpu_seconds(function.pid), machine.cpu_seconds(self._server.pid)
                begun, answered = function.invoke(picture)
                used = machine.cpu_seconds(function.pid) - cpu[0], machine.cpu_seconds(self._server.pid) - cpu[1]
                requests, stored, accepted = self._server.check(
                    contestant, function.sizes, function.format, thorough=i == 0
                )
                result = case.setdefault(
                    contestant.id,
                    {"ms": [], "accepted_ms": [], "cpu_ms": [], "server_cpu_ms": [], "requests": [], "bytes": stored},
                )
                result["ms"].append((answered - begun) * 1000)
                result["accepted_ms"].append((accepted - begun) * 1000)
                result["cpu_ms"].append(used[0] * 1000)
                result["server_cpu_ms"].append(used[1] * 1000)
                result["requests"].append(requests)
        for function in functions:
            case[function.contestant.id]["peak"] = machine.peak_megabytes(function.pid)
        return {"picture": picture, "sizes": functions[0].sizes, "format": functions[0].format, "contestants": case}


def warm_handlers(server, quick):
    warm = WarmHandlers(server, QUICK if quick else ALL, 100 if quick else 400)
    if quick:
        warm.run(TWO, "jpeg", {"2mp-baseline": 11, "15mp-baseline": 11})
        warm.run(THREE, "jpeg", {"15mp-baseline": 9, "15mp-progressive": 7})
        return warm.cases
    both = ("baseline", "progressive")
    warm.run(
        TWO,
        "jpeg",
        {f"{size}-{kind}": n for size, n in {"2mp": 21, "15mp": 21, "24mp": 5, "100mp": 3}.items() for kind in both},
        without_network={"2mp-baseline": 15, "15mp-baseline": 15, "15mp-progressive": 9},
    )
    warm.run(TWO, "webp", {"15mp-baseline": 9})
    warm.run(TWO, "avif", {"15mp-baseline": 3})  # sharp takes seconds for each.
    # Without libvips, this function refuses larger pictures for want of memory, and says so.
    warm.run(
        THREE,
        "jpeg",
        {f"{size}-{kind}": 15 for size in ("2mp", "15mp") for kind in both},
        without_network={"15mp-baseline": 9, "15mp-progressive": 7},
    )
    return warm.cases


def _aot_options(contestant, server):
    """Makes an AOT cache of the application (JEP 483, 514) by a training run, and returns the option that uses it."""
    cache = TARGET / f"{contestant.id}.aot"
    cache.unlink(missing_ok=True)
    function = contestants.Function(
        contestant, server.endpoint, snap_start=False, options=[f"-XX:AOTCacheOutput={cache}"], in_jars=True
    )
    function.await_ready()
    for _ in range(3):
        function.invoke("2mp-baseline")
    function.close()
    if not cache.exists():
        raise Failure(f"the JVM wrote no AOT cache for {contestant}; see target/logs/{contestant.id}.log.")
    return [f"-XX:AOTCache={cache}"]


def starts(server, rounds):
    """Milliseconds from the start of the process to its first answer."""
    say("start: making the AOT cache")
    variants = [(contestant.id, contestant, {"snap_start": False}) for contestant in ALL]
    # Without libvips there is none: JDK 25.0.3 crashes when it writes the cache of a run that has used java.desktop.
    aot = _aot_options(LIBVIPS_FUNCTION, server)
    variants.append(("ours+aot", LIBVIPS_FUNCTION, {"snap_start": False, "options": aot, "in_jars": True}))
    results = {}
    with server.network():
        for i in range(rounds):
            say(f"start: round {i + 1} of {rounds}")
            for name, contestant, options in rotated(variants, i):
                function = contestants.Function(contestant, server.endpoint, **options)
                function.api.hand_out(contestants.event("2mp-baseline"))
                ready, _ = function.api.await_signal("ready")
                answered, _ = function.api.await_signal("response")
                result = results.setdefault(name, {"init_ms": [], "ms": []})
                result["init_ms"].append((ready - function.started) * 1000)
                result["ms"].append((answered - function.started) * 1000)
                function.api.await_signal("ready")
                function.close()
    return results


def restores(server, rounds, contenders):
    """Milliseconds from the end of SnapStart's restore to the first answer, of a new process for each sample.

    The process has run its hooks before the snapshot. It gets no time to finish compiling between the two, because Lambda
    does not say how soon it takes the snapshot; and its hooks after the restore are part of the time.
    """
    results = {}
    with server.network():
        for i in range(rounds):
            say(f"first call after a restore: round {i + 1} of {rounds}")
            for contestant in rotated(contenders, i):
                function = contestants.Function(contestant, server.endpoint)
                function.api.await_signal("restore")
                function.api.hand_out(contestants.event("2mp-baseline"))
                restored = time.perf_counter()
                function.api.restore.set()
                ready, _ = function.api.await_signal("ready")
                answered, _ = function.api.await_signal("response")
                result = results.setdefault(f"{contestant.id}+primed", {"init_ms": [], "ms": []})
                result["init_ms"].append((ready - restored) * 1000)
                result["ms"].append((answered - restored) * 1000)
                function.api.await_signal("ready")
                function.close()
    return results


def memory(server, pictures):
    """Peak megabytes of a process: before its first call, and after 20 calls with the picture, or 3 if that is large."""
    results = []
    for picture in pictures:
        say(f"memory: {picture}")
        for contestant in ALL:
            for sizes in (TWO, THREE) if picture.startswith("15") else (TWO,):
                function = contestants.Function(contestant, server.endpoint, sizes)
                function.await_ready()
                idle = machine.peak_megabytes(function.pid)
                for _ in range(3 if picture.startswith("100") else 20):
                    function.invoke(picture)
                peak = machine.peak_megabytes(function.pid)
                function.close()
                results.append(
                    {"picture": picture, "contestant": contestant.id, "sizes": sizes, "idle": idle, "peak": peak}
                )
    return results


def throughput(server, seconds, rounds):
    """Uploads per second with one and with two processes, each on a core of its own, and what processor time that took.

    The server and this driver use both cores, so with two processes they take from them what they need.
    """
    results = {}
    os.sched_setaffinity(0, machine.CORES[:2])
    _share_cores(server.pid, machine.CORES[:2])
    contenders = (LIBVIPS_FUNCTION, SHARP, SHARP_BEST, PILLOW)
    workers = {c.id: [contestants.Function(c, server.endpoint, core=core) for core in machine.CORES[:2]] for c in contenders}
    try:
        for functions in workers.values():
            for function in functions:
                function.await_ready()
                for _ in range(100):
                    function.invoke(TINY)
                for _ in range(3):
                    function.invoke("15mp-baseline")
        for i in range(rounds):
            say(f"throughput: round {i + 1} of {rounds}")
            for name, functions in rotated(workers.items(), i):
                result = results.setdefault(name, {"1": [], "2": [], "ms_1": [], "ms_2": [], "server": [], "driver": [], "stolen": []})
                for count in (1, 2):
                    working = functions[2 - count :]
                    server.forget()
                    contestants_before = sum(machine.cpu_seconds(function.pid) for function in working)
                    before = machine.cpu_seconds(server.pid), time.process_time(), machine.stolen_seconds()
                    start = time.perf_counter()
                    rate, calls = _rate(working, seconds)
                    cores = 2 * (time.perf_counter() - start)
                    after = machine.cpu_seconds(server.pid), time.process_time(), machine.stolen_seconds()
                    used = sum(machine.cpu_seconds(function.pid) for function in working) - contestants_before
                    result[str(count)].append(rate)
                    result[f"ms_{count}"].append(used / calls * 1000)
                for what, one, other in zip(("server", "driver", "stolen"), before, after):
                    result[what].append((other - one) / cores)
    finally:
        for functions in workers.values():
            for function in functions:
                function.close()
        core = machine.server_and_contestant()[0]
        os.sched_setaffinity(0, [core])
        _share_cores(server.pid, [core])
    return results


def _share_cores(pid, cores):
    """Moves all threads of a process."""
    for thread in os.listdir(f"/proc/{pid}/task"):
        os.sched_setaffinity(int(thread), cores)


def _rate(functions, seconds):
    """Uploads per second, the last one of each process by the part within the time; and how many calls that took."""
    from concurrent.futures import ThreadPoolExecutor

    start = time.perf_counter()
    end = start + seconds

    def work(function):
        done = 0
        while True:
            begun = time.perf_counter()
            function.invoke("15mp-baseline")
            now = time.perf_counter()
            if now >= end:
                return done + (end - begun) / (now - begun), done + 1
            done += 1

    with ThreadPoolExecutor(len(functions)) as pool:
        uploads, calls = map(sum, zip(*pool.map(work, functions)))
    return uploads / seconds, calls


def resizing(rounds, pictures):
    """Milliseconds to resize only, without Lambda and S3."""
    resizers = [contestants.Resizer(contestant) for contestant in ALL]
    cases = []
    try:
        for resizer in resizers:
            for _ in range(3 if resizer.contestant in SLOW else 15):
                resizer.resize("2mp-baseline", TWO)
        for picture in pictures:
            for sizes in (TWO, THREE):
                say(f"resize only: {picture}, {len(sizes)} sizes")
                case = {}
                for resizer in resizers:
                    resizer.resize(picture, sizes)
                for i in range(rounds):
                    for resizer in rotated(resizers, i):
                        if i >= rounds_of(resizer.contestant, rounds):
                            continue
                        took, cpu, made = resizer.resize(picture, sizes)
                        result = case.setdefault(resizer.contestant.id, {"ms": [], "cpu_ms": [], "bytes": sum(made)})
                        result["ms"].append(took)
                        result["cpu_ms"].append(cpu)
                cases.append({"picture": picture, "sizes": sizes, "contestants": case})
    finally:
        for resizer in resizers:
            resizer.close()
    return cases


def similarity(pictures, qualities):
    """Bytes and SSIM of an 800-pixel rendition at several qualities."""
    results = []
    resizers = [contestants.Resizer(contestant) for contestant in ALL if contestant is not SHARP_BEST]
    try:
        for picture in pictures:
            say(f"similarity: {picture}")
            reference = ssim.Reference(PICTURES / f"{picture}.jpg", 800)
            for resizer in resizers:
                for quality in qualities:
                    target = TARGET / "rendition.jpg"
                    _, _, made = resizer.resize(picture, (800,), "jpeg", quality, target)
                    results.append(
                        {
                            "picture": picture,
                            "contestant": resizer.contestant.id,
                            "quality": quality,
                            "bytes": made[0],
                            "ssim": reference.similarity(target),
                        }
                    )
    finally:
        for resizer in resizers:
            resizer.close()
    return results


def jmh():
    """The fast engine alone under JMH."""
    say("JMH: the fast engine alone")
    result = TARGET / "jmh.json"
    core = machine.server_and_contestant()[1]
    command = [
        *("taskset", "-c", str(core), str(machine.java_home() / "bin/java"), "--enable-native-access=ALL-UNNAMED"),
        *("-classpath", f"{TOOLS}/classes:{TOOLS}/lib/*", "org.openjdk.jmh.Main"),
        *("-rf", "json", "-rff", str(result), "-jvmArgs", "-XX:+UseSerialGC --enable-native-access=ALL-UNNAMED"),
    ]
    environment = {**os.environ, "LIBVIPS_DIR": str(contestants.LIBVIPS), "PICTURES": str(PICTURES)}
    with (LOGS / "jmh.log").open("w") as log:
        if subprocess.run(command, env=environment, cwd=TARGET, stdout=log, stderr=log).returncode:
            raise Failure("JMH failed; see target/logs/jmh.log.")
    return [
        {
            "picture": one["params"]["picture"],
            "sizes": [int(size) for size in one["params"]["sizes"].split(":")],
            "percentiles": one["primaryMetric"]["scorePercentiles"],
            "mean": one["primaryMetric"]["score"],
        }
        for one in json.loads(result.read_text())
    ]
