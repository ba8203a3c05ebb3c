import Controls
import Notices
import Testing

@Suite struct ResponseTests {
    private static let now = Moment(seconds: 1_795_343_400)  // Sun, 22 Nov 2026 10:30:00 GMT

    private func classify(
        _ kind: DestinationKind, _ status: Int, _ body: String = "", headers: [String: String] = [:], isConfirmed: Bool = false
    ) -> ResponseClass? {
        var manner = DestinationKind.Manner(now: Self.now)
        manner.isConfirmed = isConfirmed
        return kind.renderer(manner)?.classify(Response(status: status, headers: headers, body: Array(body.utf8)), at: Self.now)
    }

    @Test(arguments: Samples.kinds) func `what fails is of the same class everywhere`(kind: DestinationKind) {
        for status in [300, 301, 302, 307, 308, 402, 405, 451] { #expect(classify(kind, status) == .configError) }
        for status in [400, 415, 422] { #expect(classify(kind, status) == .poison) }
        #expect(classify(kind, 413) == .tooLarge)
        for status in [401, 403] { #expect(classify(kind, status) == .auth) }
        for status in [404, 410] { #expect(classify(kind, status) == .gone) }
        for status in [408, 425, 429, 500, 502, 503, 504, 599, 0, 100, 999, -1, .max, .min] {
            #expect(classify(kind, status) == .transient(nil))
        }
    }

    @Test func `a webhook is content with any success, and PagerDuty with 202 alone`() {
        for status in [200, 201, 204, 299] { #expect(classify(.webhook, status, "?") == .delivered(remoteID: nil)) }
        #expect(classify(.pagerduty, 202) == .accepted)
        #expect(classify(.pagerduty, 200) == .transient(nil))
        #expect(DestinationKind.allCases.filter(\.isAcceptanceFinal) == [.pagerduty])
        #expect(classify(.alertmanager, 200) == .delivered(remoteID: nil))
        #expect(classify(.alertmanager, 202) == .transient(nil))
    }

    @Test func `Slack has delivered when it says ok and nothing else`() {
        #expect(classify(.slack, 200, "ok") == .delivered(remoteID: nil))
        #expect(classify(.slack, 200, #"{"ok": true}"#) == .delivered(remoteID: nil))
        #expect(classify(.slack, 200, "no_text") == .poison)
        #expect(classify(.slack, 200, #"{"ok":false,"error":"msg_too_long"}"#) == .tooLarge)
        #expect(classify(.slack, 200, "<html>ok</html>") == .transient(nil))
        #expect(classify(.slack, 200, "") == .transient(nil))
        #expect(classify(.slack, 200, #"{"ok":true,"ok":"#) == .transient(nil))
        #expect(classify(.slack, 202, "ok") == .transient(nil))
        #expect(classify(.slack, 403, "invalid_token") == .auth)
        #expect(classify(.slack, 400, "msg_blocks_too_long") == .tooLarge)
    }

    @Test func `Teams has delivered only where the workflow answers after the post`() {
        #expect(classify(.teams, 202, isConfirmed: true) == .accepted)
        #expect(classify(.teams, 202) == .accepted)
        #expect(classify(.teams, 200) == .accepted)
        #expect(classify(.teams, 200, isConfirmed: true) == .delivered(remoteID: nil))
        #expect(classify(.teams, 200, "… returned HTTP error 413 with ContextId …", isConfirmed: true) == .tooLarge)
        #expect(classify(.teams, 200, "… returned HTTP error 429 with ContextId …", isConfirmed: true) == .transient(nil))
        #expect(classify(.teams, 400, "Request Entity too large") == .tooLarge)
    }

    @Test func `Discord has delivered when the message has an id`() {
        #expect(classify(.discord, 200, #"{"type":0,"id":"1234567890","author":{"id":"7"}}"#) == .delivered(remoteID: "1234567890"))
        #expect(classify(.discord, 200, #"{"id":"1/../2"}"#) == .transient(nil))
        #expect(classify(.discord, 200, "{}") == .transient(nil))
        #expect(classify(.discord, 204) == .transient(nil))
        #expect(classify(.discord, 404, #"{"message":"Unknown Message","code":10008}"#) == .delivered(remoteID: nil))
        #expect(classify(.discord, 404, #"{"message":"Unknown Webhook","code":10015}"#) == .gone)
        #expect(classify(.discord, 400, #"{"code":50035,"errors":{"content":{"_errors":[{"code":"BASE_TYPE_MAX_LENGTH"}]}}}"#) == .tooLarge)
    }

    @Test func `Google Chat, Mattermost and Matrix have rules of their own`() {
        #expect(classify(.googleChat, 200, #"{"name":"spaces/A/messages/B.C"}"#) == .delivered(remoteID: "spaces/A/messages/B.C"))
        #expect(classify(.googleChat, 200, "<html>sign in</html>") == .transient(nil))
        #expect(classify(.mattermost, 200, "ok") == .delivered(remoteID: nil))
        #expect(classify(.mattermost, 200, "ok\n<html>") == .transient(nil))
        #expect(classify(.matrix, 200, #"{"ok":true}"#) == .accepted)
        #expect(classify(.matrix, 200, #"{"ok":true}"#, isConfirmed: true) == .delivered(remoteID: nil))
        #expect(classify(.matrix, 200, #"{"ok":false,"error":"x"}"#, isConfirmed: true) == .transient(nil))
        #expect(classify(.matrix, 200, "<html>Sign in</html>", isConfirmed: true) == .accepted)
        #expect(classify(.matrix, 400, #"{"errcode":"M_TOO_LARGE"}"#) == .tooLarge)
    }

    @Test func `Telegram has delivered when it says so and gives the message an id`() {
        #expect(classify(.telegram, 200, #"{"ok":true,"result":{"message_id":77,"chat":{"id":-100}}}"#) == .delivered(remoteID: "77"))
        #expect(classify(.telegram, 200, #"{"ok":false}"#) == .transient(nil))
        let moved = #"{"ok":false,"error_code":400,"description":"group upgraded","parameters":{"migrate_to_chat_id":-1001}}"#
        #expect(classify(.telegram, 400, moved) == .configError)
        #expect(classify(.telegram, 400, #"{"ok":false,"description":"Bad Request: chat not found"}"#) == .configError)
        #expect(classify(.telegram, 400, #"{"ok":false,"description":"Bad Request: message is too long"}"#) == .tooLarge)
    }

    private func wait(_ header: String?, date: String? = nil, kind: DestinationKind = .webhook, body: String = "") -> RetryAfter? {
        var headers: [String: String] = [:]
        headers["retry-after"] = header
        headers["date"] = date
        guard case .transient(let wait) = classify(kind, 429, body, headers: headers) else { return nil }
        return wait
    }

    @Test func `a receiver is left alone for as long as it asks, and never less`() {
        #expect(wait("120")?.span == .seconds(120))
        #expect(wait("1.5")?.span == .seconds(2))
        #expect(wait("2.0")?.span == .seconds(2))
        #expect(wait("0.001")?.span == .seconds(1))
        #expect(wait("Sun, 22 Nov 2026 10:31:30 GMT")?.span == .seconds(90))
        // A receiver whose clock shows another year still means ninety seconds.
        #expect(wait("Sun, 06 Nov 1994 08:51:07 GMT", date: "Sun, 06 Nov 1994 08:49:37 GMT")?.span == .seconds(90))
        #expect(wait("21600") == wait("Sun, 22 Nov 2026 16:30:00 GMT"))
        #expect(wait("21600")?.isClamped == false)
        #expect(wait("21601")?.isClamped == true)
        #expect(wait("999999999999")?.span == .hours(6))
    }

    @Test(arguments: [
        "-1", "0", "1e99", "1e3", "0x10", "soon", "", " ", "1.", ".5", "1.5.5", "１２", "NaN", "1000000000000", "99999999999999999999",
        "Sun, 22 Nov 2026 10:29:00 GMT",
        "Sun, 31 Feb 2026 10:29:00 GMT", "Sun, 22 Nov 2026 10:31:30 CET", "Sun, 22 Nov 2026 1:2:3 GMT", "Sun, -2 Nov 2026 10:31:30 GMT",
    ]) func `what is no time to come asks for nothing`(header: String) {
        #expect(wait(header) == nil)
    }

    @Test func `the figure in the body counts where the vendor sends one, and the later of two holds`() {
        #expect(wait("1", kind: .discord, body: #"{"message":"rate limited","retry_after":64.57,"global":false}"#)?.span == .seconds(65))
        #expect(wait("90", kind: .discord, body: #"{"retry_after":0.5}"#)?.span == .seconds(90))
        #expect(wait(nil, kind: .telegram, body: #"{"ok":false,"parameters":{"retry_after":35}}"#)?.span == .seconds(35))
        #expect(wait(nil, kind: .matrix, body: #"{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":2001}"#)?.span == .seconds(3))
        #expect(wait(nil, kind: .discord, body: #"{"retry_after":-5}"#) == nil)
        #expect(wait(nil, kind: .discord, body: #"{"retry_after":1e99}"#) == nil)
        // The rest of the body was not read.
        #expect(wait(nil, kind: .discord, body: #"{"retry_after":5,"mess"#)?.span == .seconds(5))
    }

    @Test func `no answer breaks a rule`() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var dice = Dice(seed: seed)
        let pieces = [
            "{", "}", "[", "\"", ":", ",", "ok", "true", "1e9", "-", "id", "\\u", "\\ud800", "null", "\u{0}", "retry_after",
            "99999999999999999999",
        ]
        for _ in 0..<2000 {
            let text = (0...dice.throwing(20)).map { _ in pieces[dice.throwing(pieces.count)] }.joined()
            let kind = Samples.kinds[dice.throwing(Samples.kinds.count)]
            let found = classify(kind, [200, 400, 429, 503][dice.throwing(4)], text, headers: ["retry-after": text, "date": text])
            if case .delivered = found {
                let isAnswer = text == "ok" && (kind == .slack || kind == .mattermost)
                #expect(isAnswer || kind == .webhook || kind == .alertmanager || kind == .teams, "seed \(seed): \(kind) \(text)")
            }
        }
    }
}
