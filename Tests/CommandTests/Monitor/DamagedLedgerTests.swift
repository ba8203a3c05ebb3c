import Foundation
import Ledger
import LinuxHost
import Monitor
import Testing

/// What commands tell of a ledger of which a row is damaged.
struct DamagedLedgerTests {
    /// Without the record that opened D-1.
    private func damaged() throws -> WatchedHost {
        let host = try WatchedHost()
        try host.tamper("UPDATE changes SET record = x'00' WHERE number = 1")
        return host
    }

    private static let line = "the ledger cannot be read at leaf "

    @Test func `the status tells everything else, and where the damage is`() throws {
        let host = try damaged()
        let monitor = try ListeningMonitor(of: host, answer: ControlAnswer())
        try withExtendedLifetime(monitor) {
            let status = try host.command("status")
            #expect(status.status == 1 && status.output.contains("DAMAGED"), "\(status.output)\(status.errors)")
            let text = status.output.replacing("\n  ", with: " ")
            #expect(text.contains(Self.line) && text.contains("run `soc2d evidence verify`"))
            for known in ["D-2   high", "INCONCLUSIVE", "log soc2d.example.com/web-1: 8 leaves"] { #expect(text.contains(known)) }
            let json = try host.command("status", "--format", "json").json()
            #expect((json["damaged"] as? [String: Any])?["leaf"] as? Int == 4, "\(json["damaged"] as Any)")
            #expect((json["open"] as? [[String: Any]])?.map { $0["id"] as? String } == ["D-2"])
        }
        #expect(try WatchedHost().command("status", "--format", "json").json()["damaged"] is NSNull)
    }

    @Test func `without anything open the status is that not everything is known`() throws {
        let host = try WatchedHost()
        try host.tamper("UPDATE changes SET record = x'00'")
        let monitor = try ListeningMonitor(of: host, answer: ControlAnswer())
        try withExtendedLifetime(monitor) {
            let (status, list) = (try host.command("status"), try host.command("deficiencies"))
            #expect(status.status == 2 && list.status == 2, "\(status.output)\(list.output)")
        }
    }

    @Test func `the deficiencies that can be read are listed and shown`() throws {
        let host = try damaged()
        for arguments in [["list"], ["list", "--all"]] {
            let list = try Command(["deficiencies"] + arguments + ["--state", host.state])
            #expect(list.status == 1 && list.output.contains("D-2  high") && list.output.hasPrefix("DAMAGED"), "\(list.output)")
            let json = try Command(["deficiencies"] + arguments + ["--format", "json", "--state", host.state]).json()
            #expect((json["damaged"] as? [String: Any])?["leaf"] as? Int == 4)
        }
        let shown = try host.command("deficiencies", "show", "D-2")
        #expect(shown.status == 2 && shown.output.hasPrefix("DAMAGED") && shown.output.contains("D-2  open"), "\(shown.output)")
        let lost = try host.command("deficiencies", "show", "D-1")
        #expect(lost.status == 2 && lost.errors.contains("D-1 is not in what can be read"), "\(lost.errors)")
    }

    @Test func `verification says where, and the monitor's own reading still refuses`() throws {
        let host = try damaged()
        let verified = try host.command("evidence", "verify")
        #expect(verified.status == 1 && verified.output.hasPrefix("integrity: broken at seq 4"), "\(verified.output)")
        #expect(verified.output.contains("completeness: cannot be told"))
        let reader = try LedgerReader("\(host.state)/ledger", hasher: TreeHasher())
        #expect(throws: LedgerFailure.self) { try Standing.read(from: reader) }
    }
}
