import Controls
import Foundation
import Reports
import Testing

/// What stands open on a host.
struct StatusReportTests {
    private func status() -> MonitorStatus {
        var status = MonitorStatus(asOf: SampleDeficiency.now, host: HostIdentity(name: "web-1", id: "abc", os: ""))
        status.lastSign = SampleDeficiency.now.adding(.seconds(-12))
        status.log.origin = "soc2d.example.com/web-1"
        (status.log.size, status.log.signed, status.log.signedAt) = (40, 40, status.lastSign)
        status.probes = [pace("account-drift", minutes: -3), pace("open-ports", minutes: -1)]
        return status
    }

    private func pace(_ probe: String, minutes: Int64) -> ProbePace {
        let last = SampleDeficiency.now.adding(.minutes(minutes))
        return ProbePace(probe, every: .minutes(5), lastLook: last, execution: 9, expectedBy: last.adding(.minutes(6)))
    }

    private func text(_ status: MonitorStatus, _ style: TextReport.Style = style()) -> String {
        written { StatusReport.render(status, style: style, to: $0) }
    }

    @Test func `a quiet host fills ten lines`() {
        #expect(
            text(status()) == """
                soc2d: web-1: the monitor runs; last record 2026-11-24T01:59:48Z (12s ago)

                OPEN  no deficiency

                probe               last execution
                account-drift       2026-11-24T01:57:00Z (3m ago), every 5m
                open-ports          2026-11-24T01:59:00Z (1m ago), every 5m

                log soc2d.example.com/web-1: 40 leaves, all of them in the checkpoint of
                  2026-11-24T01:59:48Z (12s ago)
                unanchored: nobody outside this host holds a checkpoint, so nothing shows that
                  the file was not cut back or replaced

                """)
        #expect(status().unwaived == 0 && !status().hasGaps)
    }

    @Test func `what the monitor cannot do comes first, and is a gap`() {
        var status = status()
        status.presence = .running(troubles: ["nothing can be recorded since 2026-11-24T01:00:00Z: the disk is full"])
        let text = text(status)
        #expect(text.split(separator: "\n")[1].hasPrefix("TROUBLE  nothing can be recorded since"), "\(text)")
        #expect(status.unwaived == 0 && status.hasGaps)
    }

    @Test func `silences in force are shown with author, end and reason, whatever those say`() throws {
        var status = status()
        status.silences = [try SampleDeficiency.silence()]
        let control = SampleDeficiency.test.control
        #expect(
            text(status).contains(
                "\nSILENCED  1 silence\n  patch-day by alice until 2026-11-30: ticket OPS-9\n    covers control \(control), subject toor\n")
        )
        #expect(!status.hasGaps)
        let json = try object(written { JSONStatusReport.render(status, to: $0) })
        let silence = try #require((json["silences"] as? [[String: String]])?.first)
        #expect(silence["id"] == "patch-day" && silence["author"] == "alice" && silence["endsAt"] == "2026-12-01T00:00:00Z")
        status.silences = [try SampleDeficiency.silence(hostileText)]
        #expect(isHarmless(text(status)))
    }

    private func troubled() throws -> MonitorStatus {
        var status = status()
        status.presence = .absent("start it with `systemctl start soc2d`")
        status.open = [
            DeficiencyCase(try SampleDeficiency.after(), waiver: try SampleDeficiency.waiver()),
            DeficiencyCase(SampleDeficiency.open(2, subject: "eve", severity: .low)),
            DeficiencyCase(SampleDeficiency.open(3, subject: "mallory", severity: .critical)),
        ]
        var population = Population()
        population.inconclusive = 13
        status.blind = [
            BlindCheck(
                TestedCheck(control: "NET-1", check: "open-ports.unexpected-listener"), population: population,
                reasons: ["unreadable": 1, "no-baseline": 12], lastLook: SampleDeficiency.now, since: SampleDeficiency.start)
        ]
        status.undelivered = [
            PendingNotice(
                number: 4, kind: "opened", moment: SampleDeficiency.start, summary: "D-3 opened", destination: "journal", state: "pending",
                attempts: 3, isPossiblySent: true, problem: "no socket")
        ]
        status.refusal = MonitorStatus.Refusal(author: "alice (as root)", problems: ["/etc/soc2d/soc2d.conf:2: no key is called “X”"])
        status.probes.append(pace("tls-config", minutes: -60))
        status.log.size = 42
        return status
    }

    @Test func `trouble comes in the order in which it matters`() throws {
        let shown = text(try troubled(), style(100))
        let lines = [
            "NOT RUNNING  web-1 is not watched; last record", "do: start it with `systemctl start soc2d`",
            "OPEN  3 deficiencies, 1 waived", "D-3   critical account-drift.root-uid of mallory, open",
            "since 2026-11-22T02:00:00Z (2d ago), control AC-02", "D-2   low      account-drift.root-uid of eve, open",
            "D-1   high     account-drift.root-uid of toor, open, waived by W-12 until 2027-01-31", "INCONCLUSIVE  1 check\n",
            "open-ports.unexpected-listener: no-baseline 12, unreadable 1; since", "NOT DELIVERED  1 notice\n",
            "journal: 1 notice of 2026-11-22T00:00:00Z (2d 2h ago); tried 3 times",
            "NOT TAKEN  the last configuration, asked for by alice (as root)", "no key is called “X”",
            "tls-config          2026-11-24T01:00:00Z (1h ago), every 5m; overdue since 2026-11-24T01:06:00Z",
            "42 leaves, 40 of them in the checkpoint of",
        ]
        let places = lines.map { shown.range(of: $0)?.lowerBound }
        for (line, place) in zip(lines, places) { #expect(place != nil, "\(line)\n\(shown)") }
        #expect(places.compactMap { $0 } == places.compactMap { $0 }.sorted(), "\(shown)")
        #expect(try troubled().unwaived == 2 && troubled().hasGaps)
    }

    @Test func `a list is cut after so many, and a narrow terminal is not overrun`() throws {
        var status = status()
        status.open = (1...25).map { DeficiencyCase(SampleDeficiency.open($0, subject: "user\($0)")) }
        #expect(text(status).contains("user10") && !text(status).contains("user11,"))
        #expect(text(status).contains("… and 15 more: `soc2d deficiencies`"))
        status.probes = []
        status.log = MonitorStatus.LogHead()
        #expect(text(status, style(40)).split(separator: "\n").allSatisfy { $0.count <= 46 }, "\(text(status, style(40)))")
    }

    @Test func `colours come with a terminal alone`() throws {
        #expect(!text(try troubled()).contains("\u{1B}"))
        #expect(text(try troubled(), style(80, colour: true)).contains("\u{1B}[31;1mNOT RUNNING\u{1B}[0m"))
    }

    @Test func `no name of the host steers the terminal or breaks the JSON`() throws {
        var status = try troubled()
        status.open = [DeficiencyCase(SampleDeficiency.open(1, subject: hostileText, observed: hostileText))]
        status.undelivered[0].problem = hostileText
        status.host.name = hostileText
        #expect(isHarmless(text(status)))
        let json = try object(written { JSONStatusReport.render(status, to: $0) })
        let open = try #require((json["open"] as? [[String: Any]])?.first)
        #expect(open["subject"] as? String == hostileText && (json["host"] as? [String: String])?["name"] == hostileText)
    }

    @Test func `the JSON says all of it`() throws {
        let status = try troubled()
        let json = try object(written { JSONStatusReport.render(status, to: $0) })
        #expect(json["format"] as? String == "soc2d.status.v1")
        #expect((json["monitor"] as? [String: Any])?["state"] as? String == "not-running")
        #expect((json["open"] as? [[String: Any]])?.map { $0["id"] as? String } == ["D-1", "D-2", "D-3"])
        let blind = try #require((json["inconclusive"] as? [[String: Any]])?.first)
        #expect(blind["since"] as? String == "2026-11-22T00:00:00Z" && blind["inconclusive"] as? Int == 13)
        #expect((json["undelivered"] as? [[String: Any]])?.first?["possiblySent"] as? Bool == true)
        #expect((json["probes"] as? [[String: Any]])?.map { $0["overdue"] as? Bool } == [false, false, true])
        let log = try #require(json["log"] as? [String: Any])
        #expect(log["size"] as? Int == 42 && (log["checkpoint"] as? [String: Any])?["size"] as? Int == 40)
        #expect(log["anchor"] as? String == "unanchored")
    }
}
