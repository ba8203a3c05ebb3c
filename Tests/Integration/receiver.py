"""Who is told, inside of a booted machine: a chat, a webhook and a heartbeat that stand in for the real ones."""

import base64
import json
import time

#: What nobody may ever see outside of the credentials, and of the requests themselves.
TOKEN = "T0PSECRETTOKEN4711"
KEY = base64.b64encode(b"a key of the webhook that is no other's").decode()

#: What the credentials of each hold.
SLACK = f"http://127.0.0.1:8099/services/{TOKEN}\n"
HOOK = f"http://127.0.0.1:8099/hook/{TOKEN}\nwhsec_{KEY}\n"
BEAT = f"http://127.0.0.1:8099/beat/{TOKEN}\n"

#: One receiver of Slack's kind, one of Standard Webhooks and one of signs of life; what they take is kept, and what they would not take too.
PROGRAM = r"""
import http.server, json

TOKEN = open("/srv/token").read()

class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        problem = self.problem(body)
        with open("/srv/received", "a") as file:
            file.write(json.dumps({
                "path": self.path, "headers": dict(self.headers), "body": body.decode("utf-8", "replace"), "problem": problem}) + "\n")
        self.send_response(400 if problem else 200)
        self.send_header("Content-Type", "text/plain")
        self.end_headers()
        self.wfile.write((problem or "ok").encode())

    def problem(self, body):
        if self.path.startswith("/beat/" + TOKEN):
            return None
        if not self.headers["Content-Type"].startswith("application/json"):
            return "content type " + self.headers["Content-Type"]
        if len(body) > 65536:
            return "too long"
        try:
            message = json.loads(body)
        except ValueError as error:
            return str(error)
        if self.path == "/services/" + TOKEN:
            return self.slack(message)
        return None if self.path == "/hook/" + TOKEN else "no such path"

    def slack(self, message):
        if set(message) - {"text", "blocks", "unfurl_links", "unfurl_media"} or not message.get("text"):
            return "no_text"
        for block in message["blocks"]:
            texts = block["elements"] if block["type"] == "context" else [block["text"]]
            limit = 150 if block["type"] == "header" else 3000
            for text in texts:
                if text["type"] != "plain_text" or not 0 < len(text["text"]) <= limit:
                    return "invalid_blocks"
        return None

    do_GET = do_PUT = do_DELETE = lambda self: self.send_error(405)

    def log_message(self, *arguments):
        pass

http.server.ThreadingHTTPServer(("127.0.0.1", 8099), Receiver).serve_forever()
"""


class Receiver:
    """The three in a `machine`; they may be written before it is booted."""

    def __init__(self, machine):
        self.machine = machine
        machine.write("/usr/local/bin/receiver.py", PROGRAM)
        machine.write("/etc/systemd/system/chat.service", "[Service]\nExecStart=/usr/bin/python3 /usr/local/bin/receiver.py\n")
        machine.write("/srv/token", TOKEN)
        machine.write("/srv/received", "")

    def open(self):
        self.machine.check("systemctl", "start", "chat")
        for _ in range(100):
            if "127.0.0.1:8099" in self.machine.check("ss", "-ltn"):
                return
            time.sleep(0.1)
        raise RuntimeError("the chat does not listen")

    def close(self):
        self.machine.check("systemctl", "stop", "chat")

    def requests(self):
        """All that came, in the order in which it came."""
        return [json.loads(line) for line in (self.machine.tree / "srv/received").read_text().splitlines()]
