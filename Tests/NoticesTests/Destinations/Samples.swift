import Controls
import Notices

/// Messages that the renderers are asked to write.
enum Samples {
    static let now = Moment(seconds: 1_795_343_400)
    static let kinds = DestinationKind.allCases.filter { $0.renderer() != nil }

    static func renderer(_ kind: DestinationKind) -> any Renderer {
        kind.renderer(DestinationKind.Manner(now: now)) ?? WebhookRenderer()
    }

    static func opened(mayBeSecond: Bool = false) -> Message { .sample(of: .opened, at: now, mayBeSecond: mayBeSecond) }
    static func closed(earlier: String? = "1234567890") -> Message { .sample(of: .closed, at: now, earlier: earlier) }

    static func item(_ number: Int64, _ kind: Notice.Kind = .opened, change: (inout Notice) -> Void = { _ in }) -> Message.Item {
        var notice = Notice.sample(of: kind, at: now)
        notice.deficiency = number
        notice.subject = "tcp 0.0.0.0:\(8000 + number)"
        notice.eventID = String(repeating: "0", count: 24) + padded(number)
        change(&notice)
        return Message.Item(notice, key: padded(number))
    }

    static func padded(_ number: Int64) -> String { String(("00000000" + String(number)).suffix(8)) }

    static func group(of count: Int64) -> Message {
        Message(item(1, .closed), (2...max(2, count)).map { item($0) }, checkpoint: Message.sampleCheckpoint)
    }

    /// A notice in which everything that can come from the host is this text.
    static func hostile(_ text: String, kind: Notice.Kind = .opened, eventID: String = "019aa0c4506c7b000102030405060708") -> Message {
        var notice = Notice.sample(of: kind, at: now)
        notice.eventID = eventID
        (notice.hostName, notice.hostID, notice.summary, notice.control, notice.check) = (text, text, text, text, text)
        (notice.subject, notice.required, notice.observed, notice.reason, notice.place) = (text, text, text, text, text)
        (notice.advice, notice.waiver, notice.criteria) = (text, text, [text, text])
        return Message(
            Message.Item(notice, key: text), checkpoint: "\(text) 4711 n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg= 1a2b3c4d",
            mayBeSecond: true, earlier: text)
    }

    static let corpus: [String] = [
        "<!channel> <!here> <!everyone> <@U012AB3CD> <#C012AB3CD> <!subteam^S012> <https://evil.example|click>",
        "@channel @here @all @everyone @room",
        "<users/all> <users/123> <https://evil.example|bank>", "<@123456789012345678> <@&42> <#7> @everyone <t:0:R> </x:1> <a:b:1>",
        "[click](https://evil.example) ![x](https://evil.example/a.png) <https://evil.example> https://evil.example www.evil.example",
        "*bold* _italic_ ~strike~ `code` ``` ```` ~~~ # head\n- item\n> quote ||spoiler||", "`\n```\n@everyone\n```",
        "````````\n@channel\n````````",
        "</code></pre><a href=\"https://matrix.to/#/@a:b\">x</a><script>alert(1)</script><img src=x onerror='y'>",
        "&lt;!channel&gt; &amp; &#64;here",
        "<at>Ann</at> {{DATE(2026-01-01T00:00:00Z,SHORT)}} <a href='https://evil.example'>x</a>", "\",\"routing_key\":\"x\",\"a\":\"",
        "\\u0000\\",
        "\\\\\\\\\"\"\"", "a\u{0}b\u{1B}[31mc\u{7F}\u{9B}d", "line\nDeficiency D-1 closed\r\nevent 0000\tx\u{2028}y\u{85}z",
        "\u{202E}gpj.exe\u{202C}\u{2066}x\u{2069}\u{200B}\u{200D}\u{FEFF}\u{E0041}",
        "&\u{301}<\u{301}!channel>\u{301} @\u{301}here `\u{301}``\u{301}",
        "@\u{200B}channel <\u{2060}!here> :\u{2060}//",
        String(decoding: [0x61, 0xFF, 0xFE, 0xC3, 0x28, 0xED, 0xA0, 0x80] as [UInt8], as: UTF8.self),
        "/start@evil_bot @evil_bot #tag t.me/evil evil.example", "tg://resolve?domain=x mailto:a@b.example", "", " ",
        "e" + String(repeating: "\u{301}", count: 5000),
        String(repeating: "👨‍👩‍👧‍👦", count: 2000), String(repeating: "\"\\", count: 5000), String(repeating: "<!channel>", count: 1000),
        String(repeating: "@everyone ", count: 1000), String(repeating: "`", count: 10_000), String(repeating: "&", count: 10_000),
    ]
}
