import Controls
import Foundation
import Reports
import Testing

/// The three forms of a look.
struct ReportTests {
    private let failing = CheckResult(
        "password-policy.minimum-length", subject: "passwd", .fail(.belowMinimum), required: "at least 14", observed: "8",
        sources: [Source("/etc/security/pwquality.conf", line: 11)])

    @Test func `the JSON has the keys that are promised`() throws {
        var bytes: [UInt8] = []
        JSONReport.render(try look([failing])) { bytes += $0 }
        let expected =
            #"{"format":"soc2d.probe.v1","host":{"name":"web-1","id":"abc","os":"Debian"},"root":"/","startedAt":"2026-09-21T14:13:20Z","#
            + #""finishedAt":"2026-09-21T14:13:21Z","results":[{"check":"password-policy.minimum-length","probe":"password-policy","#
            + #""control":"AC-07","result":"fail","subject":"passwd","severity":"medium","criteria":{"direct":["CC6.1"],"supporting":[]},"#
            + #""required":"at least 14","observed":"8","reason":"below-minimum","#
            + #""summary":"minimum-length of passwd: 8 (below-minimum); required: at least 14","advice":"mend it; `true`","waiver":null,"#
            + #""notes":[],"sources":[{"path":"/etc/security/pwquality.conf","line":11}]}],"#
            + #""populations":[{"check":"password-policy.minimum-length","population":1,"pass":0,"fail":1,"inconclusive":0,"notApplicable":0}],"#
            + #""totals":{"pass":0,"fail":1,"inconclusive":0,"notApplicable":0}}"# + "\n"
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
    }

    @Test func `JSON survives any name that a host can have`() throws {
        let hostile = (0...0x2FF).compactMap(Unicode.Scalar.init).map(String.init).joined()
        let result = CheckResult("password-policy.lockout", subject: hostile, .inconclusive(.unreadable), observed: hostile)
        let results = try #require(try json(try look([result]))["results"] as? [[String: Any]])
        #expect(results[0]["subject"] as? String == hostile)
        #expect(results[0]["reason"] as? String == "unreadable")
    }

    @Test func `the text names the subject, what was seen and asked for, the line that decided, and the advice`() throws {
        let shown = text(try look([failing]))
        for part in [
            "FAIL  password-policy.minimum-length", "medium, control AC-07, CC6.1", "- passwd: 8 (below-minimum); required: at least 14",
            "at /etc/security/pwquality.conf:11", "do: mend it; `true`", "1 fail, 0 inconclusive, 0 pass, 0 not applicable; 1 check",
        ] { #expect(shown.contains(part), "\(part)") }
    }

    @Test func `what fails stands before what is inconclusive, and the severest first`() throws {
        let shown = text(
            try look([
                CheckResult("account-drift.ssh-key", subject: "a", .inconclusive(.unreadable)), failing,
                CheckResult("account-drift.root-uid", subject: "toor", .fail(.unexpected)),
            ]))
        let order = ["FAIL  account-drift.root-uid", "FAIL  password-policy.minimum-length", "INCONCLUSIVE  account-drift.ssh-key"]
        let places = order.compactMap { shown.range(of: $0)?.lowerBound }
        #expect(places.count == 3 && places == places.sorted())
    }

    @Test(arguments: [40, 60, 80])
    func `no line is wider than the terminal, but for what has to be copied whole`(width: Int) throws {
        let long = CheckResult(
            "password-policy.lockout", subject: "sshd", .fail(.missing), required: String(repeating: "word ", count: 40),
            observed: String(repeating: "seen ", count: 40))
        let findings = text(try look([long, failing]), width: width).components(separatedBy: "check    ")[0]
        for line in findings.split(separator: "\n") { #expect(line.count <= width, "\(line)") }
        for line in text(try look([failing])).split(separator: "\n") { #expect(line.count <= 80) }
    }

    @Test func `there is colour only where it was asked for`() throws {
        #expect(!text(try look([failing])).contains("\u{1B}"))
        #expect(text(try look([failing]), colour: true).contains("\u{1B}[31;1mFAIL\u{1B}[0m"))
    }

    @Test func `no text of the host's steers the terminal`() throws {
        let hostile = CheckResult(
            "password-policy.lockout", subject: "a\u{1B}[2Jb\r\u{9B}c\u{202E}", .fail(.missing), observed: "x\u{07}",
            sources: [Source("/etc/\u{1B}]0;t")], notes: [Note(.attention, "\u{1B}c")])
        for colour in [false, true] {
            let shown = text(try look([hostile]), colour: colour)
            let stripped = shown.replacing("\u{1B}[31;1m", with: "").replacing("\u{1B}[0m", with: "").replacing("\u{1B}[33m", with: "")
            #expect(
                !stripped.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || (0x7F...0x9F).contains($0.value) || $0 == "\u{202E}" })
        }
    }

    @Test func `without a baseline the text shows the lines to write`() throws {
        let shown = text(
            try look(
                [
                    CheckResult(
                        "open-ports.unexpected-listener", subject: "tcp/8080 address=wildcard unit=web.service", .inconclusive(.noBaseline),
                        observed: "held by web")
                ],
                key: "AllowListener"))
        #expect(shown.contains("      [Settings]\n      # held by web\n      AllowListener=tcp/8080 address=wildcard unit=web.service\n"))
    }

    @Test func `a long list is cut in the text and says by how much, unless all is asked for`() throws {
        let many = (1...25).map { CheckResult("account-drift.root-uid", subject: "user\($0)", .fail(.unexpected)) }
        let passing = [CheckResult("account-drift.root-uid", subject: "root", .pass)]
        #expect(text(try look(many)).contains("… and 15 more; --all lists every one"))
        let all = text(try look(many + passing), listed: nil)
        #expect(all.contains("user25") && !all.contains("more; --all") && all.contains("root: as required"))
    }

    @Test func `JUnit counts a fail as failure, inconclusive as error, not applicable as skipped`() throws {
        var bytes: [UInt8] = []
        let results = [
            failing, CheckResult("password-policy.lockout", subject: "a<b>&\"\u{1B}", .inconclusive(.unreadable), observed: "x"),
            CheckResult("password-policy.maximum-age", subject: "s", .notApplicable(.policyOff)),
            CheckResult("account-drift.root-uid", subject: "root", .pass),
        ]
        JUnitReport.render(try look(results)) { bytes += $0 }
        let parser = XMLReader()
        #expect(parser.read(Data(bytes)))
        #expect(parser.elements.filter { $0 == "testcase" }.count == 4)
        // In the order of the checks: lockout, maximum-age, minimum-length.
        #expect(parser.elements.filter { ["failure", "error", "skipped"].contains($0) } == ["error", "skipped", "failure"])
        let shown = String(decoding: bytes, as: UTF8.self)
        #expect(shown.contains(#"tests="3" failures="1" errors="1" skipped="1""#))
        #expect(shown.contains(#"tests="1" failures="0" errors="0" skipped="0""#))
    }
}

/// Whether a text is well-formed, and its tags balance.
private final class XMLReader {
    private(set) var elements: [String] = []

    func read(_ data: Data) -> Bool {
        var open: [String] = []
        for tag in String(decoding: data, as: UTF8.self).split(separator: "<").dropFirst() {
            guard let end = tag.firstIndex(of: ">") else { return false }
            let name = tag[..<end]
            if name.hasPrefix("?") { continue }
            if name.hasPrefix("/") {
                guard open.popLast() == name.dropFirst().description else { return false }
                continue
            }
            let element = name.prefix { $0 != " " && $0 != "/" }.description
            elements.append(element)
            if !name.hasSuffix("/") { open.append(element) }
        }
        return open.isEmpty
    }

    @Test func `what passes and is worth knowing is said, up to as many lines as are listed`() throws {
        let results = (1...12).map { number in
            CheckResult(
                "backup-freshness.age", subject: "set\(number)", .pass, observed: "fresh",
                notes: [Note(.attention, "a newer one is not complete"), Note(.defaultInForce, "MaximumAge=1d 2h")])
        }
        let page = text(try look(results), width: 120)
        #expect(page.contains("- backup-freshness.age  set10: a newer one is not complete"))
        #expect(!page.contains("set11") && page.contains("… and 2 more") && !page.contains("MaximumAge"))
        #expect(!text(try look([CheckResult("backup-freshness.age", subject: "a", .pass)])).contains("worth knowing"))
    }
}
