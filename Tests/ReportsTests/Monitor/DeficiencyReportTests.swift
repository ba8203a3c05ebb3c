import Controls
import Foundation
import Reports
import Testing

/// Deficiencies, in a list and one by one.
struct DeficiencyReportTests {
    private func list(_ cases: [DeficiencyCase], _ style: TextReport.Style = style()) -> String {
        written { DeficiencyListReport.render(cases, at: SampleDeficiency.now, style: style, to: $0) }
    }

    private func show(_ file: DeficiencyFile, _ style: TextReport.Style = style(100)) -> String {
        written { DeficiencyReport.render(file, at: SampleDeficiency.now, style: style, to: $0) }
    }

    @Test func `a list has four lines for each, and a sum`() throws {
        let cases = [
            DeficiencyCase(SampleDeficiency.open(2, subject: "eve")),
            DeficiencyCase(try SampleDeficiency.after(), waiver: try SampleDeficiency.waiver()),
            DeficiencyCase(try SampleDeficiency.closed()),
        ]
        #expect(
            list(cases) == """
                D-2  high  account-drift.root-uid of eve
                    open; control AC-02
                    uid 0 (unexpected); required: root alone
                    since 2026-11-22T02:00:00Z (2d ago)

                D-1  high  account-drift.root-uid of toor
                    open, waived by W-12 until 2027-01-31; control AC-02
                    uid 0 (unexpected); required: root alone
                    since 2026-11-22T02:00:00Z (2d ago)

                D-1  high  account-drift.root-uid of toor
                    closed; control AC-02
                    uid 0 (unexpected); required: root alone
                    from 2026-11-22T02:00:00Z to 2026-11-23T02:00:00Z

                2 open (1 waived), 1 closed

                """)
        #expect(list([]) == "0 open\n")
    }

    @Test func `what is silenced says so, by whom and until when, and is open all the same`() throws {
        let known = DeficiencyCase(try SampleDeficiency.after(), silence: try SampleDeficiency.silence())
        #expect(list([known]).contains("    open, silenced by alice until 2026-11-30 (patch-day); control AC-02\n"))
        #expect(list([known]).hasSuffix("1 open\n"))
        #expect(show(DeficiencyFile(known)).contains("  silence patch-day until 2026-11-30, by alice: ticket OPS-9\n"))
        let json = try object(written { JSONDeficiencyReport.render([known], at: SampleDeficiency.now, to: $0) })
        let silence = try #require(((json["deficiencies"] as? [[String: Any]])?.first?["silence"]) as? [String: String])
        #expect(silence["author"] == "alice" && silence["until"] == "2026-11-30" && silence["reason"] == "ticket OPS-9")
    }

    @Test func `a life has every time and figure`() throws {
        var file = DeficiencyFile(DeficiencyCase(try SampleDeficiency.closed()))
        file.sources = [Source("/etc/passwd", line: 3)]
        file.notices = [
            PendingNotice(
                number: 1, kind: "opened", moment: SampleDeficiency.start, summary: "", destination: "journal", state: "delivered",
                attempts: 1, isPossiblySent: false, problem: "")
        ]
        #expect(
            show(file) == """
                D-1  closed
                  account-drift.root-uid of toor
                  high, control AC-02, CC6.3
                  required: root alone
                  observed: uid 0
                  reason:   unexpected
                      at /etc/passwd:3

                  last pass before     2026-11-22T00:00:00Z (2d 2h ago)
                  first failure        2026-11-22T02:00:00Z (2d ago), execution 7
                  somebody notified    2026-11-22T02:00:04Z (1d 23h ago)
                  acknowledged         2026-11-22T03:00:00Z (1d 23h ago) by alice (as root): OPS-7
                  remediation claimed  2026-11-22T04:00:00Z (1d 22h ago) by alice (as root)
                  last failure         2026-11-22T03:00:00Z (1d 23h ago), execution 8, 2 failures in all
                  first pass after     2026-11-23T02:00:00Z (1d ago), execution 9 (subject-absent)

                  detection bound      2h
                  time to notify       4s
                  time to acknowledge  1h
                  time to remediate    1d
                  exposure             at least 1h, at most 1d 2h

                  told:
                    opened        2026-11-22T00:00:00Z  journal: delivered after 1 attempt

                """)
    }

    @Test func `an open one says what to do, what recurs and what is waived`() throws {
        let opening = SampleDeficiency.opening(17)
        let again = Deficiency(
            DeficiencyOpening(
                id: opening.id, subject: opening.subject, finding: opening.finding, performance: opening.performance, lastPassBefore: nil,
                predecessor: DeficiencyID(number: 4), recurrences: 2))
        var file = DeficiencyFile(DeficiencyCase(again, waiver: try SampleDeficiency.waiver()))
        file.advice = "take the account away; `getent passwd 0`"
        let shown = show(file)
        for line in [
            "D-17  open, waived by W-12 until 2027-01-31", "do: take the account away", "last pass before     none is known",
            "first pass after     not yet", "exposure             at least 0s, at most not known",
            "It was closed 2 times before, last as D-4: `soc2d deficiencies show D-4`",
            "waiver W-12 until 2027-01-31, approved by bob, unsigned: console of the vendor", "compensating control: a locked door",
        ] { #expect(shown.contains(line), "\(line)\n\(shown)") }
    }

    @Test func `a waiver that is signed says by whom, and with which key`() throws {
        var waiver = try SampleDeficiency.waiver()
        waiver.signature = VerifiedSignature(signer: "bob", key: "SHA256:abc")
        let known = DeficiencyCase(SampleDeficiency.open(), waiver: waiver)
        #expect(show(DeficiencyFile(known)).contains("approved by bob, signed by bob: console"))
        let json = try object(written { JSONDeficiencyReport.render([known], at: SampleDeficiency.now, to: $0) })
        let shown = (json["deficiencies"] as? [[String: Any]])?.first?["waiver"] as? [String: String]
        #expect(shown?["signature"] == "signed" && shown?["signedBy"] == "bob" && shown?["key"] == "SHA256:abc")
    }

    @Test func `no name of the host steers the terminal or breaks the JSON, on any width`() throws {
        var file = DeficiencyFile(DeficiencyCase(SampleDeficiency.open(1, subject: hostileText, observed: hostileText)))
        file.sources = [Source(hostileText)]
        for width in [0, 40, 80, 1000] {
            #expect(isHarmless(show(file, style(width))) && isHarmless(list([file.known], style(width))))
        }
        let json = try object(written { JSONDeficiencyReport.render(file, at: SampleDeficiency.now, to: $0) })
        let first = try #require((json["deficiencies"] as? [[String: Any]])?.first)
        #expect(first["observed"] as? String == hostileText)
        #expect((first["sources"] as? [[String: Any]])?.first?["path"] as? String == hostileText)
    }

    @Test func `the JSON of a list has states, times and figures in seconds`() throws {
        let cases = [
            DeficiencyCase(try SampleDeficiency.closed()), DeficiencyCase(SampleDeficiency.open(), waiver: try SampleDeficiency.waiver()),
        ]
        let json = try object(written { JSONDeficiencyReport.render(cases, at: SampleDeficiency.now, to: $0) })
        #expect(json["format"] as? String == "soc2d.deficiencies.v1" && json["asOf"] as? String == "2026-11-24T02:00:00Z")
        let all = try #require(json["deficiencies"] as? [[String: Any]])
        #expect(all.map { $0["state"] as? String } == ["closed", "open"])
        #expect(all[0]["timeToRemediateSeconds"] as? Int == 86_400 && all[0]["exposureMaximumSeconds"] as? Int == 93_600)
        #expect((all[0]["acknowledged"] as? [String: String])?["text"] == "OPS-7")
        #expect((all[0]["firstPassAfter"] as? [String: Any])?["execution"] as? Int == 9)
        #expect(all[1]["firstPassAfter"] is NSNull && all[1]["timeToRemediateSeconds"] is NSNull)
        #expect(
            all[1]["waiver"] as? [String: String] == [
                "id": "W-12", "until": "2027-01-31", "approvedBy": "bob", "signature": "unsigned",
            ])
        #expect(all[0]["criteria"] as? [String] == ["CC6.3"])
    }
}
