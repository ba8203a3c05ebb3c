import Controls
import Testing

/// What a waiver has to say, and what is wrong with one that does not.
struct WaiverFileTests {
    private let sshd = TestedSubject(control: "AC-07", check: "password-policy.minimum-length", subject: "sshd")

    @Test func `a waiver says what it covers, why, who asked, who approved, until when, and what protects meanwhile`() throws {
        let waiver = try #require(try WaiverFiles.waivers(["W-12": [:]]).all.first)
        #expect(waiver.id == "W-12" && waiver.subject == sshd)
        #expect(waiver.reason == "vendor appliance" && waiver.compensatingControl == "keys alone")
        #expect(waiver.requestedBy == "alice" && waiver.approvedBy == "Bob Smith")
        #expect(waiver.approvedAt == (try Moment("2026-11-01T00:00:00Z")))
        #expect(waiver.label == "waived by W-12 until 2027-01-31")
        #expect(waiver.place.description == "/etc/W-12.waiver:1")
    }

    @Test func `the check may be named with its probe`() throws {
        #expect(try WaiverFiles.waivers(["W-1": ["Check": "password-policy.minimum-length"]]).all.first?.subject == sshd)
    }

    @Test(arguments: [
        "Control", "Check", "Subject", "Reason", "RequestedBy", "ApprovedBy", "ApprovedAt", "Expires", "CompensatingControl",
    ])
    func `nothing of it may be missing`(key: String) {
        #expect(
            WaiverFiles.problems(WaiverFiles.file("W-12", WaiverFiles.text().lines(without: key))) == [
                "/etc/W-12.waiver: [Waiver] has no \(key)=; add it"
            ])
    }

    @Test func `it has to fit into the log`() {
        let found = WaiverFiles.problems(["Reason": String(repeating: "x", count: 9000)])
        #expect(found == ["/etc/W-12.waiver:1: [Waiver] cannot stand here: it says more than 8192 bytes; name a document"])
        #expect(WaiverFiles.problems(["Reason": String(repeating: "x", count: 8000)]).isEmpty)
    }

    @Test func `unknown words are errors that name the nearest right one`() {
        #expect(WaiverFiles.problems(["Control": "AC-70"]) == ["/etc/W-12.waiver:2: no control is called “AC-70”; did you mean “AC-07”?"])
        #expect(
            WaiverFiles.problems(["Check": "minimum-lenght"]) == [
                "/etc/W-12.waiver:3: no check is called “minimum-lenght”; did you mean “minimum-length”?"
            ])
        #expect(
            WaiverFiles.problems(["Check": "password-policy.lockuot"]) == [
                "/etc/W-12.waiver:3: no check is called “password-policy.lockuot”; did you mean “password-policy.lockout”?"
            ])
        #expect(WaiverFiles.problems(["Expire": "x"]) == ["/etc/W-12.waiver:11: no key is called “Expire”; did you mean “Expires”?"])
        let found = WaiverFiles.problems(WaiverFiles.file("W-12", WaiverFiles.text() + "[Wavier]\nControl=x\n"))
        #expect(found == ["/etc/W-12.waiver:11: no section is called “Wavier”; did you mean “Waiver”?"])
    }

    @Test func `a check of another control is refused, with the name of that control`() {
        #expect(
            WaiverFiles.problems(["Check": "open-ports.unexpected-listener"]) == [
                "/etc/W-12.waiver:3: Check=open-ports.unexpected-listener is not valid; "
                    + "expected a check of control AC-07; this one belongs to NET-01"
            ])
    }

    @Test(arguments: ["alice", " ALICE ", "a l i c e", "Alice", "a\u{200B}lice", "\u{FEFF}alice"])
    func `nobody approves what he asked for, however he writes his name`(approver: String) {
        let found = WaiverFiles.problems(["ApprovedBy": approver])
        #expect(found.count == 1 && found[0].hasPrefix("/etc/W-12.waiver:7: ApprovedBy="))
        #expect(found[0].hasSuffix(" is not valid; expected somebody other than RequestedBy="))
    }

    @Test(arguments: ["soon", "2027-02-30", "2027-1-31", "31.01.2027", "2027-01-31T10:00:00", "9999-12-31", "2027-01-31 ", "+027-01-31"])
    func `a time without its zone, and a day that no calendar has, is no expiry`(text: String) {
        let found = WaiverFiles.problems(["Expires": text])
        // White space at the end of a line does not count.
        #expect(found.count == (text.hasSuffix(" ") ? 0 : 1), "\(found)")
        #expect(found.allSatisfy { $0.hasPrefix("/etc/W-12.waiver:9: Expires=\(text) is not valid; expected a date such as 2027-01-31, ") })
    }

    @Test func `it ends after it was approved, and at most 400 days later`() {
        let late =
            "/etc/W-12.waiver:9: Expires=2027-12-06 is not valid; expected at most 400d after ApprovedAt=; approve it anew when it ends"
        #expect(WaiverFiles.problems(["Expires": "2027-12-05"]).isEmpty)
        #expect(WaiverFiles.problems(["Expires": "2027-12-06"]) == [late])
        let early = "/etc/W-12.waiver:9: Expires=2026-10-31 is not valid; expected a time after ApprovedAt="
        #expect(WaiverFiles.problems(["Expires": "2026-11-01"]).isEmpty)
        #expect(WaiverFiles.problems(["Expires": "2026-10-31"]) == [early])
    }

    @Test func `nothing is approved in the future, unless no clock can be trusted yet`() throws {
        #expect(
            WaiverFiles.problems(["ApprovedAt": "2026-11-23"]) == [
                "/etc/W-12.waiver:8: ApprovedAt=2026-11-23 is not valid; expected a time that has come; days count in UTC, "
                    + "and the clock here says 2026-11-22T00:00:00Z"
            ])
        #expect(WaiverFiles.problems(["ApprovedAt": "2026-11-22T00:00:00Z"]).isEmpty)
        let waivers = try WaiverFiles.read([WaiverFiles.file("W-1", WaiverFiles.text())], at: nil).waivers
        #expect(waivers.all.first?.state(at: Moment(seconds: 0)) == .notYetInForce)
        #expect(waivers.covering(sshd, at: Moment(seconds: 0)) == nil)
    }

    @Test func `two waivers of one subject may follow each other and not overlap`() throws {
        #expect(try WaiverFiles.waivers(["W-1": ["Expires": "2026-11-10"], "W-2": ["ApprovedAt": "2026-11-11"]]).all.count == 2)
        let found = WaiverFiles.problems(
            WaiverFiles.file("W-1", WaiverFiles.text(["Expires": "2026-11-11"])),
            WaiverFiles.file("W-2", WaiverFiles.text(["ApprovedAt": "2026-11-11"])))
        #expect(
            found == [
                "/etc/W-2.waiver:1: waiver of “AC-07 password-policy.minimum-length sshd” stands already at /etc/W-1.waiver:1; two are never "
                    + "in force at once: delete W-1, which W-2 then replaces, or let the later one begin after it"
            ])
    }

    @Test func `a waiver says each thing once, in one section, in a file with a plain name`() {
        let twice = WaiverFiles.text() + "Subject=login\n"
        #expect(
            WaiverFiles.problems(WaiverFiles.file("W-12", twice)) == [
                "/etc/W-12.waiver:11: key “Subject” stands already at /etc/W-12.waiver:4; "
                    + "a waiver says each thing once; write a file for each subject"
            ])
        let sections = WaiverFiles.text() + WaiverFiles.text()
        #expect(
            WaiverFiles.problems(WaiverFiles.file("W-12", sections)).map { $0.hasPrefix("/etc/W-12.waiver:11: section “Waiver”") } == [true]
        )
        for name in ["W%2012", "ü", String(repeating: "x", count: 65), "a:b"] {
            let found = WaiverFiles.problems(WaiverFiles.file(name, WaiverFiles.text()))
            #expect(found.count == 1 && found[0].contains("name it like W-12.waiver"), "\(found)")
        }
    }

    @Test func `a waiver takes no drop-ins, and nothing beside it is passed over`() {
        let stray = { (name: String) in
            ConfigurationFile(name: "waivers.d/\(name)", path: "/etc/waivers.d/\(name)", contents: .text([]))
        }
        #expect(
            WaiverFiles.problems(stray("W.waiver.d/x.conf"), stray("notes.txt"), stray("W.waiver~")) == [
                "/etc/waivers.d/W.waiver.d/x.conf: not read here; a waiver takes no drop-ins: whoever approved it approved all of it",
                "/etc/waivers.d/notes.txt: not read here; rename it to ID.waiver",
            ])
        let unreadable = ConfigurationFile(name: "waivers.d/W.waiver", path: "/etc/W.waiver", contents: .unreadable("permission denied"))
        #expect(WaiverFiles.problems(unreadable) == ["/etc/W.waiver: cannot be read: permission denied"])
    }

    @Test func `a mask takes a waiver away`() throws {
        let mask = ConfigurationFile(name: "waivers.d/W-1.waiver", path: "/etc/W-1.waiver", contents: .masked)
        #expect(try WaiverFiles.read([WaiverFiles.file("W-1", WaiverFiles.text()), mask]).waivers.all.isEmpty)
    }

    @Test func `a star stands for itself, and that is remarked on`() throws {
        let configuration = try WaiverFiles.read([WaiverFiles.file("W-1", WaiverFiles.text(["Subject": "ss*"]))])
        #expect(configuration.waivers.covering(sshd, at: WaiverFiles.now) == nil)
        #expect(configuration.remarks.contains { $0.contains("waiver W-1 covers the subject whose name ends in “*” and no other") })
    }

    @Test func `no bytes stop the reader`() {
        let text = Array(WaiverFiles.text().utf8)
        for position in text.indices {
            for byte in [0, 0x0A, 0x3D, 0x5B, 0xFF] as [UInt8] {
                var altered = text
                altered[position] = byte
                _ = WaiverFiles.problems(
                    ConfigurationFile(name: "waivers.d/W.waiver", path: "/etc/W.waiver", contents: .text(altered)))
            }
        }
    }
}

extension String {
    fileprivate func lines(without key: String) -> String {
        split(separator: "\n").filter { !$0.hasPrefix("\(key)=") }.joined(separator: "\n")
    }
}
