"""Stand-ins for the vendors' receivers, each as strict as its documentation: what the real one would not take, or would take and show
wrongly, is a problem here. Lengths are in the units of the vendor."""

import base64
import hashlib
import hmac
import json
import re
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

RFC3339 = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
JSON = "application/json"


class Problem(Exception):
    """What is wrong with a request."""


def require(holds, words):
    if not holds:
        raise Problem(words)


def characters(text):
    return len(text)


def octets(text):
    return len(text.encode())


def utf16(text):
    return len(text.encode("utf-16-le")) // 2


def members(thing, required, optional=()):
    """An object with all that is required, and nothing that the vendor does not know."""
    require(isinstance(thing, dict), f"no object: {thing!r}")
    names = set(thing)
    require(names >= set(required), f"without {set(required) - names}")
    require(names <= set(required) | set(optional), f"unknown {names - set(required) - set(optional)}")


def text(thing, most, measure=characters, least=1):
    require(isinstance(thing, str), f"no text: {thing!r}")
    require(least <= measure(thing) <= most, f"{measure(thing)} is not within {least} and {most}: {thing[:40]!r}")
    require(not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", thing), f"invisible characters: {thing[:40]!r}")
    return thing


def unique(pairs):
    names = [name for name, _ in pairs]
    require(len(names) == len(set(names)), f"a name twice: {names}")
    return dict(pairs)


class Request:
    def __init__(self, method, target, headers, body):
        parts = urlsplit(target)
        self.method, self.path, self.body = method, parts.path, body
        self.query = unique(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
        self.headers = {name.lower(): value for name, value in headers}


class Vendor:
    """One kind of receiver. `answer` says what the real one says; what was wrong is kept in `problems`, what was taken in `taken`."""

    kind = ""
    #: The name of the vendor's own host; None for what people run themselves.
    host = None
    content_types = {JSON, JSON + "; charset=utf-8", JSON + ";charset=utf-8"}
    most = 65536
    #: Lines of the file of the destination.
    settings = ""
    methods = ("POST",)
    #: A path of the vendor's form, with a secret in it.
    path = "/"
    query = {}
    outcome = "delivered"

    def __init__(self):
        self.problems, self.taken = [], []

    def credential(self, origin):
        return f"{origin}{self.path}\n"

    def wrong_credential(self, origin):
        """The same with another secret."""
        return f"{origin}{self.path[:-3]}xyz\n"

    def answer(self, request):
        """Status, content type and body."""
        try:
            require(request.method in self.methods, f"method {request.method}")
            require(request.headers.get("user-agent") == "soc2d", "user agent")
            require(not {"cookie", "expect", "accept-encoding", "referer"} & set(request.headers), f"headers {request.headers}")
            require(request.headers.get("content-length") == str(len(request.body)), "content length")
            if not self.knows(request):
                return self.refusal()
            require(request.query == self.query, f"query {request.query}")
            require(request.headers.get("content-type", "").lower() in self.content_types, f"content type {request.headers.get('content-type')}")
            return self.reply(self.check(request.body), request)
        except Problem as problem:
            self.problems.append(f"{self.kind}: {problem}")
            return 400, "text/plain", b"the stand-in has a problem with this"

    def knows(self, request):
        """Whether the secret is the one that it gave out."""
        return request.path == self.path

    def check(self, body):
        """The message in a body, if it is one that the vendor takes and shows as it is meant."""
        require(len(body) <= self.most, f"{len(body)} bytes")
        try:
            message = json.loads(body.decode("utf-8"), object_pairs_hook=unique)
        except ValueError as error:
            raise Problem(str(error)) from error
        self.grammar(message)
        return message

    def reply(self, message, request):
        self.taken.append(message)
        return self.success(message)


class Slack(Vendor):
    """docs.slack.dev: Sending messages using incoming webhooks; Block Kit, Blocks."""

    kind, host = "slack", "hooks.slack.com"
    path = "/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX"

    def grammar(self, message):
        members(message, ["text"], ["blocks", "unfurl_links", "unfurl_media"])
        shown = text(message["text"], 40000)
        require(not re.search(r"<[!@#h]|&(?!amp;|lt;|gt;)", shown), f"live markup in the text: {shown[:80]!r}")
        require(len(message.get("blocks", [])) <= 50, "more than 50 blocks")
        for block in message.get("blocks", []):
            getattr(self, "block_" + block.get("type", ""), self.unknown)(block)

    def unknown(self, block):
        raise Problem(f"block {block.get('type')!r}")

    def block_header(self, block):
        members(block, ["type", "text"], ["block_id"])
        self.plain(block["text"], 150)

    def block_section(self, block):
        members(block, ["type", "text"], ["block_id"])
        self.plain(block["text"], 3000)

    def block_context(self, block):
        members(block, ["type", "elements"], ["block_id"])
        require(0 < len(block["elements"]) <= 10, "elements of a context")
        for element in block["elements"]:
            self.plain(element, 3000)

    def plain(self, thing, most):
        members(thing, ["type", "text"], ["emoji"])
        require(thing["type"] == "plain_text", "text from the host as markup")
        text(thing["text"], most)
        require(thing.get("emoji") is False, "colons become emoji")

    def success(self, message):
        return 200, "text/html", b"ok"

    def refusal(self):
        return 403, "text/html", b"invalid_token"


class Teams(Vendor):
    """learn.microsoft.com: Create incoming webhooks with Workflows; adaptivecards.io: schema 1.2."""

    kind, host = "teams", "prod-1.westeurope.logic.azure.com"
    content_types = {"application/json; charset=utf-8"}
    most = 28 << 10
    path = "/workflows/0123456789abcdef/triggers/manual/paths/invoke"
    query = {"api-version": "2016-06-01", "sp": "/triggers/manual/run", "sv": "1.0", "sig": "SiGnAtUrE-4711_abc"}
    outcome = "accepted"

    def credential(self, origin):
        return f"{origin}{self.path}?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig={self.query['sig']}\n"

    def wrong_credential(self, origin):
        return self.credential(origin).replace(self.query["sig"], "another")

    def knows(self, request):
        return request.path == self.path and request.query.get("sig") == self.query["sig"]

    def grammar(self, message):
        members(message, ["type", "attachments"])
        require(message["type"] == "message" and len(message["attachments"]) == 1, "one message with one card")
        attachment = message["attachments"][0]
        members(attachment, ["contentType", "contentUrl", "content"])
        require(attachment["contentType"] == "application/vnd.microsoft.card.adaptive" and attachment["contentUrl"] is None, "attachment")
        card = attachment["content"]
        members(card, ["type", "version", "body"], ["$schema", "fallbackText"])
        require((card["type"], card["version"]) == ("AdaptiveCard", "1.2") and card["body"], "card")
        for element in card["body"]:
            # A TextBlock would read text from the host as Markdown.
            members(element, ["type", "inlines"])
            require(element["type"] == "RichTextBlock" and element["inlines"], f"element {element['type']}")
            for inline in element["inlines"]:
                members(inline, ["type", "text"], ["weight", "isSubtle"])
                require(inline["type"] == "TextRun" and inline.get("weight", "Default") in ("Lighter", "Default", "Bolder"), "inline")
                text(inline["text"], 20000)

    def success(self, message):
        return 202, "text/plain", b""

    def refusal(self):
        said = {"error": {"code": "DirectApiInvalidAuthorizationScheme", "message": "The request has no valid signature."}}
        return 401, JSON, json.dumps(said).encode()


class ConfirmingTeams(Teams):
    """A workflow with an action Response."""

    settings = "Confirm=response"
    outcome = "delivered"

    def success(self, message):
        return 200, "text/plain", b""


class PagerDuty(Vendor):
    """developer.pagerduty.com: Send an alert event, Events API v2."""

    kind, host = "pagerduty", "events.pagerduty.com"
    most = 512 << 10
    path = "/v2/enqueue"
    key = "0123456789abcdef0123456789abcdef"

    def __init__(self):
        super().__init__()
        self.open = set()

    def credential(self, origin):
        # The vendor's address needs none in the file.
        return self.key + ("\n" if origin.endswith(self.host) else f"\n{origin}{self.path}\n")

    def wrong_credential(self, origin):
        return self.credential(origin).replace(self.key, self.key[::-1])

    def grammar(self, message):
        action = message.get("event_action")
        require(action in ("trigger", "acknowledge", "resolve"), f"action {action!r}")
        required = ["routing_key", "event_action"] + (["payload"] if action == "trigger" else ["dedup_key"])
        members(message, required, ["dedup_key", "payload", "client", "client_url", "images", "links"])
        text(message["routing_key"], 32, least=32)
        text(message.get("dedup_key", "x"), 255)
        if "payload" in message:
            self.payload(message["payload"])

    def payload(self, payload):
        members(payload, ["summary", "source", "severity"], ["timestamp", "component", "group", "class", "custom_details"])
        text(payload["summary"], 1024)
        text(payload["source"], 1024)
        require(payload["severity"] in ("critical", "error", "warning", "info"), f"severity {payload['severity']!r}")
        require(re.fullmatch(RFC3339, payload.get("timestamp", "2026-01-01T00:00:00Z")), "timestamp")
        require(isinstance(payload.get("custom_details", {}), dict), "details")

    def reply(self, message, request):
        if message["routing_key"] != self.key:
            return self.refusal()
        key = message["dedup_key"]
        {"trigger": self.open.add, "acknowledge": lambda key: None, "resolve": self.open.discard}[message["event_action"]](key)
        return super().reply(message, request)

    def success(self, message):
        said = {"status": "success", "message": "Event processed", "dedup_key": message["dedup_key"]}
        return 202, JSON, json.dumps(said).encode()

    def refusal(self):
        said = {"status": "invalid event", "message": "Event object is invalid", "errors": ["Invalid routing key"]}
        return 400, JSON, json.dumps(said).encode()


class Discord(Vendor):
    """docs.discord.com: Execute Webhook, Edit Webhook Message."""

    kind, host = "discord", "discord.com"
    path = "/api/webhooks/223704706495545344/3d89bb7572e0fb30d8128367b3b1b44fecd1726de135cbe28a41f8b2f777c372ba2939e72279b94526ff5d1bd4358d65cf11"
    query = {"wait": "true"}

    def grammar(self, message):
        members(message, ["content", "allowed_mentions"], ["embeds", "username", "avatar_url", "flags"])
        content = text(message["content"], 2000, utf16)
        require(message["allowed_mentions"] == {"parse": []}, "mentions are allowed")
        require(content.count("```") == 2 and content.endswith("```"), "text from the host is not within one code block")

    def success(self, message):
        said = {"id": "1234567890123456789", "type": 0, "channel_id": "1", "content": message["content"], "mentions": [], "mention_everyone": False}
        return 200, JSON, json.dumps(said).encode()

    def refusal(self):
        return 401, JSON, b'{"message": "Invalid Webhook Token", "code": 50027}'


class GoogleChat(Vendor):
    """developers.google.com: Build a Google Chat app as a webhook; Method spaces.messages.create."""

    kind, host = "google-chat", "chat.googleapis.com"
    most = 32_000
    path = "/v1/spaces/AAAAAAAAAAA/messages"
    token = "vCtz-KmzKd0qVd_1fK"

    def credential(self, origin):
        return f"{origin}{self.path}?key=AIzaSyDdI0hCZtE6vySjMm&token={self.token}%3D\n"

    def wrong_credential(self, origin):
        return self.credential(origin).replace(self.token, "another")

    def knows(self, request):
        if request.query.pop("token", None) != self.token + "=":
            return False
        require(request.query.pop("key", None) == "AIzaSyDdI0hCZtE6vySjMm", "key")
        require(request.query.pop("messageReplyOption", None) in (None, "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD"), "messageReplyOption")
        require(re.fullmatch("[0-9a-f]{32}", request.query.pop("requestId", "")), "requestId")
        return super().knows(request)

    def grammar(self, message):
        members(message, ["text"], ["thread", "cardsV2"])
        shown = text(message["text"], 32_000, octets)
        require(not re.search("<(users/|http)", shown), "a live mention or link")
        require(shown.count("```") == 2 and shown.endswith("```"), "text from the host is not within one code block")
        if "thread" in message:
            members(message["thread"], ["threadKey"])
            text(message["thread"]["threadKey"], 4000)

    def success(self, message):
        said = {"name": "spaces/AAAAAAAAAAA/messages/BBB.BBB", "text": message["text"], "thread": {"name": "spaces/AAAAAAAAAAA/threads/BBB"}}
        return 200, JSON + "; charset=UTF-8", json.dumps(said).encode()

    def refusal(self):
        return 403, JSON, b'{"error": {"code": 403, "message": "The caller does not have permission", "status": "PERMISSION_DENIED"}}'


class Mattermost(Vendor):
    """developers.mattermost.com: Incoming webhooks."""

    kind = "mattermost"
    path = "/hooks/rkjsz1nfb3yqbgkzmb8tqz4w1h"

    def grammar(self, message):
        members(message, ["text"], ["channel", "username", "icon_url", "icon_emoji", "attachments", "type", "props", "priority"])
        shown = text(message["text"], 16_383)
        require(shown.count("```") == 2 and shown.endswith("```"), "text from the host is not within one code block")
        require(not re.search(r"@\w|<!\w", shown), "a live mention")

    def success(self, message):
        return 200, "text/plain", b"ok"

    def refusal(self):
        said = {"id": "web.incoming_webhook.invalid.app_error", "message": "Invalid webhook.", "status_code": 400}
        return 400, JSON, json.dumps(said).encode()


class Markup(HTMLParser):
    """Balanced, and nothing but what a message needs."""

    def __init__(self, words):
        super().__init__()
        self.depth = []
        self.feed(words)
        self.close()
        require(not self.depth, f"open tags {self.depth}")

    def handle_starttag(self, tag, attributes):
        require(tag in ("strong", "code") and not attributes, f"tag {tag} {attributes}")
        self.depth.append(tag)

    def handle_startendtag(self, tag, attributes):
        require(tag == "br" and not attributes, f"tag {tag} {attributes}")

    def handle_endtag(self, tag):
        require(self.depth and self.depth.pop() == tag, f"end of {tag}")

    def handle_comment(self, words):
        raise Problem("a comment")

    def handle_decl(self, words):
        raise Problem("a declaration")


class Matrix(Vendor):
    """matrix-org.github.io/matrix-hookshot: Webhooks. An event of Matrix has 65,536 bytes."""

    kind = "matrix"
    path = "/webhook/6f0bcb33-3b3e-4a5c-9d9a-3f6d3f0d9c11"
    outcome = "accepted"

    def grammar(self, message):
        members(message, ["text", "html"], ["username", "msgtype"])
        text(message["text"], 29_000, octets)
        Markup(text(message["html"], 29_000, octets))
        event = {"msgtype": "m.notice", "body": message["text"], "formatted_body": message["html"], "format": "org.matrix.custom.html"}
        require(octets(json.dumps(event)) < 60_000, "larger than an event")

    def success(self, message):
        return 200, JSON, b'{"ok":true}'

    def refusal(self):
        return 404, JSON, b'{"ok":false,"error":"Webhook not found"}'


class ConfirmingMatrix(Matrix):
    """With `waitForComplete`."""

    settings = "Confirm=response"
    outcome = "delivered"


class Telegram(Vendor):
    """core.telegram.org/bots/api: sendMessage, MessageEntity."""

    kind, host = "telegram", "api.telegram.org"
    token = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
    chat = "-1001234567890"
    path = f"/bot{token}/sendMessage"

    def credential(self, origin):
        return f"{self.token}\n{self.chat}" + ("\n" if origin.endswith(self.host) else f"\n{origin}\n")

    def wrong_credential(self, origin):
        return self.credential(origin).replace("AAH", "BBH")

    def grammar(self, message):
        members(message, ["chat_id", "text"], ["entities", "link_preview_options", "reply_parameters", "disable_notification"])
        size = utf16(text(message["text"], 4096, utf16))
        require(message["chat_id"] == self.chat, "chat_id")
        end = 0
        for entity in message.get("entities", []):
            members(entity, ["type", "offset", "length"])
            require(entity["type"] in ("bold", "pre") and entity["length"] > 0 and end <= entity["offset"], f"entity {entity}")
            end = entity["offset"] + entity["length"]
        require(end == size, "something is in no entity, and its links would live")
        require(message.get("link_preview_options") == {"is_disabled": True}, "a preview of links")

    def success(self, message):
        said = {"ok": True, "result": {"message_id": 42, "date": 1, "chat": {"id": int(self.chat), "type": "supergroup"}, "text": message["text"]}}
        return 200, JSON, json.dumps(said).encode()

    def refusal(self):
        return 401, JSON, b'{"ok":false,"error_code":401,"description":"Unauthorized"}'


DATA = ["event_id", "kind", "severity", "host_id"]
MORE = ["key", "summary", "host_name", "deficiency", "state", "control", "check", "subject", "criteria", "required", "observed", "reason",
        "place", "advice", "first_failure", "closed_at", "waiver", "checkpoint", "checkpoint_note"]
TYPE = r"soc2d\.(deficiency|monitor)\.[a-z_]+"


class Webhook(Vendor):
    """standardwebhooks.com: Standard Webhooks 1.0.0."""

    kind = "webhook"
    most = 20_000
    path = "/soc2d/4711aaaabbbb"
    key = b"a key of one webhook and no other"

    def credential(self, origin):
        return f"{origin}{self.path}\nwhsec_{base64.b64encode(self.key).decode()}\n"

    def wrong_credential(self, origin):
        return self.credential(origin).replace("whsec_", "whsec_AAAA")

    def grammar(self, message):
        members(message, ["type", "timestamp", "data"])
        require(re.fullmatch(TYPE, message["type"]) and re.fullmatch(RFC3339, message["timestamp"]), "type or timestamp")
        members(message["data"], DATA, MORE)

    def reply(self, message, request):
        headers = request.headers
        identity = headers.get("webhook-id", "")
        require(identity == message["data"]["event_id"] and "." not in identity, "webhook-id")
        signed = f"{identity}.{int(headers['webhook-timestamp'])}.".encode() + request.body
        signature = "v1," + base64.b64encode(hmac.new(self.key, signed, hashlib.sha256).digest()).decode()
        if signature not in headers.get("webhook-signature", "").split(" "):
            return self.refusal()
        return super().reply(message, request)

    def success(self, message):
        return 204, "text/plain", b""

    def refusal(self):
        return 401, "text/plain", b"wrong signature"


class CloudEvents(Vendor):
    """CloudEvents 1.0.2, JSON event format and HTTP webhook 1.0.1."""

    kind, settings = "webhook", "Format=cloudevents"
    content_types = {"application/cloudevents+json; charset=utf-8"}
    path = "/events"
    token = "mF_9.B5f-4.1JqM"

    def credential(self, origin):
        return f"{origin}{self.path}\nbearer {self.token}\n"

    def wrong_credential(self, origin):
        return self.credential(origin).replace("bearer mF", "bearer xF")

    def knows(self, request):
        return super().knows(request) and request.headers.get("authorization") == "Bearer " + self.token

    def grammar(self, event):
        members(event, ["specversion", "id", "source", "type"], ["time", "datacontenttype", "data"])
        require(event["specversion"] == "1.0" and event["datacontenttype"] == JSON, "version or content type")
        require(re.fullmatch("[0-9a-f]{32}", event["id"]) and re.fullmatch("urn:soc2d:[0-9a-f]{32}", event["source"]), "id or source")
        require(re.fullmatch(TYPE, event["type"]) and re.fullmatch(RFC3339, event["time"]), "type or time")
        members(event["data"], DATA, MORE)

    def success(self, message):
        return 200, "text/plain", b""

    def refusal(self):
        return 401, "text/plain", b""


VENDORS = (Slack, Teams, ConfirmingTeams, PagerDuty, Discord, GoogleChat, Mattermost, Matrix, ConfirmingMatrix, Telegram, Webhook, CloudEvents)
