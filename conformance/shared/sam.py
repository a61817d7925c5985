"""The SAM CLI on a clean copy of what is in Git."""

import os
import pathlib
import re
import shutil
import subprocess

from shared.proof import ROOT, Skip, bare_environment, expect, run


def need(*programs):
    for program in programs:
        if not shutil.which(program):
            raise Skip(f"there is no `{program}` on the PATH")


# What `sam build` and `sam deploy` take beside the folders that the template names.
FILES = ("backfill", "template.yaml", "samconfig.toml", "events", "LICENSE", "README.md")


def clone(folder):
    """FILES and the folders that the template names, as Git has them; nothing else. Returns these folders."""
    need("git", "tar")
    template = (ROOT / "template.yaml").read_text()
    folders = sorted(set(re.findall(r"^ *(?:CodeUri|ContentUri): *([^ #\n]+)", template, re.MULTILINE)))
    # Changes of tracked files are included; without any, this names nothing.
    identity = ["-c", "user.name=conformance", "-c", "user.email=conformance@localhost"]
    tree = run("git", *identity, "stash", "create", cwd=ROOT).strip() or "HEAD"
    command = ["git", "archive", tree, *FILES, *folders]
    archive = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    subprocess.run(["tar", "-x", "-C", folder], input=archive, check=True)
    return folders


def environment(folder, **additional):
    """Without the user's settings; what SAM remembers goes into `folder`."""
    home = pathlib.Path(folder, ".sam-home")
    home.mkdir(exist_ok=True)
    # Maven's repository stays where it is, so that nothing is downloaded again.
    return bare_environment(__SAM_CLI_APP_DIR=str(home), SAM_CLI_POLL_DELAY="0.5", **additional)


def build(folder, *resource, programs=None):
    """Builds a clone as the README says, or one resource of it, and returns what SAM and Maven printed."""
    need("sam", "mvn", "npm", "make")
    environ = environment(folder)
    if programs:
        environ["PATH"] = f"{programs}{os.pathsep}{environ['PATH']}"
    # Only with --debug does SAM pass on what Maven says.
    ended = subprocess.run(
        ["sam", "build", "--debug", *resource],
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
    )
    said = ended.stdout + ended.stderr
    expect(ended.returncode == 0, f"`sam build` ended with exit code {ended.returncode}: {said[-6000:]}")
    return said


def built_clone(folder):
    """Makes `folder` a built clone. The proofs of one run share what the first of them builds."""
    clone(folder)
    shared = os.environ.get("CONFORMANCE_BUILT")
    if shared and os.path.isdir(shared):
        shutil.copytree(shared, folder / ".aws-sam", symlinks=True)
        return
    build(folder)
    if shared:
        shutil.copytree(folder / ".aws-sam", shared, symlinks=True)
