import Foundation
import Monitor
import Testing

/// `soc2d baseline`.
struct BaselineCommandTests {
    @Test func `the approved state is shown with its approver, and what drifted from it with before and after`() throws {
        let host = try WatchedHost()
        let show = try host.command("baseline", "show", "account-drift")
        #expect(show.status == 0, "\(show.errors)")
        #expect(show.output.contains("account-drift: execution 1, approved by alice (as root) at 2026-09-21T14:15:10Z"))
        #expect(show.output.contains("toor") && !show.output.contains("eve"), "\(show.output)")
        let diff = try host.command("baseline", "diff", "account-drift")
        #expect(diff.status == 1 && diff.output.contains("execution 2 of 2026-09-21T14:20:00Z"), "\(diff.output)\(diff.errors)")
        #expect(diff.output.contains("+  account-drift.") && diff.output.contains("-  account-drift."), "\(diff.output)")
        let same = try host.command("baseline", "diff", "account-drift", "--execution", "1")
        #expect(same.status == 0 && same.output.hasSuffix("no difference\n"))
        let json = try host.command("baseline", "diff", "account-drift", "--format", "json").json()
        #expect((json["observed"] as? [String: Any])?["execution"] as? Int == 2)
    }

    @Test func `exactly the execution that is shown is approved`() throws {
        let host = try WatchedHost()
        #expect(try host.command("baseline", "approve", "account-drift").status == 69)
        let monitor = try ListeningMonitor(of: host, answer: ControlAnswer(done: "approved"))
        let (done, asked) = try monitor.serve { try host.command("baseline", "approve", "account-drift", "--text", "OPS-9") }
        #expect(done.status == 0 && done.output.contains("execution 2 of") && done.output.hasSuffix("approved\n"), "\(done.output)")
        #expect(asked?.kind == .approve && asked?.probe == "account-drift" && asked?.execution == 2 && asked?.text == "OPS-9")
        let (_, earlier) = try monitor.serve { try host.command("baseline", "approve", "account-drift", "--execution", "1") }
        #expect(earlier?.execution == 1)
        let (json, _) = try monitor.serve { try host.command("baseline", "approve", "account-drift", "--format", "json") }
        #expect(try json.json()["approved"] as? Bool == true)
    }

    @Test func `a probe without drift, a mistyped one and an execution that is none are refused`() throws {
        let host = try WatchedHost()
        let drift = try host.command("baseline", "approve", "backup-freshness")
        #expect(drift.status == 64 && drift.errors.contains("has no drift check"), "\(drift.errors)")
        #expect(try host.command("baseline", "show", "account-drfit").errors.contains("did you mean “account-drift”?"))
        #expect(try host.command("baseline", "diff", "account-drift", "--execution", "77").status == 66)
        #expect(try host.command("baseline", "diff", "open-ports").errors.contains("no execution has observed anything of open-ports yet"))
        #expect(try host.command("baseline", "show", "open-ports").output.contains("nothing is approved yet"))
    }
}
