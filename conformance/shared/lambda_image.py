"""The image in which `sam local` runs the function: Lambda's own, or a stand-in made from what is on this machine."""

import os
import pathlib
import platform
import re
import shutil
import subprocess
import tarfile
import tempfile

from samcli.local.docker.lambda_image import LambdaImage, Runtime

from shared import java
from shared.proof import ROOT, Failure, run

ARCHITECTURE = {"x86_64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}[platform.machine()]

# SAM's Dockerfile runs these; they bring their libraries with them.
PROGRAMS = ("sh", "bash", "cp", "mv", "rm", "chmod")

# Lambda's own starts the runtime client in the same place; see README.md for what this leaves out.
BOOTSTRAP = f"""#!/bin/sh
exec /var/lang/bin/java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData {" ".join(java.OPTIONS)} \\
    -D{java.LIBRARY}=/var/runtime/client.so -cp '/var/runtime/lib/*:/var/task:/var/task/lib/*' \\
    {java.ENTRANCE} "$_HANDLER"
"""


class Image:
    """`name` is what SAM calls it; `is_official` says whether it could be had from where SAM gets it."""

    def __init__(self, runtime):
        self.name = f"{LambdaImage._INVOKE_REPO_PREFIX}/{Runtime.get_image_name_tag(runtime, ARCHITECTURE)}"
        self.is_official = _is_there(self.name) or _can_be_pulled(self.name)
        if self.is_official:
            print(f"The function runs in Lambda's own image, {self.name}.", flush=True)
        else:
            print(f"{self.name} cannot be had here; a stand-in is made from this machine's JDK 25.", flush=True)
            _make_stand_in(self.name)


def _is_there(name):
    return subprocess.run(["docker", "image", "inspect", name], capture_output=True).returncode == 0


def _can_be_pulled(name):
    try:
        return subprocess.run(["docker", "pull", "--quiet", name], capture_output=True, timeout=300).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def _make_stand_in(name):
    with tempfile.TemporaryDirectory(prefix="lambda-image-") as scratch:
        root = pathlib.Path(scratch, "root")
        _lay_out(root)
        archive = pathlib.Path(scratch, "root.tar")
        with tarfile.open(archive, "w") as tar:
            tar.add(root, arcname=".")
        variables = ("LAMBDA_TASK_ROOT=/var/task", "LAMBDA_RUNTIME_DIR=/var/runtime", "PATH=/var/lang/bin:/bin")
        changes = [f"--change=ENV {each}" for each in variables]
        run("docker", "import", *changes, archive, name)


def _lay_out(root):
    for folder in ("etc", "opt", "tmp", "usr/bin", "var/rapid", "var/runtime/lib", "var/task"):
        (root / folder).mkdir(parents=True)
    (root / "tmp").chmod(0o1777)
    (root / "bin").symlink_to("usr/bin")
    (root / "etc/passwd").write_text("root:x:0:0:root:/tmp:/bin/sh\n")
    (root / "etc/nsswitch.conf").write_text("hosts: files dns\n")
    home = java.home()
    superfluous = shutil.ignore_patterns("jmods", "src.zip", "man", "include", "demo", "legal", "*.debuginfo")
    shutil.copytree(home, root / "var/lang", ignore=superfluous, symlinks=True, ignore_dangling_symlinks=True)
    for jar in java.client_jars():
        shutil.copy(jar, root / "var/runtime/lib")
    java.write_client_library(root / "var/runtime/client.so")
    (root / "var/runtime/bootstrap").write_text(BOOTSTRAP)
    (root / "var/runtime/bootstrap").chmod(0o755)
    programs = [pathlib.Path(shutil.which(name)) for name in PROGRAMS]
    for program in programs:
        shutil.copy(program, root / "usr/bin" / program.name)
    # Native libvips needs the C++ library of the image; it is the only one that a layer expects there.
    libvips = sorted(ROOT.glob("LibvipsLayer/node_modules/@img/*/lib/*.so*"))
    for library in _libraries([*programs, home / "bin/java", *home.glob("lib/**/*.so"), *libvips]):
        target = root / library.relative_to("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(library, target)


def _libraries(files):
    """What these need of the system, under the names by which they ask for it."""
    found = set()
    for file in files:
        listing = subprocess.run(["ldd", str(file)], capture_output=True, text=True, env=os.environ | {"LC_ALL": "C"})
        for path in re.findall(r"(?:=> |^\t)(/\S+) \(0x", listing.stdout, re.MULTILINE):
            if not any(path.startswith(str(folder)) for folder in (java.home(), ROOT)):
                found.add(pathlib.Path(path))
    if not found:
        raise Failure("`ldd` does not tell which libraries the stand-in for Lambda's image needs")
    return sorted(found)
