import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

@Suite struct PamModulesTests {
    /// Debian's tree without any module.
    private static let bare: PasswordHost = {
        var host = PasswordHost.debian()
        for name in DebianTree.modules.split(separator: " ") { host.tree[DebianTree.place(of: String(name))] = nil }
        return host
    }()

    @Test func `a directory of configuration files is no directory of modules`() throws {
        var host = Self.bare
        host.tree["/usr/lib64/security"] = .directory()
        host.tree["/usr/lib/security/pwquality.conf"] = "minlen = 14\n"
        #expect(try host.probe.observe(host.host, after: nil).lacksModules)
        let result = try #require(try host.result(PasswordPolicyProbe.lockout, "login"))
        #expect(result.verdict == .fail(.missing))
        #expect(result.notes.contains(Note(.attention, "no directory of PAM modules was found; all are taken as installed")))
    }

    @Test func `modules without pam_unix tell nothing of the stacks that name it`() throws {
        var host = Self.bare
        host.tree[DebianTree.place(of: "pam_deny")] = "machine code"
        for (check, subject) in [
            (PasswordPolicyProbe.lockout, "login"), (PasswordPolicyProbe.minimumLength, "passwd"),
            (PasswordPolicyProbe.hashAlgorithm, "new-passwords"),
        ] {
            let result = try #require(try host.result(check, subject))
            #expect(result.verdict == .inconclusive(.notObservable))
            #expect(result.observed == "no pam_unix.so was found, although stacks name it")
        }
    }

    @Test func `a vendor copy of faillock conf counts only for a build that knows the place`() throws {
        let lines = """
            auth required pam_faillock.so preauth
            auth sufficient pam_unix.so
            auth required pam_faillock.so authfail
            account required pam_faillock.so

            """
        var host = PasswordHost.login(lines)
        host.tree["/etc/security/faillock.conf"] = nil
        host.tree["/usr/lib/security/faillock.conf"] = "deny = 9\n"
        #expect(try host.verdict(PasswordPolicyProbe.lockout, "login") == .pass)
        host.tree[DebianTree.place(of: "pam_faillock")] = "/etc/security/faillock.conf /usr/lib/security/faillock.conf"
        let result = try #require(try host.result(PasswordPolicyProbe.lockout, "login"))
        #expect(result.verdict == .fail(.aboveMaximum))
        #expect(result.sources.first == Source("/usr/lib/security/faillock.conf", line: 1))
    }
}
