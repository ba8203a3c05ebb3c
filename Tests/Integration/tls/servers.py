"""Servers on loopback, real and hand-made. Each has a `port`, and ends with `stop`."""

import collections
import os
import socket
import ssl
import struct
import subprocess
import threading
import time

HOST = "127.0.0.1"


#: Below the ports that clients are given, so that none of them can take one before its server does.
CANDIDATES = iter(range(20000 + os.getpid() % 5000, 32000))


def free_port():
    for port in CANDIDATES:
        with socket.socket() as probe:
            try:
                probe.bind((HOST, port))
                return port
            except OSError:
                continue
    raise RuntimeError("no free port")


def wait_for(port, process=None):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if process is not None and process.poll() is not None:
            raise RuntimeError(f"{process.args} ended with {process.returncode}")
        try:
            socket.create_connection((HOST, port), 1).close()
            return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"nobody listens on {port}")


class OpenSSL:
    """`openssl s_server` with some arguments."""

    def __init__(self, *arguments, leaf=None, key=None, chain=None):
        self.port = free_port()
        command = ["openssl", "s_server", "-accept", f"{HOST}:{self.port}", "-quiet", "-naccept", "100000"]
        if leaf:
            command += ["-cert", str(leaf), "-key", str(key)]
            if chain:
                command += ["-cert_chain", str(chain)]
        self.process = subprocess.Popen(
            command + list(arguments), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_for(self.port, self.process)

    def stop(self):
        self.process.kill()
        self.process.wait()


class Nginx:
    """nginx with a `http` block of its own; PORT0, PORT1 … in it become free ports."""

    def __init__(self, directory, http):
        directory.mkdir(parents=True, exist_ok=True)
        self.ports = [free_port() for _ in range(4)]
        for index, port in enumerate(self.ports):
            http = http.replace(f"PORT{index}", str(port))
        self.port = self.ports[0]
        temporary = "".join(f"{kind}_temp_path {directory}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (directory / "nginx.conf").write_text(
            f"daemon off; pid {directory}/pid; error_log {directory}/error.log; worker_processes 2; events {{}}\n"
            f"http {{ access_log off; {temporary} {http} }}\n"
        )
        self.process = subprocess.Popen(
            ["nginx", "-p", str(directory), "-c", str(directory / "nginx.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_for(self.port, self.process)

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Scripted:
    """Runs a function for each connection, in a thread of its own."""

    def __init__(self, serve):
        self.serve = serve
        self.listener = socket.create_server((HOST, 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        self.connections = 0
        self.lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._run, args=(connection, self.connections), daemon=True).start()

    def _run(self, connection, number):
        connection.settimeout(60)
        try:
            self.serve(connection, number)
        except OSError:
            pass
        finally:
            connection.close()

    def stop(self):
        self.listener.close()


def after_starttls(dialogue, leaf, key):
    """A server that speaks some protocol first, and TLS after its `dialogue` has said yes."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(leaf, key)

    def serve(connection, _):
        if dialogue(connection):
            secure = context.wrap_socket(connection, server_side=True)
            secure.recv(1)

    return Scripted(serve)


def line(connection):
    """One line, byte by byte, so that nothing of what follows is taken."""
    text = b""
    while not text.endswith(b"\n"):
        byte = connection.recv(1)
        if not byte:
            raise OSError("ended")
        text += byte
    return text.strip().decode("latin-1")


def take(connection, count):
    data = b""
    while len(data) < count:
        more = connection.recv(count - len(data))
        if not more:
            raise OSError("ended")
        data += more
    return data


def smtp(connection):
    connection.sendall(b"220-mail.example.com ESMTP\r\n220 ready\r\n")
    while True:
        words = line(connection).split()
        if words[0].upper() == "EHLO":
            connection.sendall(b"250-mail.example.com\r\n250-PIPELINING\r\n250-STARTTLS\r\n250 8BITMIME\r\n")
        elif words[0].upper() == "STARTTLS":
            connection.sendall(b"220 go ahead\r\n")
            return True
        else:
            connection.sendall(b"502 what?\r\n")


def imap(connection):
    connection.sendall(b"* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready\r\n")
    while True:
        tag, command = line(connection).split()[:2]
        if command.upper() == "STARTTLS":
            connection.sendall(f"{tag} OK begin\r\n".encode())
            return True
        connection.sendall(f"* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\n{tag} OK done\r\n".encode())


def pop3(connection):
    connection.sendall(b"+OK ready\r\n")
    while True:
        command = line(connection).upper()
        if command == "STLS":
            connection.sendall(b"+OK begin\r\n")
            return True
        connection.sendall(b"+OK\r\nSTLS\r\n.\r\n" if command == "CAPA" else b"-ERR no\r\n")


def ftp(connection):
    connection.sendall(b"220 ready\r\n")
    while True:
        command = line(connection).upper()
        if command == "AUTH TLS":
            connection.sendall(b"234 proceed\r\n")
            return True
        connection.sendall(b"530 first TLS\r\n")


def postgres(connection):
    length, code = struct.unpack(">II", take(connection, 8))
    if (length, code) != (8, 80877103):
        return False
    connection.sendall(b"S")
    return True


def mysql(connection):
    capabilities = 0x0800 | 0x8000 | 0x0200 | 0x0008_0000
    payload = b"\x0a8.0.36\0" + struct.pack("<I", 7) + b"abcdefgh\0" + struct.pack("<H", capabilities & 0xFFFF) + b"\x21\x02\x00"
    payload += struct.pack("<H", capabilities >> 16) + b"\x15" + bytes(10) + b"ijklmnopqrst\0mysql_native_password\0"
    connection.sendall(struct.pack("<I", len(payload))[:3] + b"\0" + payload)
    header = take(connection, 4)
    request = take(connection, int.from_bytes(header[:3], "little"))
    return len(request) == 32 and struct.unpack("<I", request[:4])[0] & 0x0800 != 0


def ldap(connection):
    """An ExtendedRequest for 1.3.6.1.4.1.1466.20037 and nothing else."""
    tag, length = take(connection, 2)
    body = take(connection, length)
    if tag != 0x30 or b"1.3.6.1.4.1.1466.20037" not in body:
        return False
    number = body[: 2 + body[1]]
    result = number + bytes([0x78, 7, 0x0A, 1, 0, 4, 0, 4, 0])
    connection.sendall(bytes([0x30, len(result)]) + result)
    return True


def xmpp(connection):
    opening = b""
    while b"http://etherx.jabber.org/streams" not in opening or not opening.rstrip().endswith(b">"):
        opening += take(connection, 1)
    connection.sendall(
        b"<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='1' "
        b"from='example.com' version='1.0'><stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>"
        b"</stream:features>"
    )
    request = b""
    while b"xmpp-tls" not in request or not request.rstrip().endswith(b">"):
        request += take(connection, 1)
    connection.sendall(b"<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
    return True


DIALOGUES = {
    "smtp": smtp, "imap": imap, "pop3": pop3, "ftp": ftp, "postgres": postgres, "mysql": mysql, "ldap": ldap, "xmpp": xmpp,
}


class Hello:
    """What a ClientHello offers."""

    def __init__(self, body):
        self.version = struct.unpack(">H", body[:2])[0]
        place = 34 + 1 + body[34]
        length = struct.unpack(">H", body[place : place + 2])[0]
        suites = body[place + 2 : place + 2 + length]
        self.suites = [struct.unpack(">H", suites[i : i + 2])[0] for i in range(0, length, 2)]
        place += 2 + length
        place += 1 + body[place]
        self.extensions = {}
        if place + 2 <= len(body):
            end = place + 2 + struct.unpack(">H", body[place : place + 2])[0]
            place += 2
            while place + 4 <= end:
                kind, size = struct.unpack(">HH", body[place : place + 4])
                self.extensions[kind] = body[place + 4 : place + 4 + size]
                place += 4 + size

    @property
    def highest(self):
        """The highest version on offer."""
        offered = self.extensions.get(43)
        if not offered:
            return self.version
        return max(struct.unpack(">H", offered[i : i + 2])[0] for i in range(1, 1 + offered[0], 2))


def read_hello(connection):
    """The first ClientHello, which may come in several records."""
    message = b""
    while len(message) < 4 or len(message) < 4 + int.from_bytes(message[1:4], "big"):
        kind, _, length = struct.unpack(">BHH", take(connection, 5))
        if kind != 22:
            raise OSError("no handshake")
        message += take(connection, length)
    return Hello(message[4:])


def record(kind, version, body):
    return struct.pack(">BHH", kind, version, len(body)) + body


def handshake(kind, body):
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


def alert(code, version=0x0301):
    return record(21, version, bytes([2, code]))


class HandMade(Scripted):
    """As much of a TLS server up to 1.2 as a hello can see: `versions` maps a version to its suites, the preferred first.

    It answers with ServerHello, Certificate, a ServerKeyExchange where the suite has one, and ServerHelloDone.
    """

    DHE = {0x0033, 0x0039, 0x0016, 0x0015, 0x0014, 0x0011, 0x0018, 0x0034}
    EXPORT_RSA = {0x0003, 0x0006, 0x0008}

    def __init__(self, versions, certificates, bits=2048, fragment=None, closes=None):
        self.versions, self.certificates, self.bits, self.fragment, self.closes = versions, certificates, bits, fragment, closes
        self.turns = collections.Counter()
        super().__init__(self._answer)

    def _turn(self, hello):
        """Counts the hellos for one name: what is asked about another at the same time changes nothing."""
        name = hello.extensions.get(0, b"")
        with self.lock:
            self.turns[name] += 1
            return self.turns[name]

    def _answer(self, connection, _):
        hello = read_hello(connection)
        if self.closes and self._turn(hello) % self.closes == 0:
            return None
        version = max((one for one in self.versions if one <= hello.version), default=None)
        if version is None:
            return connection.sendall(alert(70))
        suite = next((one for one in self.versions[version] if one in hello.suites), None)
        if suite is None:
            return connection.sendall(alert(40, version))
        messages = handshake(2, struct.pack(">H", version) + bytes(range(32)) + b"\0" + struct.pack(">HB", suite, 0))
        chain = b"".join(len(one).to_bytes(3, "big") + one for one in self.certificates)
        messages += handshake(11, len(chain).to_bytes(3, "big") + chain)
        if suite in self.DHE or suite in self.EXPORT_RSA:
            number = b"\xc5" + os.urandom(self.bits // 8 - 1)
            generator = b"\0\1\2" if suite in self.DHE else b"\0\3\1\0\1"
            parameters = struct.pack(">H", len(number)) + number + generator
            if suite in self.DHE:
                parameters += struct.pack(">H", len(number)) + number
            signature = (b"\4\1" if version == 0x0303 else b"") + struct.pack(">H", 256) + bytes(256)
            messages += handshake(12, parameters + signature)
        messages += handshake(14, b"")
        step = self.fragment or 16000
        data = b"".join(record(22, version, messages[i : i + step]) for i in range(0, len(messages), step))
        connection.sendall(data)
        connection.recv(1)
