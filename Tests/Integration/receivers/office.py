"""Who sends, and who is sent to: `soc2d notify test` with a configuration of its own, servers on loopback, and a proxy between."""

import http.server
import json
import os
import socket
import ssl
import subprocess
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tls"))
import certificates as made  # noqa: E402
from vendors import Request  # noqa: E402

BINARY = Path(os.environ["SOC2D_BINARY"]).resolve()
HOST = "127.0.0.1"


class Authority:
    """A certificate authority of the test, and certificates of it in files."""

    def __init__(self, directory):
        self.directory = directory
        self.root = made.authority("Root of the test")
        self.file = directory / "root.pem"
        self.file.write_bytes(self.root.pem)
        # The courier may run as anybody.
        self.file.chmod(0o644)

    def context(self, *names, issuer=True, **more):
        """What a server with a certificate for these names needs."""
        name = f"leaf{len(list(self.directory.iterdir()))}"
        leaf = made.issue(names[0], self.root if issuer else None, names=list(names), **more)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*made.write(self.directory, name, leaf))
        return context


class Server:
    """Listens on a port of loopback until `stop`, and hands every connection to `serve`, each on a thread of its own."""

    def __init__(self, serve, context=None, host=HOST, port=0):
        self.serve, self.context, self.connections = serve, context, 0
        self.socket = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        self.port = self.socket.getsockname()[1]
        self.origin = f"{'https' if context else 'http'}://{HOST}:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection):
        try:
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            self.serve(connection)
        except OSError:
            pass
        finally:
            connection.close()

    def stop(self):
        # Wakes who waits in accept.
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()


def hear(connection):
    """All of one request, as bytes."""
    heard = b""
    while b"\r\n\r\n" not in heard:
        more = connection.recv(65536)
        if not more:
            return heard
        heard += more
    head, body = heard.split(b"\r\n\r\n", 1)
    length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def saying(status, headers="", body=b""):
    """What answers every request alike."""
    def serve(connection):
        hear(connection)
        connection.sendall(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body)
    return serve


def standing_in(vendor):
    """What answers as a vendor does."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def handle_any(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, content_type, said = vendor.answer(Request(self.command, self.path, self.headers.items(), body))
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            if status != 204:
                self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = handle_any

        def log_message(self, *arguments):
            pass

    return lambda connection: Handler(connection, (HOST, 0), None)


class Proxy(Server):
    """Answers CONNECT, and leads every host to one port."""

    def __init__(self, port):
        self.asked = []
        self.target = port
        super().__init__(self._lead)

    def _lead(self, connection):
        line = hear(connection).split(b"\r\n")[0].decode().split(" ")
        self.asked.append(line[1])
        if line[0] != "CONNECT":
            return connection.sendall(b"HTTP/1.1 405 Method Not Allowed\r\n\r\n")
        with socket.create_connection((HOST, self.target)) as other:
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            back = threading.Thread(target=self._copy, args=(other, connection), daemon=True)
            back.start()
            self._copy(connection, other)
            back.join()

    @staticmethod
    def _copy(source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass


class Office:
    """A configuration directory and the secrets that belong to it."""

    def __init__(self, directory):
        self.config, self.credentials = directory / "etc", directory / "credentials"
        (self.config / "destinations.d").mkdir(parents=True)
        self.credentials.mkdir(mode=0o700)

    def add(self, name, kind, credential, *settings):
        lines = ["[Destination]", f"Kind={kind}", *filter(None, settings), ""]
        (self.config / "destinations.d" / f"{name}.destination").write_text("\n".join(lines))
        file = self.credentials / name
        file.write_text(credential)
        file.chmod(0o600)

    def environment(self):
        return {"PATH": "/usr/bin:/bin", "CREDENTIALS_DIRECTORY": str(self.credentials)}

    def start(self, name, form="json"):
        """`soc2d notify test` on its way."""
        command = [BINARY, "notify", "test", name, "--config", self.config, "--format", form]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment())

    def test(self, name):
        """What `soc2d notify test` says."""
        command = [BINARY, "notify", "test", name, "--config", self.config, "--format", "json"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=self.environment())
        if not done.stdout:
            raise RuntimeError(f"status {done.returncode}: {done.stderr}")
        said = json.loads(done.stdout)
        assert (done.returncode == 0) == (said["outcome"] in ("delivered", "accepted")), (done.returncode, said)
        return said
