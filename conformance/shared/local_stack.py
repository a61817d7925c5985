"""The stack of `./local up`, its mails, and the AWS CLI against it."""

import email
import email.policy
import imaplib
import ipaddress
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request

from shared.proof import ROOT, Failure, bare_environment, expect, run, take_ctrl_c, wait_for


def _free_ports(count):
    """The first of some consecutive free ports."""
    for first in range(20000, 30000, 10):
        sockets = []
        try:
            for port in range(first, first + count):
                sockets.append(socket.socket())
                sockets[-1].setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                sockets[-1].bind(("127.0.0.1", port))
            return first
        except OSError:
            continue
        finally:
            for one in sockets:
                one.close()
    raise Failure("no free ports between 20000 and 30000")


class LocalStack:
    """`./local up`, from its start to Ctrl-C."""

    def __init__(self, temporary):
        """`temporary` is where it is to keep temporary files, apart from those of everybody else."""
        self.temporary = temporary
        # A session of its own: Ctrl-C reaches all of it, as in a terminal, and nothing of this script.
        self.process = subprocess.Popen(
            ["./local", "up", "--port", str(_free_ports(4))],
            cwd=ROOT,
            env=os.environ | {"TMPDIR": str(temporary), "JAVA_TOOL_OPTIONS": f"-Djava.io.tmpdir={temporary}"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            start_new_session=True,
            preexec_fn=take_ctrl_c,
        )
        self.output = []
        threading.Thread(target=self._read, daemon=True).start()

    def when_ready(self):
        """Waits until the stack takes uploads, and reads where everything is."""
        self.when_it_says("`ready`", r"\bready\b")
        self.input_bucket = self.when_it_says("the input bucket", r"Upload to\s+s3://([^/\s]+)/").group(1)
        self.output_bucket = self.when_it_says("the output bucket", r"Renditions in\s+s3://([^/\s]+)/").group(1)
        self.endpoint = self.when_it_says("the AWS endpoint", r"AWS endpoint\s+(http://\S+)").group(1)
        self.imap = int(self.when_it_says("the IMAP port", r"IMAP 127\.0\.0\.1:(\d+)").group(1))

    def _read(self):
        for line in self.process.stdout:
            self.output.append(line.rstrip("\n"))

    def said(self, pattern):
        for line in list(self.output):
            found = re.search(pattern, line)
            if found:
                return found
        expect(self.process.poll() is None, f"./local up ended by itself with exit code {self.process.poll()}")
        return None

    def when_it_says(self, what, pattern):
        return wait_for(f"./local up's line with {what}", lambda: self.said(pattern))

    def processes(self):
        """All of its session, by id."""
        return {pid for pid in running() if session(pid) == self.process.pid}

    def stop(self):
        os.killpg(self.process.pid, signal.SIGINT)
        try:
            return self.process.wait(60)
        except subprocess.TimeoutExpired:
            raise Failure("./local up still ran 60 s after Ctrl-C") from None

    def kill(self):
        for pid in self.processes():
            os.kill(pid, signal.SIGKILL)

    def confirm(self):
        """Opens the link in the first mail, as the one who is to get mails must."""
        confirmation = wait_for("the mail that asks for confirmation", lambda: self.mails() or None)
        expect(len(confirmation) == 1, f"one mail was expected before the first upload, not {confirmation}")
        link = re.search(r"https?://\S*/confirmation\.html\S*", confirmation[0][1])
        expect(link, f"the first mail has no link that confirms the subscription: {confirmation[0]}")
        link = link.group()
        expect(link.startswith(self.endpoint), f"the link {link} leads elsewhere than to {self.endpoint}")
        with urllib.request.urlopen(link, timeout=30) as answer:
            expect(answer.status == 200, f"the link of the confirmation answered {answer.status}")

    def mails(self):
        """Every mail as (subject, text)."""
        with imaplib.IMAP4("127.0.0.1", self.imap, timeout=30) as mailbox:
            mailbox.login("you@example.com", "anything")
            mailbox.select("INBOX", readonly=True)
            found = []
            for number in mailbox.search(None, "ALL")[1][0].split():
                raw = mailbox.fetch(number, "(RFC822)")[1][0][1]
                message = email.message_from_bytes(raw, policy=email.policy.default)
                found.append((message["Subject"], message.get_body(("plain",)).get_content()))
            return found


def running():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def session(pid):
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return None


def listeners(pids):
    """Addresses that these processes listen on."""
    inodes = set()
    for pid in pids:
        try:
            descriptors = list(pathlib.Path(f"/proc/{pid}/fd").iterdir())
        except OSError:
            continue
        for descriptor in descriptors:
            try:
                target = os.readlink(descriptor)
            except OSError:
                continue
            if target.startswith("socket:["):
                inodes.add(target[len("socket:[") : -1])
    found = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        if not os.path.exists(table):
            continue
        for line in pathlib.Path(table).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in inodes:
                address, port = fields[1].split(":")
                # Words of 32 bits, each in the processor's order.
                words = [bytes.fromhex(address[i : i + 8]) for i in range(0, len(address), 8)]
                if sys.byteorder == "little":
                    words = [word[::-1] for word in words]
                ip = ipaddress.ip_address(b"".join(words))
                found.append((getattr(ip, "ipv4_mapped", None) or ip, int(port, 16)))
    return found


class Aws:
    """The AWS CLI, knowing nothing but an endpoint and keys."""

    def __init__(self, endpoint, keys=("test", "test")):
        self.environment = bare_environment(
            AWS_ENDPOINT_URL=endpoint, AWS_ACCESS_KEY_ID=keys[0], AWS_SECRET_ACCESS_KEY=keys[1]
        )

    def run(self, *arguments):
        return run("aws", *arguments, env=self.environment)

    def upload(self, file, bucket, key):
        self.run("s3", "cp", "--no-progress", str(file), f"s3://{bucket}/{key}")

    def objects(self, bucket):
        listing = json.loads(self.run("s3api", "list-objects-v2", "--bucket", bucket, "--output", "json") or "{}")
        return {item["Key"]: item["Size"] for item in listing.get("Contents", [])}
