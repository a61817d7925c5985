"""Resizes only, without Lambda and S3: answers each line "file, sizes, format, quality, target" (separated by tabs; the
target may be missing) by "milliseconds, milliseconds of processor time, bytes,bytes,..."."""

import sys
import time
from pathlib import Path

from resize import renditions

for line in sys.stdin:
    file, sizes, format, quality, *target = line.rstrip("\n").split("\t")
    source = Path(file).read_bytes()
    cpu = time.process_time()
    start = time.perf_counter()
    made = list(renditions(source, [int(size) for size in sizes.split(",")], format, int(quality)))
    took = time.perf_counter() - start
    used = time.process_time() - cpu
    if target:
        Path(target[0]).write_bytes(made[0])
    print(took * 1000, used * 1000, ",".join(str(len(one)) for one in made), sep="\t", flush=True)
