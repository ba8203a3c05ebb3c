import Controls
import Testing

/// What a silence has to say, and what is wrong with one that does not.
struct SilenceFileTests {
    private static func file(_ text: String, name: String = "night") -> ConfigurationFile {
        ConfigurationFile(name: "silences.d/\(name).silence", path: "/etc/\(name).silence", contents: .text(Array(text.utf8)))
    }

    private static let head = "[Silence]\nAuthor=alice\nReason=Patch day\nUntil=2026-12-01\n"

    private static func silence(_ lines: String) throws -> Silence {
        try #require(try WaiverFiles.read([file(head + lines)]).silences.first)
    }

    private func problems(_ lines: String) -> [String] { WaiverFiles.problems(Self.file(Self.head + lines)) }

    private func subject(_ control: String, _ check: CheckID, _ name: String = "x") -> TestedSubject {
        TestedSubject(control: control, check: check, subject: name)
    }

    @Test func `a silence says who asks for it, why, until when, and what it covers`() throws {
        let silence = try Self.silence("Control=AC-07\nCheck=lockout\nSubject=sshd\nSubject=a b\n")
        #expect(silence.id == "night" && silence.author == "alice" && silence.reason == "Patch day")
        #expect(silence.label == "silenced by alice until 2026-12-01 (night)")
        #expect(silence.scope.words == "control AC-07, check password-policy.lockout, subject sshd or a b")
        #expect(silence.covers(subject("AC-07", "password-policy.lockout", "a b")))
        #expect(!silence.covers(subject("AC-07", "password-policy.lockout", "a")))
        #expect(!silence.covers(subject("AC-07", "password-policy.minimum-length", "sshd")))
        #expect(!silence.covers(subject("AC-08", "password-policy.lockout", "sshd")))
    }

    @Test func `one of each list has to fit`() throws {
        let silence = try Self.silence("Probe=open-ports password-policy\nCheck=unexpected-listener password-policy.lockout\n")
        #expect(silence.covers(subject("NET-01", "open-ports.unexpected-listener")))
        #expect(silence.covers(subject("AC-07", "password-policy.lockout")))
        #expect(!silence.covers(subject("AC-07", "password-policy.minimum-length")))
    }

    @Test(arguments: ["Author", "Reason", "Until"])
    func `nothing of it may be missing`(key: String) {
        let text = (Self.head + "Control=AC-07\n").split(separator: "\n").filter { !$0.hasPrefix(key) }.joined(separator: "\n")
        #expect(WaiverFiles.problems(Self.file(text)) == ["/etc/night.silence: [Silence] has no \(key)=; add it"])
    }

    @Test func `it covers something that a control tests, and no subject alone`() {
        #expect(problems("") == ["/etc/night.silence: [Silence] has no Control=, Check= or Probe=; add it"])
        #expect(
            problems("Subject=sshd\n") == [
                "/etc/night.silence:5: Subject=sshd is not valid; expected Control=, Check= or Probe= beside it: one name may stand for "
                    + "many things"
            ])
        #expect(
            problems("Control=AC-07\nProbe=open-ports\n") == [
                "/etc/night.silence:6: Probe=open-ports is not valid; expected a probe of which AC-07 tests something"
            ])
        #expect(
            problems("Control=NET-01\nCheck=lockout\n") == [
                "/etc/night.silence:6: Check=lockout is not valid; expected a check that the controls and probes of this silence have"
            ])
    }

    @Test func `unknown words are errors that name the nearest right one`() {
        #expect(problems("Control=AC-70\n") == ["/etc/night.silence:5: no control is called “AC-70”; did you mean “AC-07”?"])
        #expect(problems("Probe=open-port\n") == ["/etc/night.silence:5: no probe is called “open-port”; did you mean “open-ports”?"])
        #expect(problems("Check=lockuot\n") == ["/etc/night.silence:5: no check is called “lockuot”; did you mean “lockout”?"])
        #expect(problems("Contrl=AC-07\n").contains("/etc/night.silence:5: no key is called “Contrl”; did you mean “Control”?"))
        let found = WaiverFiles.problems(Self.file(Self.head + "Control=AC-07\n[Silences]\n"))
        #expect(found == ["/etc/night.silence:6: no section is called “Silences”; did you mean “Silence”?"])
    }

    @Test func `it ends at most thirty days from now, and one that has ended is no error`() throws {
        func until(_ text: String) -> [String] {
            WaiverFiles.problems(Self.file("[Silence]\nAuthor=a\nReason=r\nUntil=\(text)\nControl=AC-07\n"))
        }
        #expect(until("2026-12-22T00:00:00Z").isEmpty && until("2026-11-01").isEmpty)
        #expect(
            until("2026-12-22T00:00:01Z") == [
                "/etc/night.silence:4: Until=2026-12-22T00:00:01Z is not valid; expected at most 30d from now, which is "
                    + "2026-12-22T00:00:00Z; silence it anew when it ends"
            ])
        #expect(until("tomorrow").first?.hasPrefix("/etc/night.silence:4: Until=tomorrow is not valid; expected a date such as ") == true)
    }

    @Test func `it says who and why once, in a file with a plain name, without drop-ins, and not at any length`() {
        #expect(
            problems("Control=AC-07\nAuthor=bob\n") == [
                "/etc/night.silence:6: key “Author” stands already at /etc/night.silence:2; a silence says this once"
            ])
        for name in ["a%20b", "ü", String(repeating: "x", count: 65), ".."] {
            let found = WaiverFiles.problems(Self.file(Self.head + "Control=AC-07\n", name: name))
            #expect(found.isEmpty == name.hasPrefix(".") && found.count < 2, "\(found)")
        }
        let stray = ConfigurationFile(name: "silences.d/x.silence.d/y.conf", path: "/etc/y.conf", contents: .text([]))
        #expect(WaiverFiles.problems(stray) == ["/etc/y.conf: not read here; a silence takes no drop-ins"])
        let long = problems("Control=AC-07\n" + (0..<3000).map { "Subject=\($0)\n" }.joined())
        #expect(long == ["/etc/night.silence:1: [Silence] cannot stand here: it says more than 8192 bytes; write a file for each part"])
    }

    @Test func `no bytes stop the reader`() {
        let text = Array((Self.head + "Control=AC-07\nCheck=lockout\nProbe=password-policy\nSubject=x\n").utf8)
        for position in text.indices {
            for byte in [0, 0x0A, 0x22, 0x3D, 0x5B, 0xFF] as [UInt8] {
                var altered = text
                altered[position] = byte
                let file = ConfigurationFile(name: "silences.d/a.silence", path: "/etc/a.silence", contents: .text(altered))
                _ = WaiverFiles.problems(file)
            }
        }
    }
}
