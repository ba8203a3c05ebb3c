import Controls
import Foundation
import Reports
import Testing

/// A look with failing subjects under waivers, and the list of waivers.
struct WaivedLookTests {
    private let check: CheckID = "account-drift.root-uid"

    private func waiver(_ id: String, _ subject: String, until text: String = "2027-01-31", reason: String = "appliance") throws -> Waiver {
        Waiver(
            id: id, subject: TestedSubject(control: "AC-07", check: check, subject: subject), reason: reason, requestedBy: "alice",
            approvedBy: "bob", approvedAt: Moment(seconds: 1_790_000_000), expiry: try #require(Expiry(text)), compensatingControl: "none",
            place: Place(file: "/etc/soc2d/waivers.d/\(id).waiver", line: 1))
    }

    private func waived(_ results: [CheckResult], _ waivers: [Waiver]) throws -> Look {
        var look = try look(results)
        for index in look.checks.indices {
            look.checks[index].waivers = Dictionary(waivers.map { ($0.subject.subject, $0) }) { first, _ in first }
        }
        return look
    }

    private func failing(_ subjects: String...) -> [CheckResult] {
        subjects.map { CheckResult(check, subject: $0, .fail(.unexpected), required: "root alone", observed: "uid 0") }
    }

    @Test func `a waived failure fails, with its waiver beside it, and is not told in one breath with others`() throws {
        let shown = text(try waived(failing("a", "b", "c"), [try waiver("W-12", "b")]), width: 120)
        #expect(shown.contains("- a, c: uid 0 (unexpected); required: root alone"))
        #expect(shown.contains("- b: uid 0 (unexpected) (waived by W-12 until 2027-01-31); required: root alone"))
        #expect(shown.contains("FAIL  account-drift.root-uid") && shown.contains("3 fail (1 waived), 0 inconclusive"))
    }

    @Test func `in a list that is cut, what nobody waived comes first`() throws {
        let many = failing("w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8", "w9", "w10", "open")
        let waivers = try (1...10).map { try waiver("W-\($0)", "w\($0)") }
        let shown = text(try waived(many, waivers), width: 120)
        #expect(shown.contains("- open: uid 0") && shown.contains("w9") && !shown.contains("w10"))
        #expect(shown.contains("… and 1 more; --all lists every one"))
    }

    @Test func `the JSON names the waiver and its end, and counts the failure as one`() throws {
        let object = try json(try waived(failing("a", "b"), [try waiver("W-12", "b", until: "2027-01-31T18:00:00Z")]))
        let results = try #require(object["results"] as? [[String: Any]])
        #expect(results[0]["waiver"] is NSNull && results.allSatisfy { $0["result"] as? String == "fail" })
        #expect(results[1]["waiver"] as? [String: String] == ["id": "W-12", "until": "2027-01-31T18:00:00Z"])
        #expect((object["totals"] as? [String: Int])?["fail"] == 2)
    }

    @Test func `JUnit skips a waived failure and says why, so that it stops no build and passes for nobody`() throws {
        let shown = junit(try waived(failing("a", "b"), [try waiver("W-12", "b")]))
        #expect(shown.contains(#"tests="2" failures="1" errors="0" skipped="1""#))
        #expect(shown.components(separatedBy: "<failure ").count == 2)
        #expect(
            shown.contains(
                #"name="b"><skipped message="fail (waived by W-12 until 2027-01-31): uid 0 (unexpected); required: root alone"/></testcase>"#
            ))
    }

    @Test func `a look fails by what is not waived, and a waiver lies over failures alone`() throws {
        let waivers = [try waiver("W-1", "a"), try waiver("W-2", "b")]
        #expect(try waived(failing("a", "b", "c"), waivers).failsUnwaived)
        #expect(!(try waived(failing("a", "b"), waivers).failsUnwaived))
        let others = try waived(
            [CheckResult(check, subject: "a", .inconclusive(.unreadable)), CheckResult(check, subject: "b", .pass)], waivers)
        #expect(others.waived == 0 && !others.failsUnwaived)
        #expect(!text(others).contains("waived") && !junit(others).contains("waived"))
    }

    // MARK: The list

    private func listed(_ waivers: [Waiver], at moment: String) throws -> String {
        var bytes: [UInt8] = []
        WaiverReport.render(Waivers(waivers), at: try #require(Moment(rfc3339: moment)), width: 100) { bytes += $0 }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `the list shows what is in force, then what is expiring, then what has ended`() throws {
        let waivers = [
            try waiver("W-1", "a", until: "2026-11-01"), try waiver("W-2", "b", until: "2026-12-01"), try waiver("W-3", "c"),
        ]
        let shown = try listed(waivers, at: "2026-11-22T00:00:00Z")
        let lines = [
            "W-3  in force until 2027-01-31, unsigned", "W-2  expiring; ends 2026-12-01, unsigned", "W-1  expired; ended 2026-11-01",
        ]
        let places = lines.compactMap { shown.range(of: $0)?.lowerBound }
        #expect(places.count == 3 && places == places.sorted())
        #expect(shown.contains("control AC-07, account-drift.root-uid, subject b"))
        #expect(shown.contains("asked for by alice, approved by bob at 2026-09-21T14:13:20Z"))
        #expect(shown.hasSuffix("1 in force, 1 expiring, 1 expired\n"))
        #expect(try listed([], at: "2026-11-22T00:00:00Z") == "0 in force, 0 expiring, 0 expired\n")
        #expect(try listed(waivers, at: "1970-01-01T00:00:00Z").hasSuffix("3 not yet in force, 0 in force, 0 expiring, 0 expired\n"))
    }

    @Test func `no text of a waiver steers the terminal or breaks the JSON`() throws {
        let hostile = (0...0x2FF).compactMap(Unicode.Scalar.init).map(String.init).joined()
        let waiver = try waiver("W-1", hostile, reason: hostile)
        let shown = try listed([waiver], at: "2026-11-22T00:00:00Z")
        #expect(!shown.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || (0x7F...0x9F).contains($0.value) })
        var bytes: [UInt8] = []
        JSONWaiverReport.render(Waivers([waiver]), at: Moment(seconds: 1_795_305_600)) { bytes += $0 }
        let object = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        let listed = try #require((object["waivers"] as? [[String: String]])?.first)
        #expect(object["format"] as? String == "soc2d.waivers.v1" && listed["reason"] == hostile && listed["subject"] == hostile)
        #expect(listed["state"] == "in-force" && listed["until"] == "2027-01-31" && listed["endsAt"] == "2027-02-01T00:00:00Z")
    }
}
