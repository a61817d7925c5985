"""A Docker engine: the one that answers, or else one that is started for this alone and leaves nothing behind."""

import contextlib
import fcntl
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import tempfile

from shared.proof import Failure, Skip, run, wait_for

BRIDGE = "docker0"


@contextlib.contextmanager
def engine():
    """Yields the environment variables by which programs reach the engine; its images and containers are as before."""
    if _answers(os.environ):
        yield from _given()
    else:
        yield from _own()


def images():
    """The names of all images."""
    return set(run("docker", "image", "ls", "--format", "{{.Repository}}:{{.Tag}}").split())


def containers():
    """The ids of all containers that SAM started for a function."""
    return set(run("docker", "ps", "--all", "--quiet", "--filter", "label=sam.cli.container.type=lambda").split())


def remove_images(names):
    if names:
        run("docker", "image", "rm", "--force", *names)


def _answers(environment):
    if not shutil.which("docker"):
        return False
    command = ["docker", "version", "--format", "{{.Server.Version}}"]
    return subprocess.run(command, env=environment, capture_output=True, timeout=60).returncode == 0


def _given():
    print("The Docker engine that is up is used.", flush=True)
    yield {}


def _own():
    if os.geteuid() != 0:
        raise Skip("no Docker engine answers (is Docker installed and up?), and only root can start one for the proof")
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="image-resizer-docker-"))
    bridge_was_there = pathlib.Path("/sys/class/net", BRIDGE).exists()
    process = None
    try:
        address = f"unix://{scratch}/docker.sock"
        environment = _programs(scratch) | {"DOCKER_HOST": address}
        before = dict(os.environ)
        os.environ |= environment
        with (scratch / "dockerd.log").open("wb") as log:
            # Firewall and routing of the machine stay as they are: the function needs nothing but the machine itself.
            options = ["--host", address, "--data-root", scratch / "data", "--exec-root", scratch / "exec"]
            options += ["--pidfile", scratch / "pid", "--iptables=false", "--ip6tables=false"]
            options += ["--ip-forward=false", "--ip-masq=false"]
            process = subprocess.Popen(
                ["dockerd", *options], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        try:
            wait_for("the Docker engine's answer", lambda: process.poll() is not None or _answers(os.environ))
        except Failure:
            pass
        if process.poll() is not None or not _answers(os.environ):
            said = (scratch / "dockerd.log").read_text(errors="replace").strip().splitlines()[-3:]
            raise Skip(f"a Docker engine cannot be started on this machine: {' / '.join(said)}")
        print("No Docker engine answered, so one was started for this alone.", flush=True)
        yield environment
    finally:
        if process:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            os.environ.clear()
            os.environ |= before
        _unmount(scratch)
        shutil.rmtree(scratch)
        if not bridge_was_there:
            _remove_bridge()


def _programs(scratch):
    """Where dockerd is: on the PATH, or unpacked from Debian's packages without installing them."""
    if shutil.which("dockerd") and shutil.which("containerd") and shutil.which("runc"):
        return {}
    if not shutil.which("apt-get"):
        raise Skip("no Docker engine answers, and none can be started: there is no dockerd, nor apt-get to get it with")
    archives, unpacked = scratch / "archives", scratch / "engine"
    (archives / "partial").mkdir(parents=True)
    get = ["apt-get", "-qq", "-y", "--no-install-recommends", "--download-only"]
    get += ["-o", f"Dir::Cache::archives={archives}"]
    try:
        try:
            run(*get, "install", "docker.io")
        except Failure:
            run("apt-get", "-qq", "update")
            run(*get, "install", "docker.io")
    except Failure as failure:
        raise Skip(f"no Docker engine answers, and Debian's docker.io cannot be downloaded: {failure}") from None
    for archive in archives.glob("*.deb"):
        run("dpkg-deb", "--extract", archive, unpacked)
    shutil.rmtree(archives)
    folders = [str(unpacked / "usr/bin"), str(unpacked / "usr/sbin")]
    libraries = [str(folder) for folder in (unpacked / "usr/lib").glob("*-linux-gnu*")]
    return {
        # A docker that is installed goes first: it may be newer than what is unpacked.
        "PATH": os.pathsep.join([os.environ["PATH"], *folders]),
        "LD_LIBRARY_PATH": os.pathsep.join([*libraries, os.environ.get("LD_LIBRARY_PATH", "")]).rstrip(os.pathsep),
    }


def _unmount(scratch):
    mounts = [line.split()[1] for line in pathlib.Path("/proc/mounts").read_text().splitlines()]
    for mount in sorted((mount for mount in mounts if mount.startswith(f"{scratch}/")), reverse=True):
        subprocess.run(["umount", "--lazy", mount], capture_output=True)


def _remove_bridge():
    """Takes the bridge down and removes it, as `ip link delete` does (SIOCSIFFLAGS, SIOCBRDELBR in linux/sockios.h)."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh14x", BRIDGE.encode(), 0))
        fcntl.ioctl(any_socket, 0x89A1, BRIDGE.encode().ljust(16, b"\0"))
