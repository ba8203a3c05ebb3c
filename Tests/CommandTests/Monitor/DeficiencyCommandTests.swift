import Foundation
import Monitor
import Testing

/// `soc2d deficiencies`.
struct DeficiencyCommandTests {
    @Test func `the list has what is open, and on demand what was closed`() throws {
        let host = try WatchedHost()
        let open = try host.command("deficiencies")
        #expect(open.status == 1 && open.output.contains("D-2  high  account-drift.root-uid of eve") && !open.output.contains("D-1"))
        #expect(open.output.hasSuffix("1 open\n"), "\(open.output)")
        let closed = try host.command("deficiencies", "list", "--closed")
        #expect(
            closed.status == 0 && closed.output.contains("D-1  high  account-drift.root-uid of toor"), "\(closed.output)\(closed.errors)")
        #expect(try host.command("deficiencies", "list", "--all").output.hasSuffix("1 open, 1 closed\n"))
        let json = try host.command("deficiencies", "list", "--all", "--format", "json").json()
        #expect((json["deficiencies"] as? [[String: Any]])?.map { $0["state"] as? String } == ["closed", "open"])
    }

    @Test func `the list can be of one control or check, and a mistyped check is told`() throws {
        let host = try WatchedHost()
        #expect(
            try host.command("deficiencies", "list", "--check", "root-uid", "--control", "AC-02").output
                .hasSuffix("1 open of control AC-02 and check root-uid\n"))
        #expect(try host.command("deficiencies", "list", "--check", "ssh-keys", "--control", "AC-02").status == 64)
        #expect(try host.command("deficiencies", "list", "--check", "unapproved-account").status == 0)
        #expect(try host.command("deficiencies", "list", "--control", "AC-03").output == "0 open of control AC-03\n")
        #expect(try host.command("deficiencies", "list", "--check", "root-uit").errors.contains("did you mean “root-uid”?"))
        #expect(try host.command("deficiencies", "list", "--all", "--closed").status == 64)
    }

    @Test func `a life is shown with its times, its source and who was told, also after its end`() throws {
        let host = try WatchedHost()
        let closed = try host.command("deficiencies", "show", "D-1")
        #expect(closed.status == 0, "\(closed.errors)")
        for line in [
            "D-1  closed", "account-drift.root-uid of toor", "at /etc/passwd:2", "first failure        2026-09-21T14:15:00Z",
            "by alice (as root):", "first pass after     2026-09-21T14:20:00Z", "subject-absent", "time to remediate    5m",
            "journal: delivered after 1 attempt",
        ] { #expect(closed.output.contains(line), "\(line)\n\(closed.output)") }
        let open = try host.command("deficiencies", "show", "2").output
        #expect(open.contains("D-2  open") && open.contains("do: ") && open.contains("journal: pending after 1 attempt (no"))
        #expect(try host.command("deficiencies", "show", "D-2", "--format", "json").json()["format"] as? String == "soc2d.deficiencies.v1")
        let none = try host.command("deficiencies", "show", "D-41")
        #expect(none.status == 66 && none.errors.contains("there is no deficiency D-41"))
        for wrong in ["0", "D-", "-1", "D--1", "D-+1", "--1", "D-1 ", "D-D-1", "D-x", "99999999999999999999"] {
            #expect(try host.command("deficiencies", "show", wrong).status == 64)
        }
    }

    @Test func `an acknowledgement goes to the monitor, with what was said`() throws {
        let host = try WatchedHost()
        let alone = try host.command("deficiencies", "acknowledge", "D-2")
        #expect(alone.status == 69 && alone.errors.contains("systemctl start soc2d"))
        let monitor = try ListeningMonitor(of: host, answer: ControlAnswer(done: "D-2 is acknowledged by alice (as root)"))
        let (done, asked) = try monitor.serve { try host.command("deficiencies", "acknowledge", "d-2", "--text", "OPS-9") }
        #expect(done.status == 0 && done.output == "D-2 is acknowledged by alice (as root)\n", "\(done.errors)")
        #expect(asked?.kind == .acknowledge && asked?.deficiency == 2 && asked?.text == "OPS-9")
        let (_, claimed) = try monitor.serve { try host.command("deficiencies", "acknowledge", "2", "--remediated", "--format", "json") }
        #expect(claimed?.kind == .claimRemediation && claimed?.text == nil)
        #expect(try host.command("deficiencies", "acknowledge", "2", "--text", String(repeating: "x", count: 4001)).status == 64)
    }

    @Test func `what the monitor refuses ends with 1`() throws {
        let host = try WatchedHost()
        let monitor = try ListeningMonitor(of: host, answer: ControlAnswer(refused: "D-9 is not open"))
        let (refused, _) = try monitor.serve { try host.command("deficiencies", "acknowledge", "9") }
        #expect(refused.status == 1 && refused.output.isEmpty && refused.errors == "soc2d: D-9 is not open\n")
    }
}
