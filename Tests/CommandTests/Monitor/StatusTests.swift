import Foundation
import Monitor
import Testing

/// `soc2d status`.
struct StatusTests {
    @Test func `a ledger without its monitor is shown, and ends with 69`() throws {
        let status = try WatchedHost().command("status")
        #expect(status.status == 69 && status.errors.isEmpty, "\(status.errors)")
        for line in [
            "NOT RUNNING  web-1 is not watched", "do: start it with `systemctl start soc2d`", "OPEN  1 deficiency\n",
            "D-2   high     account-drift.root-uid of eve, open", "INCONCLUSIVE  1 check", "account-drift.unapproved-account: no-baseline",
            "NOT DELIVERED  1 notice", "journal: 1 notice of 2026-09-21T14:20:00Z", "tried once", "D-2 opened",
            "account-drift       2026-09-21T14:20:00Z",
            "log soc2d.example.com/web-1: 8 leaves, all of them in the checkpoint", "unanchored: ",
        ] { #expect(status.output.contains(line), "\(line)\n\(status.output)") }
        #expect(status.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }

    @Test func `with the monitor there it ends with what is open`() throws {
        let host = try WatchedHost()
        let monitor = try ListeningMonitor(of: host, answer: ControlAnswer(done: "trouble", problems: ["nothing can be recorded"]))
        let (status, question) = try monitor.serve { try host.command("status", "--format", "json") }
        #expect(status.status == 1 && question == ControlRequest(.troubles))
        let json = try status.json()
        let state = try #require(json["monitor"] as? [String: Any])
        #expect(json["format"] as? String == "soc2d.status.v1" && state["state"] as? String == "running")
        #expect(state["troubles"] as? [String] == ["nothing can be recorded"])
        #expect((json["open"] as? [[String: Any]])?.map { $0["subject"] as? String } == ["eve"])
        #expect((json["probes"] as? [[String: Any]])?.first?["overdue"] as? Bool == true)
    }

    @Test func `where there is no ledger, it is not readable, or none, the words say so and the status tells which`() throws {
        try withFiles(["empty/x": "", "other/ledger": "not a database, and longer than a header of one has to be, by far"]) { root in
            chmod("\(root)/other/ledger", 0o600)
            let missing = try Command("status", "--state", "\(root)/empty")
            #expect(
                missing.status == 66 && missing.errors.contains("there is no ledger at \(root)/empty/ledger: the monitor has not run yet"))
            #expect(try Command("status", "--state", "\(root)/none").status == 66)
            let other = try Command("status", "--state", "\(root)/other")
            #expect(other.status == 2 && !other.errors.isEmpty && other.output.isEmpty, "\(other.errors)")
            #expect(try Command("status", "--state", "").status == 64)
            #expect(try Command("status", "--config", "/no/such/directory").status == 78)
        }
    }

    @Test(.enabled(if: geteuid() == 0)) func `who may not read the ledger is told how to`() throws {
        let denied = try WatchedHost().command("status", asNobody: true)
        #expect(denied.status == 77 && denied.errors.contains("run as root or with sudo"), "\(denied.status) \(denied.errors)")
    }
}
