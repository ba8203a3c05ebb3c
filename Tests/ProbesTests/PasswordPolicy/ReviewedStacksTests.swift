import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// Stacks that let something else happen than their words promise.
@Suite struct ReviewedStacksTests {
    private let length = PasswordPolicyProbe.minimumLength

    private func host(_ lines: String, settings: [String: String] = [:]) -> PasswordHost {
        var host = PasswordHost.password(lines, pwquality: "minlen = 15\n", settings: settings)
        for module in ["pam_pwquality", "pam_pwhistory", "pam_passwdqc", "pam_cracklib", "pam_mount", "pam_strange"] {
            host.tree[DebianTree.place(of: module)] = "code"
        }
        return host
    }

    @Test(arguments: ["use_authtokX", "use_first_passX", "use_authtok=1"])
    func `only the whole word takes a password over`(_ word: String) throws {
        #expect(try host("required pam_pwquality.so\nrequired pam_unix.so sha512 \(word)").verdict(length, "passwd") == .fail(.notEnforced))
        #expect(try host("required pam_pwquality.so\nrequired pam_unix.so sha512 use_authtok").verdict(length, "passwd") == .pass)
    }

    @Test(arguments: [("minlen=4294967300", "4 (pam_unix minlen=)"), ("minlen=99999999999999999999", "0 (pam_unix minlen=)")])
    func `pam_unix keeps a length in 32 bits`(_ argument: String, _ observed: String) throws {
        #expect(try host("required pam_unix.so yescrypt \(argument)").result(length, "passwd")?.observed == observed)
    }

    @Test func `enforce_for_root with a value is not taken by pam_pwhistory`() throws {
        let settings = ["History": "5", "ApplyToRoot": "yes"]
        let check = PasswordPolicyProbe.history
        let lines = { (flag: String) in "requisite pam_pwhistory.so \(flag)\nrequired pam_unix.so use_authtok" }
        #expect(try host(lines("enforce_for_root"), settings: settings).verdict(check, "passwd") == .pass)
        #expect(try host(lines("enforce_for_root=x"), settings: settings).verdict(check, "passwd") == .fail(.notEnforced))
    }

    @Test(arguments: ["pam_passwdqc.so", "pam_cracklib.so retry=3", "pam_strange.so"])
    func `a module that may ask for another password takes the word of a judge away`(_ module: String) throws {
        let own = host("requisite pam_pwquality.so\nrequired \(module)\nrequired pam_unix.so use_authtok", settings: ["History": "5"])
        #expect(try own.verdict(length, "passwd") == .inconclusive(.unsupportedFormat))
        let remembered = host(
            "requisite pam_pwhistory.so\nrequired \(module)\nrequired pam_unix.so use_authtok", settings: ["History": "5"])
        #expect(try remembered.verdict(PasswordPolicyProbe.history, "passwd") == .inconclusive(.unsupportedFormat))
        let taken = host("requisite pam_pwquality.so\nrequired \(module) use_authtok\nrequired pam_unix.so use_authtok")
        #expect(try taken.verdict(length, "passwd") == .pass)
        // One that is not known may store by itself.
        guard module != "pam_strange.so" else { return }
        #expect(
            try host("required \(module)\nrequisite pam_pwquality.so\nrequired pam_unix.so use_authtok").verdict(length, "passwd") == .pass)
    }

    @Test func `what a keyring asks for after a refusal is stored by a module that takes it over`() throws {
        let lines = { (word: String) in "required pam_pwquality.so\noptional pam_gnome_keyring.so \(word)\nrequired pam_unix.so use_authtok"
        }
        var asking = host(lines(""))
        asking.tree[DebianTree.place(of: "pam_gnome_keyring")] = "code"
        #expect(try asking.verdict(length, "passwd") == .fail(.notEnforced))
        var taking = host(lines("use_authtok"))
        taking.tree[DebianTree.place(of: "pam_gnome_keyring")] = "code"
        #expect(try taking.verdict(length, "passwd") == .pass)
    }

    @Test(arguments: ["pam_mount.so", "pam_strange.so"])
    func `a module after the writer, or out of reach, hides no certain fail`(_ module: String) throws {
        let stock = "[success=1 default=ignore] pam_unix.so obscure yescrypt\nrequisite pam_deny.so\nrequired pam_permit.so\n"
        #expect(try host(stock + "optional \(module)").verdict(length, "passwd") == .fail(.belowMinimum))
        let jumped = "[success=1 default=ignore] pam_permit.so\noptional \(module)\nrequired pam_unix.so"
        #expect(try host(jumped).verdict(length, "passwd") == .fail(.belowMinimum))
    }

    @Test func `the line that switches the dictionary off stands first`() throws {
        var host = PasswordHost.password(
            "requisite pam_pwquality.so\nrequired pam_unix.so use_authtok", pwquality: "# own\nminclass = 4\ndictcheck = 0\n")
        host.tree[DebianTree.place(of: "pam_pwquality")] = "code"
        let result = try #require(try host.result(PasswordPolicyProbe.complexity, "passwd"))
        #expect(result.verdict == .fail(.disabled))
        #expect(result.sources.first == Source("/etc/security/pwquality.conf", line: 3))
    }
}
