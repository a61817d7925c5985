"""Lambda's Runtime API (version 2018-06-01) for one process, on a port of its own.

Written with plain sockets, because the time between an event and its answer is taken here, and an HTTP library would be
in it.
"""

import queue
import socket
import threading
import time

from measure.failure import Failure


class RuntimeApi:
    def __init__(self, name):
        self.name = name
        self.restore = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self._listener.getsockname()[1]
        self._signals = queue.Queue()
        self._events = queue.Queue()
        self._handed_out = None
        self._number = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def hand_out(self, event):
        """Gives the function its next event, as soon as it asks."""
        self._events.put(event)

    def await_signal(self, wanted, seconds=120):
        """Waits for "restore", "ready" or "response"; the instant of that and, for a response, of its event."""
        try:
            signal, instant, detail = self._signals.get(timeout=seconds)
        except queue.Empty:
            raise Failure(f"{self.name} was silent for {seconds} seconds; see its log in target/logs.") from None
        if signal != wanted:
            raise Failure(f"{self.name}: {signal} instead of {wanted}: {detail}; see its log in target/logs.")
        return instant, detail

    def ended(self, status):
        self._signals.put(("end", time.perf_counter(), f"exit status {status}"))

    def close(self):
        self._events.put(None)
        self.restore.set()
        self._listener.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with connection, connection.makefile("rb", buffering=1 << 16) as lines:
            try:
                while self._answer(connection, lines):
                    pass
            except OSError:
                pass

    def _answer(self, connection, lines):
        request = lines.readline().split()
        if not request:
            return False
        headers = {}
        while line := lines.readline().strip():
            name, _, value = line.partition(b":")
            headers[name.lower()] = value.strip().lower()
        body = b""
        if headers.get(b"expect") == b"100-continue":
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        if headers.get(b"transfer-encoding") == b"chunked":
            while length := int(lines.readline(), 16):
                body += lines.read(length)
                lines.readline()
            lines.readline()
        else:
            body = lines.read(int(headers.get(b"content-length", 0)))
        now = time.perf_counter()
        method, path = request[0].decode(), request[1].decode().removeprefix("/2018-06-01/runtime/")
        if method == "GET" and path == "restore/next":
            self._signals.put(("restore", now, None))
            self.restore.wait()
            self._send(connection, b"")
        elif method == "GET" and path == "invocation/next":
            self._signals.put(("ready", now, None))
            event = self._events.get()
            if event is None:
                return False
            self._number += 1
            self._handed_out = time.perf_counter()
            deadline = int((time.time() + 900) * 1000)
            self._send(
                connection,
                event,
                f"Lambda-Runtime-Aws-Request-Id: 00000000-0000-0000-0000-{self._number:012}\r\n"
                f"Lambda-Runtime-Deadline-Ms: {deadline}\r\n"
                "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:000000000000:function:benchmark\r\n"
                "Lambda-Runtime-Trace-Id: Root=1-00000000-000000000000000000000000;Sampled=0\r\n",
            )
        elif method == "POST" and path.endswith("/response"):
            self._signals.put(("response", now, self._handed_out))
            self._send(connection, b'{"status":"OK"}', status="202 Accepted")
        else:
            self._signals.put((f"{method} {path}", now, body.decode(errors="replace")[:500]))
            self._send(connection, b'{"status":"OK"}', status="202 Accepted")
        return True

    @staticmethod
    def _send(connection, body, more="", status="200 OK"):
        head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n{more}\r\n"
        connection.sendall(head.encode() + body)
