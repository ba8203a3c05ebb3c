import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

@Suite struct ComplexityTests {
    private let check = PasswordPolicyProbe.complexity
    private static let stack = "requisite pam_pwquality.so\nrequired pam_unix.so use_authtok"

    private func host(
        _ pwquality: String, stack: String = Self.stack, settings: [String: String] = ["PolicyPack": "classic"]
    ) -> PasswordHost {
        var host = PasswordHost.password(stack, pwquality: pwquality, settings: settings)
        host.tree[DebianTree.place(of: "pam_pwquality")] = "code"
        return host
    }

    @Test func `a stock Debian looks a password up in no dictionary`() throws {
        let result = try #require(try PasswordHost.debian().result(check, "passwd"))
        #expect(result.verdict == .fail(.missing))
        #expect(result.required == "no word of the dictionary")
        #expect(result.observed == "no pam_pwquality")
        #expect(result.sources == [Source("/etc/pam.d/common-password", line: 25)])
    }

    @Test func `pam_pwquality as pam-auth-update enables it passes without a line, and with classes that its file asks for`() throws {
        var host = PasswordHost.debian([
            "/etc/pam.d/common-password": .text(DebianTree.commonPasswordWithPwquality), DebianTree.place(of: "pam_pwquality"): "code",
        ])
        #expect(try host.verdict(check, "passwd") == .pass)
        host.settings = ["PolicyPack": "classic"]
        let weak = try #require(try host.result(check, "passwd"))
        #expect(weak.verdict == .fail(.belowMinimum))
        #expect(weak.observed == "any classes, no word of the dictionary, no user name")
        host.tree["/etc/security/pwquality.conf"] = "# minclass = 1\nminclass = 3\n"
        let good = try #require(try host.result(check, "passwd"))
        #expect(good.verdict == .pass)
        #expect(good.observed == "3 classes, no word of the dictionary, no user name")
        #expect(good.sources == [Source("/etc/security/pwquality.conf", line: 2), Source("/etc/pam.d/common-password", line: 25)])
    }

    @Test func `a Red Hat with its own settings has the dictionary and no classes`() throws {
        var host = RedHatTree.host
        #expect(try host.verdict(check, "passwd") == .pass)
        host.settings["PolicyPack"] = "classic"
        let result = try #require(try host.result(check, "passwd"))
        #expect(result.verdict == .fail(.belowMinimum))
        #expect(result.sources == [Source("/etc/pam.d/system-auth", line: 19)])
        #expect(result.notes.contains(Note(.attention, "local_users_only: accounts of directories are exempt")))
    }

    /// The numbers of classes that pwscore of libpwquality 1.4.5 asked for.
    @Test(arguments: [
        ("minclass = 3\n", 3), ("minclass = 9\n", 4), ("minclass = -2\n", 0), ("dcredit = -1\nucredit = -3\n", 2),
        ("minclass = 3\ndcredit = -1\n", 3), ("dcredit = 1\nucredit = 1\n", 0), ("MinClass 4\nminclass = 2\n", 2), ("#minclass = 4\n", 0),
        ("minclass = 4\nminclass = x\n", 4), ("bogus\nminclass = 4\n", 0),
    ])
    func `classes are minclass, or the credits below zero`(_ text: String, _ classes: Int) throws {
        let observed = try #require(try host(text).result(check, "passwd")?.observed)
        #expect(observed.hasPrefix(classes == 0 ? "any classes" : "\(classes) classes"))
        #expect(try host(text).verdict(check, "passwd") == (classes < 3 ? .fail(.belowMinimum) : .pass))
    }

    @Test func `what loses is told with both lines`() throws {
        var host = host("minclass = 3\n")
        host.tree["/etc/security/pwquality.conf.d/site.conf"] = "minclass = 4\n"
        let note = "minclass = 4 in /etc/security/pwquality.conf.d/site.conf:1 loses to /etc/security/pwquality.conf:1"
        #expect(try host.result(check, "passwd")?.notes.contains(Note(.shadowedSetting, note)) == true)
    }

    @Test func `a dictionary that is not asked is a failure, unless the settings do not want it`() throws {
        var host = host("minclass = 3\ndictcheck = 0\nusercheck = 0\n")
        let result = try #require(try host.result(check, "passwd"))
        #expect(result.verdict == .fail(.disabled))
        #expect(result.observed == "3 classes, any word of the dictionary, any user name")
        #expect(result.sources.map(\.line) == [2, 3, 1, 1])
        #expect(result.notes.contains(Note(.attention, "usercheck = 0: a password may hold the user name")))
        host.settings["RequireDictionary"] = "no"
        #expect(try host.verdict(check, "passwd") == .pass)
        host.settings["MinimumClasses"] = "0"
        #expect(try host.results().of(check).map(\.verdict) == [.notApplicable(.policyOff)])
    }

    @Test(arguments: [
        ("required pam_pwquality.so\nrequired pam_unix.so", FailReason.notEnforced),
        ("required pam_unix.so\nrequisite pam_pwquality.so", .notEnforced),
        ("optional pam_pwquality.so\nrequired pam_unix.so", .notEnforced),
        ("requisite pam_pwquality.so enforcing=0\nrequired pam_unix.so use_authtok", .disabled),
        ("requisite pam_pwquality.so dictcheck=0\nrequired pam_unix.so use_authtok", .disabled),
        ("requisite pam_pwquality.so minclass=2\nrequired pam_unix.so use_authtok", .belowMinimum),
        // tried with libpam 1.5.2: pam_unix refuses what it remembers, asks again, and stores the answer
        ("requisite pam_pwquality.so\nrequired pam_unix.so remember=3", .notEnforced),
        // tried likewise: pam_pwhistory does
        ("requisite pam_pwquality.so\nrequisite pam_pwhistory.so retry=3\nrequired pam_unix.so use_authtok", .notEnforced),
    ])
    func `a judge that can be passed by, or that only warns, does not count`(_ stack: String, _ reason: FailReason) throws {
        #expect(try host("minclass = 3\n", stack: stack).verdict(check, "passwd") == .fail(reason))
    }

    @Test func `two judges together ask for what neither asks for alone`() throws {
        let stack =
            "requisite pam_pwquality.so dictcheck=0\nrequisite pam_pwquality.so minclass=0 use_authtok\nrequired pam_unix.so use_authtok"
        #expect(try host("minclass = 3\n", stack: stack).verdict(check, "passwd") == .pass)
    }

    @Test func `root is exempt unless the settings say otherwise`() throws {
        var host = host("minclass = 3\n")
        #expect(try host.result(check, "passwd")?.notes.contains(Note(.attention, "root is exempt: enforce_for_root is not set")) == true)
        host.settings["ApplyToRoot"] = "yes"
        #expect(try host.verdict(check, "passwd") == .fail(.notEnforced))
        host.tree["/etc/security/pwquality.conf"] = "minclass = 3\nenforce_for_root\n"
        #expect(try host.verdict(check, "passwd") == .pass)
    }

    @Test func `a dictionary is there, missing, or out of sight`() throws {
        let dictionary: HostPath = "/var/cache/cracklib/cracklib_dict.pwd"
        let missing = Note(.attention, "no cracklib dictionary was found, so that pam_pwquality refuses every password")
        let hidden = Note(.attention, "whether there is a cracklib dictionary cannot be seen")
        var host = host("minclass = 3\n")
        #expect(try host.result(check, "passwd")?.notes.contains { $0 == missing || $0 == hidden } == false)
        host.tree["/var/cache/cracklib"] = .denied
        host.tree[dictionary] = nil
        #expect(try host.result(check, "passwd")?.notes.contains(hidden) == true)
        host.tree["/var/cache/cracklib"] = nil
        #expect(try host.result(check, "passwd")?.notes.contains(missing) == true)
        host.tree["/etc/security/pwquality.conf"] = "minclass = 3\ndictpath = /srv/words\n"
        #expect(try host.result(check, "passwd")?.notes.contains(missing) == false)
    }

    @Test func `what cannot be read or is not known is inconclusive`() throws {
        for path: HostPath in ["/etc/security/pwquality.conf", "/etc/security/pwquality.conf.d"] {
            var host = host("")
            host.tree[path] = .denied
            #expect(try host.verdict(check, "passwd") == .inconclusive(.unreadable), "\(path)")
        }
        for module in ["pam_passwdqc", "pam_cracklib", "pam_house_rules"] {
            var host = host("", stack: "requisite \(module).so\nrequired pam_unix.so use_authtok")
            host.tree[DebianTree.place(of: module)] = "code"
            #expect(try host.verdict(check, "passwd") == .inconclusive(.unsupportedFormat), "\(module)")
        }
    }

    @Test func `where nothing stores a password there is nothing to test`() throws {
        #expect(try host("", stack: "required pam_deny.so").verdict(check, "passwd") == .notApplicable(.featureAbsent))
        #expect(try PasswordHost.debian(["/etc/pam.d/passwd": .denied]).verdict(check, "passwd") == .inconclusive(.unreadable))
    }
}
