import Testing

@testable import Ledger

/// C2SP tlog-checkpoint and tlog-proof.
@Suite struct CheckpointTests {
    private let log: LogFixture

    init() throws { log = try LogFixture() }

    private let root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

    @Test func `a checkpoint has origin, size and root, and two signatures make it some 320 bytes`() throws {
        let signed = try log.signed(300)
        let head = try log.tree(300).head()
        #expect(signed.note.text.text == "soc2d.example.com/host-a\n300\n\(head.root.base64)\n")
        #expect(signed.note.bytes.count == 319)
        let read = try SignedCheckpoint(parsing: signed.note.bytes)
        #expect(read == signed && read.checkpoint.origin == log.origin && read.checkpoint.head == head)
        #expect(try read.signers(among: log.keys.map(\.verifier)).count == 2)
        #expect(try log.checkpoint(0).text.text == "soc2d.example.com/host-a\n0\n\(root)\n")
    }

    @Test func `what others write beside is read, kept, and not signed by us`() throws {
        let text = [UInt8]("a log of others\n7\n\(root)\none more line\nand another\n")
        let checkpoint = try Checkpoint(parsing: text)
        #expect(checkpoint.extensions == ["one more line", "and another"] && checkpoint.text == text)
        #expect(checkpoint.origin.text == "a log of others")
        let ours = try Checkpoint(parsing: [UInt8]("\(log.origin)\n7\n\(root)\nmore\n"))
        #expect(throws: SigningFailure.note(.malformed("a checkpoint of ours has no extension lines", line: 4))) {
            try SignedCheckpoint(signing: ours, by: log.keys)
        }
    }

    @Test(arguments: [
        "", "\n", "log\n", "log\n7\n", "log\n7\nROOT", "\n7\nROOT\n", "log\n\nROOT\n", "log\n7\n\n", "log\n7\nROOT\n\n",
        "log\n7\nROOT\n\nmore\n",
        "log\n07\nROOT\n", "log\n00\nROOT\n", "log\n+7\nROOT\n", "log\n-7\nROOT\n", "log\n 7\nROOT\n", "log\n7 \nROOT\n",
        "log\n0x7\nROOT\n",
        "log\n7.0\nROOT\n", "log\n٧\nROOT\n", "log\n1000000000000000000\nROOT\n", "log\n18446744073709551616\nROOT\n", "log\n7\n ROOT\n",
        "log\n7\nROOT \n", "log\n7\nROOT=\n", "log\n7\n47DEQpj8HBSa\n", "log\n7\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\n",
        "log\n7\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n", "log\n7\n47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "log\r\n7\r\nROOT\r\n",
        "log\n7\nAAAA47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "lo\u{0}g\n7\nROOT\n",
    ]) func `what is no checkpoint is refused`(text: String) throws {
        #expect(throws: NoteProblem.self) { try Checkpoint(parsing: [UInt8](text).replacing("ROOT", root)) }
    }

    @Test func `text that is not UTF-8 is refused in every line`() {
        let text = [UInt8]("log\n7\n\(root)\nmore\n")
        for place in text.indices where text[place] != 10 {
            var changed = text
            changed[place] = 0xF2
            #expect(throws: NoteProblem.malformed("not UTF-8", line: nil)) { try Checkpoint(parsing: changed) }
            changed[place] = 0x1F
            #expect(throws: NoteProblem.self) { try Checkpoint(parsing: changed) }
        }
    }

    @Test func `the key of one log does not speak for another`() throws {
        let other = try LogFixture.key(#require(LogName("other.example")), 5)
        #expect(throws: SigningFailure.note(.notByLog(log.origin))) { try SignedCheckpoint(signing: log.checkpoint(3), by: [other]) }
        let foreign = SignedCheckpoint.self
        let note = try SignedNote(signing: log.checkpoint(3).text, by: [other])
        #expect(throws: NoteProblem.notByLog(log.origin)) {
            try foreign.init(parsing: note.bytes).signers(among: [other.verifier] + log.keys.map(\.verifier))
        }
        let witnessed = try SignedNote(signing: log.checkpoint(3).text, by: [other, log.keys[0]])
        #expect(try foreign.init(parsing: witnessed.bytes).signers(among: [other.verifier, log.keys[0].verifier]).count == 2)
    }

    @Test(arguments: [nil, [], [1, 2, 3]] as [[UInt8]?]) func `a proof is written, read back and holds`(extra: [UInt8]?) throws {
        let keys = log.keys.map(\.verifier)
        for (leaf, size) in [(0, 1), (0, 2), (123, 300), (299, 300), (255, 256)] {
            let proof = try log.proof(of: leaf, in: size, extra: extra)
            let read = try LogProof(parsing: proof.bytes)
            #expect(read == proof && read.bytes == proof.bytes)
            try read.verify(leaf: NaiveTree.leaf(leaf), keys: keys, with: log.hasher)
            try read.verify(leaf: NaiveTree.leaf(leaf), keys: [keys[1]], with: log.hasher)
            #expect(throws: NoteProblem.notIncluded(leaf: leaf, size: size)) {
                try read.verify(leaf: NaiveTree.leaf(leaf) + [0], keys: keys, with: log.hasher)
            }
            #expect(throws: NoteProblem.unsigned) { try read.verify(leaf: NaiveTree.leaf(leaf), keys: [], with: log.hasher) }
        }
    }

    @Test func `a proof has a title, the index, the hashes and the checkpoint as it is`() throws {
        let lines = try log.proof(of: 2, in: 3, extra: [1]).bytes.text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0...2] == ["c2sp.org/tlog-proof@v1", "extra AQ==", "index 2"])
        #expect(lines[3] == Substring(try log.tree(3).hash(of: 0..<2).base64))
        #expect(lines[4...6] == ["", "soc2d.example.com/host-a", "3"])
    }

    @Test func `what is no proof is refused`() throws {
        let proof = try log.proof(of: 123, in: 300, extra: [1])
        let bytes = proof.bytes
        let hash = proof.hashes[0].base64
        for (old, new) in [
            ("@v1", "@v2"), ("c2sp", "C2SP"), ("extra AQ==", "extra AQ"), ("extra AQ==", "extra AR=="), ("extra AQ==", "extra"),
            ("extra AQ==\n", "extra AQ==\nextra AQ==\n"), ("extra AQ==\nindex 123\n", "index 123\nextra AQ==\n"), ("extra", "Extra"),
            ("index 123", "index 0123"), ("index 123", "index"), ("index 123", "index -1"), ("index 123", "index  123"),
            ("index 123", "123"),
            ("index 123", "index 1000000000000000000"), ("index 123\n", "index 123\r\n"), ("index 123\n", ""),
            ("index 123\n", "index 123\n\n"),
            (hash, "\(hash) "), (hash, String(hash.dropLast())), (hash, "-" + hash.dropFirst()), ("\n\nsoc2d", "\nsoc2d"),
            ("\n300\n", "\n0300\n"),
            (hash + "\n", String(repeating: hash + "\n", count: 64)),
        ] { #expect(throws: NoteProblem.self, "\(new)") { try LogProof(parsing: bytes.replacing(old, new)) } }
        for count in bytes.indices where count < bytes.count - 140 {
            #expect(throws: NoteProblem.self) { try LogProof(parsing: Array(bytes.prefix(count))) }
        }
    }

    @Test func `a proof with a hash more or less, or another index, does not hold`() throws {
        let keys = log.keys.map(\.verifier)
        let proof = try log.proof(of: 123, in: 300)
        for (old, new) in [
            ("index 123", "index 122"), ("index 123", "index 300"), ("index 123", "index 999999999999999999"),
            (proof.hashes[3].base64 + "\n", ""),
            (proof.hashes[3].base64, proof.hashes[3].base64 + "\n" + proof.hashes[3].base64),
            (proof.hashes[0].base64, proof.hashes[1].base64),
        ] {
            let changed = try LogProof(parsing: proof.bytes.replacing(old, new))
            #expect(throws: NoteProblem.notIncluded(leaf: changed.leaf, size: 300)) {
                try changed.verify(leaf: NaiveTree.leaf(123), keys: keys, with: log.hasher)
            }
        }
        let resized = try LogProof(parsing: proof.bytes.replacing("\n300\n", "\n301\n"))
        #expect(throws: NoteProblem.badSignature(log.origin)) {
            try resized.verify(leaf: NaiveTree.leaf(123), keys: keys, with: log.hasher)
        }
    }
}
