import Controls
import HostFixtures
import Testing

/// Waivers with a signature beside them.
struct SignedWaiverTests {
    private let text = WaiverFiles.text()

    /// A signature that fits what a waiver says.
    private func signature(over text: String, _ change: (inout SignatureFile) -> Void = { _ in }) -> String {
        SignatureFile.with { file in
            file.signature[0] = CountingCryptography().sha512(Array(text.utf8))[0]
            change(&file)
        }
    }

    private func file(_ name: String, _ text: String) -> ConfigurationFile {
        ConfigurationFile(name: name, path: "/etc/soc2d/\(name)", contents: .text(Array(text.utf8)))
    }

    private func files(_ signature: String?, keys: String) -> [ConfigurationFile] {
        let beside = signature.map { [file("waivers.d/W-12.waiver.sig", $0)] } ?? []
        return [file("soc2d.conf", "[Keys]\n\(keys)"), file("waivers.d/W-12.waiver", text)] + beside
    }

    private func read(_ files: [ConfigurationFile]) throws(ConfigurationProblems) -> Waivers {
        try WaiverFiles.read(files, verifying: CountingCryptography()).waivers
    }

    private func problems(_ files: [ConfigurationFile]) -> [String] {
        do throws(ConfigurationProblems) { _ = try read(files) } catch { return error.all.map(\.description) }
        return []
    }

    @Test func `what the approver signed is signed by him, however his name is spelled`() throws {
        let waiver = try #require(try read(files(signature(over: text), keys: SignatureFile.signer("bobsmith"))).all.first)
        #expect(waiver.approvedBy == "Bob Smith" && waiver.signatureLabel == "signed by bobsmith")
        #expect(waiver.signature?.key.hasPrefix("SHA256:") == true)
    }

    @Test func `without a signature it is unsigned, unless all have to be signed`() throws {
        #expect(try read(files(nil, keys: "")).all.map(\.signatureLabel) == ["unsigned"])
        let demanded = problems(files(nil, keys: "RequireSignature=yes\n"))
        #expect(demanded.count == 1 && demanded[0].hasPrefix("/etc/soc2d/waivers.d/W-12.waiver: not signed, and RequireSignature="))
        #expect(problems(files(signature(over: text), keys: SignatureFile.signer("BobSmith") + "RequireSignature=yes\n")).isEmpty)
    }

    @Test func `a signature that does not count is an error with its file, and the waiver is not in force`() {
        let bob = SignatureFile.signer("bobsmith")
        let table: [(String, String, String)] = [
            (signature(over: text + "\n# one more line"), bob, "it does not fit the file"),
            (signature(over: text) { $0.key[0] = 1 }, bob, "which belongs to nobody in [Keys]"),
            (signature(over: text), "", "which belongs to nobody in [Keys]"),
            (signature(over: text), SignatureFile.signer("eve"), "made by eve, but ApprovedBy=Bob Smith"),
            (signature(over: text) { $0.namespace = "git" }, bob, "made for the namespace “git”"),
            ("", bob, "its first line is not that of one"),
        ]
        for (signature, keys, expected) in table {
            let found = problems(files(signature, keys: keys))
            #expect(found.count == 1 && found[0].hasPrefix("/etc/soc2d/waivers.d/W-12.waiver.sig: "), "\(found)")
            #expect(found.first?.contains(expected) == true, "\(found)")
        }
    }

    @Test func `what has ended may have been signed with a key that is gone`() throws {
        let ended = text.replacing("Expires=2027-01-31", with: "Expires=2026-11-21")
        #expect(ended != text)
        let files = [
            file("soc2d.conf", "[Keys]\nRequireSignature=yes\n"), file("waivers.d/W-12.waiver", ended),
            file("waivers.d/W-12.waiver.sig", signature(over: ended)),
        ]
        let waivers = try read(files).all
        #expect(waivers.map(\.signatureLabel) == ["unsigned"])
    }

    @Test func `a signature that cannot be read, or of nothing, is an error, and a masked one is none`() throws {
        let waiver = files(nil, keys: "")
        func beside(_ contents: ConfigurationFile.Contents) -> [ConfigurationFile] {
            waiver + [ConfigurationFile(name: "waivers.d/W-12.waiver.sig", path: "/etc/W-12.waiver.sig", contents: contents)]
        }
        #expect(problems(beside(.unreadable("a directory"))) == ["/etc/W-12.waiver.sig: cannot be read: a directory"])
        #expect(try read(beside(.masked)).all.map(\.signatureLabel) == ["unsigned"])
        let alone = problems([file("waivers.d/W-13.waiver.sig", signature(over: text))])
        #expect(alone == ["/etc/soc2d/waivers.d/W-13.waiver.sig: not read here; there is no waivers.d/W-13.waiver, or it is masked"])
    }

    @Test func `where nothing can verify, no signature counts`() {
        let signed = files(signature(over: text), keys: SignatureFile.signer("bobsmith"))
        do throws(ConfigurationProblems) { _ = try WaiverFiles.read(signed) } catch {
            #expect(error.all.map(\.description) == ["/etc/soc2d/waivers.d/W-12.waiver.sig: it cannot be verified here"])
            return
        }
        Issue.record("it was read")
    }

    @Test func `a signature that comes later is recorded, and one that goes`() throws {
        let signed = try read(files(signature(over: text), keys: SignatureFile.signer("bobsmith")))
        let unsigned = try read(files(nil, keys: ""))
        let now = WaiverFiles.now
        var inForce = WaiversInForce(replaying: WaiversInForce().changes(to: unsigned, at: now))
        let changes = inForce.changes(to: signed, at: now)
        #expect(changes == [.ended(unsigned.all[0], .replaced(by: "W-12"), now), .began(signed.all[0], now)])
        for change in changes { inForce.apply(change) }
        #expect(inForce.changes(to: signed, at: now).isEmpty && inForce.changes(to: unsigned, at: now).count == 2)
    }
}
