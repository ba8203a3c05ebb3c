import Controls
import Foundation
import Reports
import Testing

/// Approved states, and what drifted from them.
struct BaselineReportTests {
    private let check: CheckID = "open-ports.unexpected-listener"

    private func approved() -> BaselineState {
        var state = BaselineState(probe: "open-ports")
        state.approval = BaselineState.Approval(by: "alice (as root)", at: SampleDeficiency.start, execution: 12, text: "OPS-7")
        return state
    }

    private func drifted() -> BaselineState {
        var state = approved()
        state.difference = BaselineState.Difference(
            execution: 40, moment: SampleDeficiency.now,
            lines: [
                DriftLine(check, subject: "tcp/8080", .added("wildcard, python3")),
                DriftLine(check, subject: "tcp/25", .removed("loopback, exim4")),
                DriftLine(check, subject: "tcp/22", .changed(from: "loopback, sshd", to: "wildcard, sshd")),
            ])
        return state
    }

    private func text(_ state: BaselineState, _ style: TextReport.Style = style()) -> String {
        written { BaselineReport.render(state, style: style, to: $0) }
    }

    @Test func `an approved state names who approved it, and its items by their checks`() {
        var state = approved()
        state.items = [
            ApprovedItem(check, subject: "tcp/22", value: "wildcard, sshd"), ApprovedItem("open-ports.b", subject: "x", value: ""),
        ]
        #expect(
            text(state) == """
                open-ports: execution 12, approved by alice (as root) at 2026-11-22T00:00:00Z:
                  OPS-7
                  open-ports.unexpected-listener
                    tcp/22: wildcard, sshd
                  open-ports.b
                    x
                2 items

                """)
        #expect(text(BaselineState(probe: "x")).contains("x: nothing is approved yet\n  do: look at `soc2d baseline diff x`"))
    }

    @Test func `a difference has a mark, before and after`() {
        #expect(
            text(drifted()).hasSuffix(
                """
                execution 40 of 2026-11-24T02:00:00Z against it:
                +  open-ports.unexpected-listener  tcp/8080
                      wildcard, python3
                -  open-ports.unexpected-listener  tcp/25
                      before: loopback, exim4
                ~  open-ports.unexpected-listener  tcp/22
                      before: loopback, sshd
                      after:  wildcard, sshd
                1 added, 1 removed, 1 changed

                """))
        var same = drifted()
        same.difference?.lines = []
        #expect(text(same).hasSuffix("against it:\nno difference\n"))
        var first = drifted()
        first.approval = nil
        #expect(text(first).hasPrefix("open-ports: nothing is approved yet\nexecution 40 of 2026-11-24T02:00:00Z:\n"))
    }

    @Test func `the JSON has items, or differences, and what became of an approval`() throws {
        var state = approved()
        state.items = [ApprovedItem(check, subject: hostileText, value: "v")]
        #expect(isHarmless(text(state)))
        let shown = try object(written { JSONBaselineReport.render(state, to: $0) })
        #expect(shown["format"] as? String == "soc2d.baseline.v1" && shown["differences"] == nil && shown["approved"] == nil)
        #expect((shown["items"] as? [[String: String]])?.first?["subject"] == hostileText)
        let outcome = JSONBaselineReport.Outcome(isDone: true, text: "approved")
        let approved = try object(written { JSONBaselineReport.render(drifted(), outcome: outcome, to: $0) })
        #expect(approved["approved"] as? Bool == true)
        let lines = try #require(approved["differences"] as? [[String: Any]])
        #expect(lines.map { $0["change"] as? String } == ["added", "removed", "changed"])
        #expect(lines[0]["before"] is NSNull && lines[1]["after"] is NSNull && lines[2]["after"] as? String == "wildcard, sshd")
    }
}
