import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

@Suite struct PasswordPolicyProbeTests {
    private static let paths: [HostPath] = [
        "/etc/pam.d/passwd", "/etc/pam.d/common-password", "/etc/pam.d/common-auth", "/etc/pam.d/other", "/etc/passwd", "/etc/shadow",
        "/etc/login.defs", "/etc/nsswitch.conf", "/etc/security/pwquality.conf", "/etc/security/faillock.conf",
        "/etc/security/pwhistory.conf",
        "/etc/default/useradd", DebianTree.place(of: "pam_pwhistory"),
    ]

    @Test func `the manifest names checks of the catalogue, each once`() {
        let names = PasswordPolicyProbe.manifest.checks.map(\.id)
        #expect(Set(names).count == 8)
        for name in names { #expect(CheckCatalogue.all.contains { $0.id == name }) }
    }

    @Test func `settings that do not fit are told, each`() {
        let given = [
            "PolicyPack": "iso", "MinimumLength": "0", "MaximumAge": "soon", "AllowHash": "rot13", "MinimumRounds": "yescrypt:5",
            "PamService": "../shadow", "Population": "some", "History": "0",
            "MinimumClasses": "5", "RequireDictionary": "maybe", "InactiveLock": "never", "MinimumLegnth": "5",
        ]
        var settings = Settings(given.map { Assignment(key: $0, value: $1, place: Place(file: "a.control", line: 1)) })
        _ = PasswordPolicyProbe(settings: &settings)
        #expect(settings.problems.count == given.count)
    }

    @Test(arguments: [[:], ["/etc": "a file"], ["/home/notes": "the wrong root"]] as [MemoryTree])
    func `a tree without account files and PAM is inconclusive in every check`(_ tree: MemoryTree) throws {
        let results = try PasswordHost(tree: tree, settings: ["PolicyPack": "classic"]).results()
        #expect(results.populations.count == 8)
        #expect(results.named.allSatisfy { $0.verdict.outcome == .inconclusive })
    }

    @Test func `only the checks that are due are judged`() throws {
        let host = PasswordHost.debian()
        let evidence = try host.probe.observe(host.host, after: nil)
        var results = Results(due: [PasswordPolicyProbe.lockout])
        host.probe.judge(evidence, against: nil, into: &results)
        #expect(Set(results.named.map(\.check)) == [PasswordPolicyProbe.lockout])
    }

    @Test func `every file is in the evidence with its digest, but not those with secrets`() throws {
        let host = PasswordHost.debian()
        let files = try host.probe.observe(host.host, after: nil).files
        #expect(files.map(\.path) == files.map(\.path).sorted())
        #expect(files.filter { $0.digest == nil }.map(\.path) == ["/etc/passwd", "/etc/shadow"])
    }

    @Test(arguments: paths) func `a file that is denied makes nothing pass that it could fail`(_ path: HostPath) throws {
        let before = try PasswordHost.debian(settings: ["PolicyPack": "classic"]).results()
        let after = try PasswordHost.debian([path: .denied], settings: ["PolicyPack": "classic"]).results()
        for result in before.named where result.verdict.outcome == .fail {
            #expect(after.of(result.check, subject: result.subject) != .pass, "\(result.check) \(result.subject)")
        }
    }

    @Test(arguments: paths) func `rubbish is survived`(_ path: HostPath) throws {
        let rubbish: [MemoryTree.Entry] = [
            .file([]), .file([0]), .file([0xFF, 0xFE, 0x0A, 0x00]), .text("\\"), .text("a\r\nb\r\n"), .text("[[[[\n:::::::::\n\\\n"),
            .file([UInt8](repeating: 0x0A, count: 70_000)), .directory(), .fifo, .link("/nowhere"),
            .file([UInt8](repeating: 0x41, count: 1 << 20)),
            .text(String(repeating: "password [success=1 default=ignore] pam_x.so\n", count: 60_000)),
        ]
        for entry in rubbish { _ = try PasswordHost.debian([path: entry], settings: ["PolicyPack": "classic"]).results() }
    }

    @Test func `what passes is counted, and named up to a limit`() throws {
        var passwd = ""
        var shadow = ""
        for number in 1...10_000 {
            passwd += "user\(number):x:\(number):100:A User:/home/user\(number):/bin/bash\n"
            shadow += "user\(number):$y$j9T$abcdefghijklmnopqrstuv$abcdefghijklmnopqrstuvwxyz0123456789abcdefg:20000:0:99999:7:::\n"
        }
        let host = PasswordHost.debian(["/etc/passwd": .text(passwd), "/etc/shadow": .text(shadow)])
        let evidence = try host.probe.observe(host.host, after: nil)
        var results = Results()
        host.probe.judge(evidence, against: nil, into: &results)
        #expect(results.populations[PasswordPolicyProbe.emptyPassword]?.pass == 10_000)
        #expect(results.of(PasswordPolicyProbe.emptyPassword).count == 100)
    }
}
