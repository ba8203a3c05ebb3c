import Controls
import Foundation
import Notices
import Testing

/// Whatever stands in the facts of a notice, no receiver acts on it.
@Suite struct InjectionTests {
    private func flaws(of message: Message, _ kind: DestinationKind, _ size: MessageSize) -> [String] {
        let renderer = Samples.renderer(kind)
        return renderer.render(message, size).flatMap { body in
            var flaws = body.body.count > min(renderer.limit, 65_536) ? ["\(body.body.count) bytes"] : []
            if String(validating: body.body, as: UTF8.self) == nil { flaws.append("no UTF-8") }
            for part in body.path + body.query.flatMap({ [$0.name, $0.value] }) where !Self.isPlain(part) {
                flaws.append("address \(part)")
            }
            let filled = body.body { _ in "0\"\\" }
            guard let json = try? JSONSerialization.jsonObject(with: Data(body.body)),
                (try? JSONSerialization.jsonObject(with: Data(filled))) != nil
            else { return flaws + ["no JSON"] }
            return flaws + Grammar.of(kind).flaws(json)
        }
    }

    private static func isPlain(_ part: String) -> Bool {
        part.unicodeScalars.allSatisfy { $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "_") }
    }

    @Test(arguments: Samples.kinds) func `nothing from the corpus is live anywhere`(kind: DestinationKind) {
        for text in Samples.corpus {
            for notice in [Notice.Kind.opened, .closed, .waived, .storeFailed] {
                for size in MessageSize.allCases {
                    let found = flaws(of: Samples.hostile(text, kind: notice), kind, size)
                    #expect(found.isEmpty, "\(kind) \(size) \(notice) \(text.prefix(60).debugDescription): \(found)")
                }
            }
        }
    }

    @Test(arguments: Samples.kinds) func `a megabyte is cut`(kind: DestinationKind) {
        let text = String(repeating: "<!channel> @here ", count: 61_000)
        #expect(flaws(of: Samples.hostile(text), kind, .full) == [])
    }

    @Test(arguments: Samples.kinds) func `a digest of a thousand stays within all bounds`(kind: DestinationKind) {
        let hostile = Samples.corpus[0] + Samples.corpus[4]
        let items = (2...1000).map { number in
            Samples.item(number, [.opened, .closed, .waived, .flapping][Int(number % 4)]) { $0.subject = hostile }
        }
        for size in MessageSize.allCases { #expect(flaws(of: Message(Samples.item(1), items), kind, size) == []) }
    }

    @Test func `no mix of dangerous pieces is live anywhere`() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var dice = Dice(seed: seed)
        let pieces =
            Samples.corpus.filter { $0.count < 200 } + [
                "@", "<", "!", "`", ":", "//", ".", "w", "ww", "&", "a", "\u{301}", "\\", "\"", "\n", "漢",
            ]
        for _ in 0..<2000 {
            let text = (0...dice.throwing(12)).map { _ in pieces[dice.throwing(pieces.count)] }.joined()
            let kind = Samples.kinds[dice.throwing(Samples.kinds.count)]
            let notice = Notice.Kind.allCases[dice.throwing(Notice.Kind.allCases.count)]
            let size = MessageSize.allCases[dice.throwing(3)]
            let found = flaws(of: Samples.hostile(text, kind: notice), kind, size)
            #expect(found.isEmpty, "seed \(seed): \(kind) \(size) \(notice) \(text.debugDescription): \(found)")
        }
    }
}
