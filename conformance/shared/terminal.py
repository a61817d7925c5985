"""A program that believes to be used by a person at a terminal."""

import os
import pty
import re
import select
import subprocess
import time

from shared.proof import PATIENCE, Failure


class Terminal:
    """`screen` is all that the program has printed."""

    def __init__(self, *command, **named):
        self._keyboard, screen = pty.openpty()
        self._process = subprocess.Popen(
            command, stdin=screen, stdout=screen, stderr=screen, start_new_session=True, **named
        )
        os.close(screen)
        self.screen = ""
        self._seen = 0

    def prompt(self):
        """Waits for the next question, which is a line that ends in a colon; None if the program ended instead."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            question = re.search(r"([^\n]*[\])]): ?$", self.screen[self._seen :])
            ready, _, _ = select.select([self._keyboard], [], [], 0.3)
            if ready:
                try:
                    data = os.read(self._keyboard, 65536)
                except OSError:  # The other side is closed.
                    data = b""
                if not data:
                    return None
                self.screen += data.decode(errors="replace").replace("\r\n", "\n")
            elif question:
                self._seen = len(self.screen)
                return question.group(1).strip()
        raise Failure(f"the program neither asked nor ended within {PATIENCE} s; the screen: {self.screen[-3000:]}")

    def type(self, text):
        os.write(self._keyboard, f"{text}\n".encode())

    def close(self):
        """Returns the exit code."""
        try:
            return self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()
        finally:
            os.close(self._keyboard)
