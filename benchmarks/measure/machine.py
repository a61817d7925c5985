"""The machine and what its kernel says of a process."""

import os
import platform
import re
import subprocess
import time
from functools import cache
from pathlib import Path

from measure.failure import Failure
from measure.folders import PROJECT

CORES = sorted(os.sched_getaffinity(0))
"""The cores that this run may use."""


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
    """Processor time of all threads that the process has or had, by the clock that the kernel keeps for each process."""
    return time.clock_gettime(~pid << 3 | 2)


def stolen_seconds():
    """Processor time that the host of this virtual machine has given to others."""
    return int(Path("/proc/stat").read_text().split()[8]) / os.sysconf("SC_CLK_TCK")


@cache
def java_home():
    found = subprocess.run([PROJECT / "LocalEmulator/find-jdk25"], capture_output=True, text=True)
    if found.returncode:
        raise Failure(found.stderr.strip())
    return Path(found.stdout.strip())


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
