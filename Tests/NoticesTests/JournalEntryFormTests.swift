import Controls
import Foundation
import Notices
import ProbeKit
import Testing

@Suite struct JournalEntryFormTests {
    private func form(_ kind: Notice.Kind, severity: Severity = .high, _ change: (inout Notice) -> Void = { _ in }) -> [String: String] {
        var notice = Notice()
        notice.kind = kind
        notice.eventID = "019a0c5b1a2b00000000000000000001"
        notice.severity = severity
        notice.summary = "Deficiency D-41 opened: firewall.default-deny, subject ipv6 (control NET-02, CC6.6, CC7.1)"
        (notice.deficiency, notice.control, notice.check, notice.subject) = (41, "NET-02", "firewall.default-deny", "ipv6")
        (notice.criteria, notice.required, notice.observed) = (["CC6.6", "CC7.1"], "drop", "accept")
        (notice.place, notice.firstFailure) = ("/etc/nftables.conf:7", Moment(seconds: 1_790_000_000))
        change(&notice)
        return fields(of: notice)
    }

    private func fields(of notice: Notice) -> [String: String] {
        let sending = Sending(
            number: 1, destination: "journal", notice: notice, attempt: 1, leaf: 812, checkpoint: "soc2d.example/web-1 813 cm9vdA==")
        return Dictionary(uniqueKeysWithValues: JournalEntryForm(sending).fields.map { ($0.name, $0.value) })
    }

    @Test func `an entry has the facts in fields of their own, and one line for people`() {
        #expect(
            form(.opened) == [
                "MESSAGE":
                    "Deficiency D-41 opened: firewall.default-deny, subject ipv6 (control NET-02, CC6.6, CC7.1): observed accept, required drop (/etc/nftables.conf:7)",
                "MESSAGE_ID": "d226e7bdf3554a1f9cade3d01644d825", "PRIORITY": "3", "SYSLOG_IDENTIFIER": "soc2d",
                "SOC2D_EVENT_ID": "019a0c5b1a2b00000000000000000001", "SOC2D_KIND": "opened", "SOC2D_DEFICIENCY": "D-41",
                "SOC2D_STATE": "open", "SOC2D_SEVERITY": "high", "SOC2D_CONTROL": "NET-02", "SOC2D_CHECK": "firewall.default-deny",
                "SOC2D_SUBJECT": "ipv6", "SOC2D_CRITERIA": "CC6.6 CC7.1", "SOC2D_FIRST_FAILURE": "2026-09-21T14:13:20Z",
                "SOC2D_REQUIRED": "drop", "SOC2D_OBSERVED": "accept", "SOC2D_PLACE": "/etc/nftables.conf:7", "SOC2D_LEAF": "812",
                "SOC2D_CHECKPOINT": "soc2d.example/web-1 813 cm9vdA==",
            ])
    }

    @Test func `the priority follows the severity, and what is closed or waived is a notice`() {
        let levels = Severity.allCases.map { form(.opened, severity: $0)["PRIORITY"] }
        #expect(levels == ["5", "4", "3", "2"])
        #expect(form(.closed, severity: .critical)["PRIORITY"] == "5")
        #expect(form(.waived, severity: .critical)["PRIORITY"] == "5")
        #expect(form(.flapping, severity: .critical) { $0.closedAt = Moment(seconds: 0) }["PRIORITY"] == "2")
        #expect(form(.settled, severity: .critical) { $0.closedAt = Moment(seconds: 0) }["PRIORITY"] == "5")
    }

    @Test func `the state is that of the deficiency`() {
        #expect(form(.closed) { $0.closedAt = Moment(seconds: 0) }["SOC2D_STATE"] == "closed")
        #expect(form(.waived)["SOC2D_STATE"] == "waived")
        #expect(form(.waiverEnded)["SOC2D_STATE"] == "open")
        #expect(form(.flapping)["SOC2D_STATE"] == "flapping")
        #expect(form(.storeFailed) { $0.deficiency = nil }["SOC2D_STATE"] == nil)
    }

    @Test func `names are upper case, values have one line and 4 KiB, and an entry has 32`() {
        let hostile = String(repeating: "\u{1B}\n\u{202E}🏴", count: 20_000)
        let fields = form(.opened) { notice in
            (notice.summary, notice.subject, notice.required, notice.observed) = (hostile, hostile, hostile, hostile)
            (notice.place, notice.advice, notice.control, notice.check) = (hostile, hostile, hostile, hostile)
            (notice.waiver, notice.hostID, notice.reason, notice.eventID) = (hostile, hostile, hostile, "0")
        }
        #expect(fields.keys.allSatisfy { $0.utf8.allSatisfy { (65...90).contains($0) || (48...57).contains($0) || $0 == 95 } })
        #expect(fields.allSatisfy { $0.value.utf8.count + $0.key.utf8.count + 1 <= 4096 })
        #expect(fields.values.allSatisfy { !$0.unicodeScalars.contains { $0.value < 0x20 } })
        #expect(fields.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count + 10 } <= 32 << 10)
    }

    // MARK: The catalog

    private static let catalog = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("systemd/soc2d.catalog")

    private static func messages() throws -> [String: String] {
        let parts = try String(contentsOf: catalog, encoding: .utf8).components(separatedBy: "\n-- ").dropFirst()
        return Dictionary(uniqueKeysWithValues: parts.map { (String($0.prefix(32)), String($0.dropFirst(33))) })
    }

    @Test func `the catalog explains every kind of notice and nothing else`() throws {
        #expect(Set(try Self.messages().keys) == Set(Notice.Kind.allCases.map(\.messageID)))
        #expect(Set(Notice.Kind.allCases.map(\.messageID)).count == Notice.Kind.allCases.count)
    }

    /// journalctl leaves a name with a digit in it as it is, and writes the name itself for a field that is missing.
    @Test(arguments: Notice.Kind.allCases) func `the catalog writes no field but the message into its texts`(kind: Notice.Kind) throws {
        let message = try #require(try Self.messages()[kind.messageID])
        #expect(message.hasPrefix("Subject: "))
        let named = message.components(separatedBy: "@").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        #expect(named == ["MESSAGE"])
        let mentioned = message.components(separatedBy: CharacterSet.alphanumerics.union(["_"]).inverted).filter { $0.hasPrefix("SOC2D_") }
        let known = form(kind) {
            $0.closedAt = Moment(seconds: 0); $0.reason = "r"; $0.waiver = "w"; $0.advice = "a"
        }.keys
        #expect(Set(mentioned).isSubset(of: known))
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/journalctl"), "needs journalctl"))
    func `journalctl compiles the catalog and tells its messages`() throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("soc2d-catalog-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        let directory = root.appendingPathComponent("usr/lib/systemd/catalog")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try FileManager.default.createDirectory(
            at: root.appendingPathComponent("var/lib/systemd/catalog"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: Self.catalog, to: directory.appendingPathComponent("soc2d.catalog"))
        #expect(try journalctl("--root=\(root.path)", "--update-catalog").isEmpty)
        let database = root.appendingPathComponent("var/lib/systemd/catalog/database")
        #expect(FileManager.default.fileExists(atPath: database.path))
        let dump = try journalctl("--root=\(root.path)", "--dump-catalog")
        for kind in Notice.Kind.allCases { #expect(dump.contains("-- \(kind.messageID)")) }
    }

    /// What it says on both outputs.
    private func journalctl(_ arguments: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/journalctl")
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: output, as: UTF8.self)
    }
}
