import Controls
import Foundation
import Notices
import Testing

@Suite struct MessageTests {
    private func text(_ message: Message, _ size: MessageSize = .full, _ kind: DestinationKind = .discord) -> String {
        Samples.renderer(kind).render(message, size).map { String(decoding: $0.body, as: UTF8.self) }.joined(separator: "\n")
    }

    @Test func `the facts stand in the order in which people read them`() throws {
        let text = text(.sample(of: .waived, at: Samples.now), .full, .telegram)
        var rest = Substring(text)
        for part in [
            "Deficiency D-41 waived", "check open-ports.unexpected-listener", "subject tcp", "host web-1", "control NET-03",
            "criteria CC6.6 CC6.8",
            "required: ", "observed: ", "decided by: /proc/net/tcp:7", "since: 2026-11-22T", "advice: ", "waiver: ", "event 05060708",
            "log soc2d/web-1 4711 ",
        ] {
            let place = try #require(rest.firstRange(of: part.replacing("event ", with: "event: ")), "\(part) in \(text)")
            rest = rest[place.upperBound...]
        }
    }

    @Test func `whoever hears of the end alone hears from when to when it was`() {
        let item = Message.Item(.sample(of: .closed, at: Samples.now), key: "", isWhole: true)
        let span = "D-41 was open from 2026-11-22T09:00:00Z to 2026-11-22T10:30:00Z"
        #expect(text(Message(item), .oneLine).contains("**Deficiency \(span)**"))
        #expect(text(Message(item, [item])).contains("\n\(span): ") || text(Message(item, [item])).contains("\\n\(span): "))
    }

    @Test func `a digest tells what is open first, then the more severe, then the older, then as they were given`() {
        var items: [Message.Item] = []
        for (number, (kind, severity, time)) in [
            (Notice.Kind.closed, Severity.critical, 1), (.opened, .low, 1), (.opened, .high, 3), (.opened, .high, 2), (.opened, .high, 2),
        ].enumerated() {
            var notice = Notice.sample(of: kind, at: Samples.now)
            (notice.severity, notice.subject) = (severity, "\(number)")
            // The end of an id is chance.
            notice.eventID = "00000000000\(time)" + String(repeating: "\(9 - number)", count: 20)
            items.append(Message.Item(notice, key: ""))
        }
        #expect(Message(items[0], Array(items.dropFirst())).items.map(\.notice.subject) == ["3", "4", "2", "1", "0"])
    }

    @Test func `words that promise or accuse are never ours`() {
        for kind in Samples.kinds {
            for event in Notice.Kind.allCases {
                let text = text(.sample(of: event, at: Samples.now), .full, kind).lowercased()
                for word in ["violation", "compliant", "certified", "exception"] { #expect(!text.contains(word)) }
            }
        }
    }

    @Test func `only who cannot tell a copy says that it may be one`() {
        let saying = Samples.kinds.filter { text(Samples.opened(mayBeSecond: true), .full, $0).contains("(possible duplicate)") }
        #expect(Set(saying) == [.slack, .teams, .discord, .googleChat, .mattermost, .matrix, .telegram])
        for kind in Samples.kinds { #expect(!text(Samples.opened(), .full, kind).contains("(possible duplicate)")) }
    }

    @Test func `every size of every destination has the end of the event id, and chats the checkpoint`() {
        for kind in Samples.kinds where kind != .pagerduty {
            for size in MessageSize.allCases {
                let text = text(Samples.opened(), size, kind)
                #expect(text.contains("05060708"), "\(kind) \(size)")
                if kind != .webhook {
                    #expect(text.contains("4711 n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg= 1a2b3c4d"), "\(kind) \(size)")
                }
            }
        }
    }

    @Test func `a footer of more than 120 bytes loses the end of its origin`() throws {
        var message = Samples.opened()
        message = Message(
            message.lead,
            checkpoint: String(repeating: "o", count: 300) + " 999999999999999999 n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg= 1a2b3c4d")
        let text = text(message)
        let footer = try #require(text.components(separatedBy: "\\n").first { $0.hasPrefix("log o") })
        #expect(footer.utf8.count <= 120)
        #expect(footer.hasSuffix("… 999999999999999999 n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg= 1a2b3c4d"))
    }

    @Test func `a group tells of the open ones first, and a digest lists every event`() {
        let group = text(Samples.group(of: 3))
        #expect(group.contains("3 deficiencies: 2 open, 1 closed"))
        #expect(group.contains("D-2 open: check"))
        let digest = text(Samples.group(of: 60))
        for number in 1...60 { #expect(digest.contains(Samples.padded(Int64(number)))) }
        #expect(digest.contains(" more lines)"))
    }

    @Test func `what is cut ends between two characters and says how much`() throws {
        let family = "👨‍👩‍👧‍👦é"
        let message = Samples.hostile(String(repeating: "&e\u{301}", count: 5000))
        let text = text(message, .full, .slack)
        #expect(text.contains("… ("))
        #expect(text.contains(" more characters)"))
        #expect(!text.contains("&amp…") && !text.contains("&…") && !text.contains("e…"))
        #expect(self.text(Samples.hostile(family), .full, .slack).contains("👨👩👧👦é"))
    }

    @Test func `smaller sizes are smaller`() {
        for kind in Samples.kinds {
            let counts = MessageSize.allCases.map { size in
                Samples.renderer(kind).render(Samples.hostile("word ", kind: .opened), size).reduce(0) { $0 + $1.body.count }
            }
            #expect(counts == counts.sorted(by: >), "\(kind) \(counts)")
        }
    }

    @Test func `the same facts give the same bytes`() {
        for kind in Samples.kinds {
            #expect(Samples.renderer(kind).render(Samples.opened()) == Samples.renderer(kind).render(Samples.opened()))
        }
    }

    @Test func `Discord tells a closing by a message of its own, and writes it into that of the opening`() throws {
        let bodies = Samples.renderer(.discord).render(Samples.closed())
        #expect(bodies.map(\.operation) == [.create, .update])
        #expect(bodies.map(\.path) == [[], ["messages", "1234567890"]])
        #expect(Samples.renderer(.discord).render(Samples.closed(earlier: "../1")).map(\.operation) == [.create])
        #expect(Samples.renderer(.discord).render(Samples.opened()).map(\.operation) == [.create])
    }

    @Test func `PagerDuty opens, quietens and closes by the key of the deficiency, and the courier adds its own key`() throws {
        let actions = [Notice.Kind.opened, .waived, .closed].map { kind in
            Samples.renderer(.pagerduty).render(.sample(of: kind, at: Samples.now)).map {
                String(decoding: $0.body(with: { _ in "R0UT\"E" }), as: UTF8.self)
            }.joined()
        }
        for (action, body) in zip(["trigger", "acknowledge", "resolve"], actions) {
            let key = String(repeating: "5a", count: 32)
            #expect(body.hasPrefix(#"{"routing_key":"R0UT\"E","event_action":"\#(action)","dedup_key":"\#(key)""#))
        }
        #expect(Samples.renderer(.pagerduty).render(Samples.group(of: 4)).count == 4)
    }
}
