import ProbeKit
import Testing

@testable import Ledger

/// C2SP signed-note: what is written, and everything that is refused.
@Suite struct SignedNoteTests {
    private let log: LogFixture
    private let note: SignedNote

    init() throws {
        log = try LogFixture(size: 1)
        note = try SignedNote(signing: [UInt8]("one\n\ntwo\n"), by: log.keys)
    }

    private var lines: [String] { note.signatures.map { $0.line + "\n" } }

    @Test func `a note is its text, an empty line and a line for each signature, and is read back`() throws {
        #expect(note.bytes.text.hasPrefix("one\n\ntwo\n\n— soc2d.example.com/host-a "))
        #expect(note.bytes.text.split(separator: "\n", omittingEmptySubsequences: false).count == 7)
        let read = try SignedNote(parsing: note.bytes)
        #expect(read == note && read.bytes == note.bytes)
        #expect(read.text == [UInt8]("one\n\ntwo\n"))
        #expect(try read.signers(among: log.keys.map(\.verifier)) == log.keys.map(\.verifier))
        #expect(try SignedNote(parsing: [UInt8]("\n\n" + lines[0])).text == [UInt8]("\n"))
    }

    @Test func `what is no note is refused`() throws {
        let line = lines[0]
        let plain = String(line.dropLast())
        for text in [
            "", "\n", "\n\n", "text", "text\n", "text\n\n", line, "\n" + line, "text\n" + line, "text\n\n" + plain,
            "text\n\n" + line + "more\n",
            "text\n\n" + line + "\n", "text\n\n\n", "te\u{1}xt\n\n" + line, "text\r\n\r\n" + line, "text\n\n" + plain + "\r\n",
            "text\n\n" + line.replacing("—", with: "-"), "text\n\n" + line.replacing("— ", with: "—"), "text\n\n " + line,
            "text\n\n" + plain + " \n", "text\n\n" + plain + "=\n", "text\n\n" + plain.dropLast() + "\n",
            "text\n\n— soc2d.example.com/host-a\n",
            "text\n\n— soc2d.example.com/host-a \n", "text\n\n— a AAAAAA==\n", "text\n\n— a AAAAAB==\n", "text\n\n—  AAAAAAA=\n",
            "text\n\n— a+b AAAAAAA=\n",
            "text\n\n— a\u{A0}b AAAAAAA=\n", "text\n\n— a b AAAAAAA=\n", "text\n\n— a AAAA\u{7F}AA=\n", "text\n\n— a AAAAAAB=\n",
            "text\n\n— a AAAAAAA\n",
        ] { #expect(throws: NoteProblem.self, "\(text.debugDescription)") { try SignedNote(parsing: [UInt8](text)) } }
        #expect(throws: NoteProblem.malformed("not UTF-8", line: nil)) { try SignedNote(parsing: [0xFF] + note.bytes) }
        #expect(throws: NoteProblem.malformed("a control character", line: 2)) {
            try SignedNote(parsing: [UInt8]("a\nb\0\n\n" + line))
        }
        #expect(throws: NoteProblem.malformed("no signature line", line: 4)) {
            try SignedNote(parsing: [UInt8]("text\n\n" + line + "x\n"))
        }
        #expect(
            try SignedNote(parsing: [UInt8]("text\n\n— a AAAAAAA=\n")).signatures == [NoteSignature(name: name("a"), keyID: 0, bytes: [0])])
    }

    @Test func `a note that is cut anywhere is refused or is not signed`() {
        let keys = log.keys.map(\.verifier)
        for count in note.bytes.indices where count != note.bytes.count - lines[1].utf8.count {
            #expect(throws: NoteProblem.self, "\(count)") { try SignedNote(parsing: Array(note.bytes.prefix(count))).signers(among: keys) }
        }
    }

    @Test func `a note with any bit of its text or first signature changed is refused`() {
        let keys = log.keys.map(\.verifier)
        for place in 0..<note.bytes.count - lines[1].utf8.count {
            var bytes = note.bytes
            bytes[place] ^= 1
            // A changed name or key id makes it the line of a stranger; the other key still counts.
            guard let changed = try? SignedNote(parsing: bytes), changed.signatures.first?.keyID == note.signatures[0].keyID,
                changed.signatures.first?.name == log.origin
            else { continue }
            #expect(throws: NoteProblem.badSignature(log.origin), "\(place)") { try changed.signers(among: keys) }
        }
    }

    @Test func `a line of an unknown key is passed over, and one of a known key has to be right`() throws {
        let (first, second) = (log.keys[0].verifier, log.keys[1].verifier)
        #expect(try note.signers(among: [second]) == [second])
        #expect(throws: NoteProblem.unsigned) { try note.signers(among: []) }
        let stranger = try LogFixture.key(log.origin, 200).verifier
        #expect(throws: NoteProblem.unsigned) { try note.signers(among: [stranger]) }
        let renamed = try #require(VerifierKey(name: name("other.example"), publicKey: first.publicKey))
        #expect(throws: NoteProblem.unsigned) { try note.signers(among: [renamed]) }
        // The same name and id, but the signature of another text.
        let other = try SignedNote(signing: [UInt8]("other\n"), by: [log.keys[0]])
        let mixed = try SignedNote(parsing: [UInt8](note.text.text + "\n" + other.signatures[0].line + "\n" + lines[1]))
        #expect(throws: NoteProblem.badSignature(log.origin)) { try mixed.signers(among: [first, second]) }
        #expect(try mixed.signers(among: [second]) == [second])
    }

    @Test func `a signature that stands twice counts once, and a wrong one behind it is not overlooked`() throws {
        let first = log.keys[0].verifier
        let twice = try SignedNote(parsing: [UInt8](note.text.text + "\n" + lines[0] + lines[0]))
        #expect(try twice.signers(among: [first]) == [first])
        let other = try SignedNote(signing: [UInt8]("other\n"), by: [log.keys[0]])
        let wrong = try SignedNote(parsing: [UInt8](note.text.text + "\n" + lines[0] + other.signatures[0].line + "\n"))
        #expect(throws: NoteProblem.badSignature(log.origin)) { try wrong.signers(among: [first]) }
        #expect(throws: SigningFailure.note(.signedAlready(log.origin))) {
            try SignedNote(signing: note.text, by: [log.keys[0], log.keys[0]])
        }
    }

    @Test func `sixteen signatures are read, a hundred too, and no more; and no note of more than a million bytes`() throws {
        for count in [16, 100] {
            let text = "text\n\n" + (0..<count).map { "— w\($0) AAAAAAA=\n" }.joined()
            #expect(try SignedNote(parsing: [UInt8](text)).signatures.count == count)
        }
        let text = "text\n\n" + String(repeating: "— w AAAAAAA=\n", count: 101)
        #expect(throws: NoteProblem.tooManySignatures(limit: 100)) { try SignedNote(parsing: [UInt8](text)) }
        let large = Array(repeating: UInt8(ascii: "a"), count: 1_000_001 - note.bytes.count) + note.bytes
        #expect(throws: NoteProblem.tooLong(limit: 1_000_000)) { try SignedNote(parsing: large) }
        #expect(throws: NoteProblem.badSignature(log.origin)) {
            try SignedNote(parsing: Array(large.dropFirst())).signers(among: log.keys.map(\.verifier))
        }
    }

    @Test func `nothing is signed that a reader refuses`() {
        for text in ["", "no end", "control\u{1}\n", "\r\n"] {
            #expect(throws: SigningFailure.self) { try SignedNote(signing: [UInt8](text), by: [log.keys[0]]) }
        }
        #expect(throws: SigningFailure.self) { try SignedNote(signing: [0xFF, 10], by: [log.keys[0]]) }
        #expect(throws: SigningFailure.note(.malformed("no signatures", line: nil))) { try SignedNote(signing: note.text, by: []) }
    }

    @Test func `names are the same if their bytes are`() throws {
        #expect(try name("caf\u{E9}") != name("cafe\u{301}"))
        #expect(try name("a") == name("a") && Set([name("a"), name("a"), name("b")]).count == 2)
        for text in ["", "a\nb", "a\u{0}", "\t"] { #expect(LogName(text) == nil) }
        for text in ["a b", "a+b", "a\u{A0}b", "a\u{2003}b", "a\u{2028}b", "a\u{85}b", "\u{3000}"] { #expect(try !name(text).fitsKey) }
    }

    private func name(_ text: String) throws -> LogName { try #require(LogName(text)) }
}

extension String {
    fileprivate func replacing(_ old: String, with new: String) -> String { [UInt8](self).replacing(old, new).text }
}
