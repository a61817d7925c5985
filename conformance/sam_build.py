"""`sam build` of a clean clone: what it needs, what it does, and what comes out of it."""

import pathlib
import re
import struct
import tempfile
import time

from samtranslator.yaml_helper import yaml_parse

from shared import sam
from shared.proof import ROOT, expect, main, proved
from shared.stack import FUNCTION

LAYER = "LibvipsLayer"
HEIF_LAYER = "HeifLayer"
MOST = 262_144_000  # bytes of function and layers, unpacked ("Lambda quotas")
MACHINES = {"x64": 62, "arm64": 183}  # e_machine of an ELF file
HEIF_MACHINES = {"x86_64": 62, "aarch64": 183}


def nothing_but_the_code_is_needed(folder):
    begin = time.monotonic()
    folders = sam.clone(folder)
    said = sam.build(folder)
    seconds = time.monotonic() - begin
    expect("Build Succeeded" in said, "`sam build` does not say that it succeeded")
    expect("Tests are skipped" in said and "Tests run:" not in said, "SAM ran tests; alone, the function only compiles")
    there = {path.name for path in folder.iterdir()}
    expected = {".aws-sam", ".sam-home", *sam.FILES, *folders}
    expect(there == expected, f"`sam build` needs or leaves more than it should: {sorted(there ^ expected)}")
    results = ("target", "node_modules")
    left = [str(path) for name in folders for path in folder.glob(f"{name}/*") if path.name in results]
    expect(not left, f"`sam build` works outside of its own folder: {left}")
    proved(f"`sam build` needs only template.yaml and {', '.join(folders)}, runs no test, and took {seconds:.0f} s")


def the_function_is_whole(built):
    classes = list(built.glob("imageresizer/**/*.class"))
    jars = sorted(jar.name for jar in built.glob("lib/*.jar"))
    template = yaml_parse((ROOT / "template.yaml").read_text())
    handler = template["Resources"][FUNCTION]["Properties"]["Handler"].partition("::")[0]
    expect(built.joinpath(*handler.split(".")).with_suffix(".class").exists(), f"the handler {handler} is not built")
    tests = [jar for jar in jars if re.search("junit|assertj|s3proxy|lambda-java-tests|moto", jar)]
    tests += [path.name for path in classes if path.stem.endswith("Test")]
    expect(not tests, f"tests are part of the function: {tests}")
    runtime = template["Resources"][FUNCTION]["Properties"]["Runtime"]
    for path in classes:
        release = struct.unpack(">H", path.read_bytes()[6:8])[0] - 44  # "The class File Format": Java 25 is version 69
        expect(runtime == f"java{release}", f"{path.name} is compiled for Java {release}, but the runtime is {runtime}")
    proved(f"{len(classes)} classes for {runtime} and {len(jars)} libraries, none of a test")


def machine(library):
    with library.open("rb") as file:
        header = file.read(20)
    expect(header[:4] == b"\x7fELF", f"{library.name} is no library")
    return struct.unpack("<H", header[18:20])[0]


def the_layer_has_both_architectures(built):
    found = {}
    for library in built.glob("nodejs/node_modules/@img/sharp-libvips-linux-*/lib/libvips-cpp.so*"):
        found[library.parts[-3].rpartition("-")[2]] = machine(library)
    expect(found == MACHINES, f"the layer should have libvips for {sorted(MACHINES)}, and has {found}")
    proved("the layer has libvips for x86_64 and arm64")


def the_heif_layer_has_both_architectures(built):
    for name in "libheif", "libde265":
        found = {library.parent.name: machine(library) for library in built.glob(f"heif/*/{name}*.so*")}
        expect(found == HEIF_MACHINES, f"the layer should have {name} for {sorted(HEIF_MACHINES)}, and has {found}")
    expect((built / "heif/NOTICE.txt").exists(), "the layer does not say whose libraries it holds")
    proved("the layer for HEIC has libheif and libde265 for x86_64 and arm64")


def without_pip_the_layer_says_so(folder):
    """Only the layer is built; what stands in for Python has no pip."""
    sam.clone(folder)
    programs = folder / "programs"
    programs.mkdir()
    for name in "python", "python3":
        (programs / name).write_text("#!/bin/sh\nexit 1\n")
        (programs / name).chmod(0o755)
    said = sam.build(folder, HEIF_LAYER, programs=programs)
    expect("there is no Python with pip" in said, "`sam build` without pip does not say what the layer lacks")
    files = [path.name for path in (folder / ".aws-sam/build" / HEIF_LAYER).rglob("*") if path.is_file()]
    expect(files == ["NOTICE.txt"], f"without pip, the layer should hold its notice only, and holds {files}")
    proved("without pip, `sam build` succeeds, says so, and the layer for HEIC holds its notice only")


def lambda_takes_it(built):
    sizes = {
        folder.name: sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        for folder in built.iterdir()
        if folder.is_dir()
    }
    total = sum(sizes.values())
    expect(total <= MOST, f"{total} bytes are too many for Lambda: {sizes}")
    each = ", ".join(f"{name} {size / 1e6:.1f}" for name, size in sorted(sizes.items()))
    proved(f"{each}: {total / 1e6:.1f} MB unpacked, of the {MOST / 1e6:.1f} that Lambda takes")


def prove():
    sam.need("sam", "mvn", "npm", "make", "git")
    with tempfile.TemporaryDirectory(prefix="sam-build-") as scratch:
        folder = pathlib.Path(scratch)
        nothing_but_the_code_is_needed(folder)
        built = folder / ".aws-sam/build"
        the_function_is_whole(built / FUNCTION)
        the_layer_has_both_architectures(built / LAYER)
        the_heif_layer_has_both_architectures(built / HEIF_LAYER)
        lambda_takes_it(built)
    with tempfile.TemporaryDirectory(prefix="sam-build-") as scratch:
        without_pip_the_layer_says_so(pathlib.Path(scratch))


if __name__ == "__main__":
    main(prove)
