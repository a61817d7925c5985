"""The machine and what its kernel says of a process."""

import os
import platform
import re
from pathlib import Path

from measure.failure import Failure

CORES = sorted(os.sched_getaffinity(0))
"""The cores that this run may use."""

TICK = os.sysconf("SC_CLK_TCK")


def server_and_contestant():
    """One core for the server and the driver, one for the contestant."""
    if len(CORES) < 2:
        raise Failure("this machine has one processor core; at least two are needed, one for the server.")
    return CORES[0], CORES[1]


def peak_megabytes(pid):
    """The most memory that the process has ever held (VmHWM)."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024


def cpu_seconds(pid):
    """Processor time of all threads that the process has or had."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def java_home():
    """A JDK 25 where installers put them."""
    candidates = [os.environ.get("JAVA_HOME"), os.environ.get("JAVA25_HOME")]
    for folder in ("/usr/lib/jvm", "/opt", Path.home() / ".sdkman/candidates/java", Path.home() / ".jdks"):
        candidates += sorted(Path(folder).glob("*"))
    for candidate in filter(None, candidates):
        release = Path(candidate) / "release"
        if (Path(candidate) / "bin/javac").exists() and release.exists() and 'JAVA_VERSION="25' in release.read_text():
            return Path(candidate)
    raise Failure("no JDK 25 was found; install one, such as Eclipse Temurin 25, or set JAVA25_HOME to where it is.")


def description():
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())[1]) / 1024 / 1024
    return {
        "processor": model[1].strip() if model else platform.processor(),
        "cores": len(CORES),
        "memory": f"{memory:.0f} GB",
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "load": os.getloadavg()[0],
    }
