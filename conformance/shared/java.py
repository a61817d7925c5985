"""The JDK 25 of this machine and the parts of Lambda's Java runtime that `mvn package` left for the local stack."""

import pathlib
import platform
import subprocess
import zipfile

from shared.proof import ROOT, Failure

CLIENT = (
    "aws-lambda-java-core",
    "aws-lambda-java-runtime-interface-client",
    "aws-lambda-java-serialization",
    "utils-lite",
)
ENTRANCE = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda"
OPTIONS = (
    "--enable-native-access=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "-Djava.awt.headless=true",
)
LIBRARY = "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI"


def home():
    found = subprocess.run([ROOT / "LocalEmulator/find-jdk25"], capture_output=True, text=True)
    if found.returncode:
        raise Failure(found.stderr.strip())
    return pathlib.Path(found.stdout.strip())


def client_jars():
    jars = [jar for name in CLIENT for jar in (ROOT / "LocalEmulator/target/lib").glob(f"{name}-[0-9]*.jar")]
    if len(jars) < len(CLIENT):
        raise Failure("The project is not built: run `mvn package` at the top of the repository first.")
    return jars


def write_client_library(file):
    """By itself, the client would unpack it into a file that all processes of the machine share."""
    processor = {"x86_64": "x86_64", "aarch64": "aarch_64", "arm64": "aarch_64"}[platform.machine()]
    client = next(jar for jar in client_jars() if "runtime-interface-client" in jar.name)
    with zipfile.ZipFile(client) as archive:
        file.write_bytes(archive.read(f"jni/libaws-lambda-jni.linux-{processor}.so"))
