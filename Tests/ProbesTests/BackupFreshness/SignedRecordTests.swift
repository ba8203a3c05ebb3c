import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// Records of human work with a signature beside them.
struct SignedRecordTests {
    private static let bob = SignatureFile.keyring("bob")

    /// The record of a restore, and perhaps a signature, read under a keyring.
    private func read(_ signature: MemoryTree.Entry?, _ keyring: Keyring = bob, _ text: String = RecordHost.restore) -> ReadRecord<
        RestoreTest
    > {
        var record = RecordHost(text)
        if let signature { record.files["/srv/web.json.sig"] = signature }
        var host = record.host
        host.keyring = keyring
        return RecordFiles.read(RestoreTest.self, at: "/srv/web.json", of: RecordHost.set(), on: host)
    }

    private var signature: MemoryTree.Entry { .text(SignatureFile.over(RecordHost.restore)) }

    @Test func `a signature that fits says who it was and by which key, and the record counts`() {
        let read = read(signature)
        #expect(read.obstacle == nil && read.record != nil && read.seal?.signer == "bob" && read.seal?.provenance?.digest == "010203")
        #expect(read.seal?.key?.hasPrefix("SHA256:") == true && read.seal?.note?.text == "signed by bob")
        let verified = read.seal?.key.map { Document.Signature.verified(VerifiedSignature(signer: "bob", key: $0)) }
        #expect(verified != nil && read.document(.restoreTest)?.signature == verified)
    }

    static let bad: [(MemoryTree.Entry, InconclusiveReason, String)] = [
        (.text(SignatureFile.over(RecordHost.restore + " ")), .sourceConflict, "it does not fit the file"),
        (.text(SignatureFile.over(RecordHost.restore, by: 8)), .notObservable, "which belongs to nobody in [Keys]"),
        (.text(SignatureFile.with { $0.namespace = "git" }), .sourceConflict, "made for the namespace “git”"),
        (.text(SignatureFile.with { $0.keyType = "ssh-rsa" }), .unsupportedFormat, "a key of type “ssh-rsa”"),
        (.text("nonsense"), .parseError, "not a signature"), ("", .parseError, "not a signature"),
        (.text(String(repeating: "x", count: (64 << 10) + 1)), .limitExceeded, "larger than"),
        (.denied, .unreadable, "permission denied"), (.fifo, .unreadable, "not a regular file"),
        (.directory(), .unreadable, "not a regular file"),
    ]

    @Test(arguments: bad)
    func `a signature that does not count is no ground for a pass, and says why`(
        _ signature: MemoryTree.Entry, _ reason: InconclusiveReason, _ why: String
    ) {
        let read = read(signature)
        #expect(read.obstacle?.reason == reason && read.obstacle?.path == "/srv/web.json")
        let said = read.obstacle?.text ?? ""
        #expect(said.hasPrefix("/srv/web.json.sig: ") && said.contains(why), "\(said)")
        #expect(read.document(.restoreTest)?.signature == .problem(said) && read.seal?.note == nil)
    }

    @Test func `where nobody may sign, no signature counts`() {
        #expect(read(signature, Keyring()).obstacle?.reason == .notObservable)
        #expect(read(signature, SignatureFile.keyring()).obstacle?.text.contains("which belongs to nobody in [Keys]") == true)
    }

    @Test func `what nobody signed counts unless it has to be signed, and is said to be unsigned where somebody may`() {
        let unsigned = read(nil)
        #expect(unsigned.obstacle == nil && unsigned.seal?.note?.text == "unsigned" && unsigned.document(.restoreTest)?.signature == nil)
        #expect(read(nil, Keyring()).seal == nil)
        let required = read(nil, SignatureFile.keyring("bob", requiresSignatures: true))
        #expect(required.obstacle?.reason == .notObservable)
        #expect(required.obstacle?.text.contains("/srv/web.json.sig: not there, and RequireSignature= wants it") == true)
        #expect(required.document(.restoreTest)?.content != nil && required.document(.restoreTest)?.signature == nil)
        #expect(read(signature, SignatureFile.keyring("bob", requiresSignatures: true)).obstacle == nil)
    }

    @Test func `the status that a job leaves needs no signature`() {
        var host = RecordHost(RecordHost.success).host
        host.keyring = SignatureFile.keyring("bob", requiresSignatures: true)
        let read = RecordFiles.read(BackupStatus.self, at: "/srv/web.json", of: RecordHost.set(), on: host)
        #expect(read.obstacle == nil && read.seal == nil && read.record != nil)
    }

    @Test func `a result says who signed what it rests on, and is inconclusive where the signature is bad`() throws {
        var sample = BackupSample()
        var seal = Seal()
        (seal.signer, seal.key) = ("bob", "SHA256:x")
        sample.seen.integrity.record = {
            var record = IntegrityCheck()
            (record.set, record.finish) = ("db", BackupSample.now - 60)
            return record
        }()
        sample.seen.integrity.seal = seal
        let result = try sample.result(BackupFreshnessProbe.integrityCheck)
        #expect(result.verdict == .pass && result.notes.contains(Note(.attention, "signed by bob")))
        seal = Seal()
        seal.gap = Unread(sample.seen.integrity.path, .sourceConflict, "it does not fit")
        sample.seen.integrity.seal = seal
        let doubted = try sample.result(BackupFreshnessProbe.integrityCheck)
        #expect(doubted.verdict == .inconclusive(.sourceConflict) && doubted.observed == "it does not fit")
    }
}
