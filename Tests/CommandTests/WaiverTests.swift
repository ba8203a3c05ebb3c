import Foundation
import Testing

/// Waivers on the command line.
struct WaiverTests {
    private let tree = [
        "etc/passwd": "root:x:0:0:root:/root:/bin/bash\ntoor:x:0:0::/root:/usr/sbin/nologin\n",
        "etc/shadow": "root:*:19000:0:99999:7:::\ntoor:*:19000:0:99999:7:::\n",
        "etc/group": "root:x:0:\n", "etc/nsswitch.conf": "passwd: files\ngroup: files\nshadow: files\n", "etc/hostname": "tree-host\n",
    ]

    private let control = """
        [Control]
        Id=AC-02
        Description=One root
        Owner=platform
        Criterion=CC6.3
        [Test]
        Probe=account-drift
        Check=root-uid
        """

    /// A waiver of the second root, approved and ending so many days from now.
    private func waiver(subject: String = "toor", approved: Int = -40, days: Int = 30) -> String {
        let day = { (offset: Int) in ISO8601DateFormatter().string(from: Date(timeIntervalSinceNow: Double(offset) * 86_400)) }
        return """
            [Waiver]
            Control=AC-02
            Check=root-uid
            Subject=\(subject)
            Reason=emergency console of the vendor
            RequestedBy=alice
            ApprovedBy=bob
            ApprovedAt=\(day(approved))
            Expires=\(day(days))
            CompensatingControl=console behind a locked door
            """
    }

    private func look(_ waivers: [String: String], _ arguments: String...) throws -> Command {
        var files = ["controls.d/account-drift.control": control]
        for (name, text) in waivers { files["waivers.d/\(name).waiver"] = text }
        var command: Command?
        try withFiles(tree) { root in
            try withFiles(files) { config in
                command = try Command(["probe", "--once", "account-drift", "--root", root, "--config", config] + arguments)
            }
        }
        return try #require(command)
    }

    @Test func `a waived failure is shown as one, and the exit status is that of the rest`() throws {
        #expect(try look([:]).status == 1)
        let waived = try look(["W-12": waiver()])
        #expect(waived.status == 0, "\(waived.output)")
        #expect(waived.output.replacing("\n    ", with: " ").contains("toor: uid 0 (unexpected) (waived by W-12 until "))
        #expect(waived.output.contains("1 fail (1 waived)"))
        let json = try look(["W-12": waiver()], "--format", "json")
        #expect(try json.results().contains("account-drift.root-uid toor fail unexpected"))
        #expect(json.output.contains(#""waiver":{"id":"W-12","until":""#))
        #expect(try look(["W-12": waiver()], "--format", "junit").output.contains(#"failures="0""#))
    }

    @Test func `a waiver that has expired, or is for another subject, waives nothing`() throws {
        #expect(try look(["W-12": waiver(days: -1)]).status == 1)
        #expect(try look(["W-12": waiver(subject: "eve")]).status == 1)
        #expect(try look(["W-12": waiver(subject: "*")]).status == 1)
    }

    @Test func `the list tells what is in force, expiring and expired`() throws {
        let files = [
            "controls.d/account-drift.control": control, "waivers.d/W-1.waiver": waiver(subject: "a"),
            "waivers.d/W-2.waiver": waiver(subject: "b", days: 5), "waivers.d/W-3.waiver": waiver(subject: "c", days: -5),
        ]
        try withFiles(files) { config in
            let list = try Command("waivers", "--config", config)
            #expect(list.status == 0 && list.output.hasSuffix("1 in force, 1 expiring, 1 expired\n"), "\(list.output)")
            let json = try #require(try Command("waivers", "--format", "json", "--config", config).json()["waivers"] as? [[String: String]])
            #expect(json.map { "\($0["id"] ?? "") \($0["state"] ?? "")" } == ["W-1 in-force", "W-2 expiring", "W-3 expired"])
        }
    }

    @Test func `silences are read, counted and listed, and one that is not in order is an error with its line`() throws {
        let day = ISO8601DateFormatter().string(from: Date(timeIntervalSinceNow: 86_400))
        let text = "[Silence]\nAuthor=alice\nReason=patch day\nUntil=\(day)\nControl=AC-02\n"
        let files = ["controls.d/account-drift.control": control, "silences.d/night.silence": text]
        try withFiles(files) { config in
            #expect(try Command("config", "check", "--config", config).output.contains("0 waivers, 1 silence, 1 destination"))
            let list = try Command("silences", "--config", config)
            #expect(list.status == 0 && list.output.hasSuffix("1 in force, 0 expired\n"), "\(list.output)")
            #expect(list.output.hasPrefix("night  until \(day), by alice\n    covers control AC-02\n    reason: patch day\n"))
            let json = try #require(
                try Command("silences", "--format", "json", "--config", config).json()["silences"] as? [[String: String]])
            #expect(json.map { "\($0["id"] ?? "") \($0["state"] ?? "")" } == ["night in-force"])
        }
        try withFiles(["controls.d/account-drift.control": control, "silences.d/night.silence": text + "Check=root-udi\n"]) { config in
            let check = try Command("config", "check", "--config", config)
            #expect(check.status == 78 && check.errors.contains("night.silence:6: no check is called “root-udi”; did you mean “root-uid”?"))
        }
    }

    @Test func `a waiver that is not in order is a configuration error with its line, and nothing is run`() throws {
        let own = waiver().replacing("ApprovedBy=bob", with: "ApprovedBy=Alice")
        let probe = try look(["W-12": own])
        #expect(probe.status == 78 && probe.output.isEmpty)
        #expect(probe.errors.contains("W-12.waiver:7: ApprovedBy=Alice is not valid; expected somebody other than RequestedBy="))
        #expect(try look(["W-12": waiver(approved: 1)]).errors.contains("expected a time that has come"))
    }
}
