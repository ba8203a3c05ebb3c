import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

@Suite struct MinimumLengthTests {
    private let check = PasswordPolicyProbe.minimumLength
    private let quality = "requisite pam_pwquality.so\n"

    @Test func `a stock Debian guarantees six characters, by pam_unix`() throws {
        let result = try #require(try PasswordHost.debian().result(check, "passwd"))
        #expect(result.verdict == .fail(.belowMinimum))
        #expect(result.observed == "6 (pam_unix built-in default)")
        #expect(result.required == "at least 14")
        #expect(result.sources == [Source("/etc/pam.d/common-password", line: 25)])
        #expect(result.notes.contains(Note(.attention, "root is exempt from the rules of pam_unix")))
    }

    @Test func `every service that is there has one result, and so has other`() throws {
        let subjects = try PasswordHost.debian().results().of(check).map(\.subject)
        #expect(subjects == ["passwd", "chpasswd", "login", "sshd", "other"])
    }

    @Test func `a build of pam_unix without obscure guarantees nothing`() throws {
        let host = PasswordHost.debian([DebianTree.place(of: "pam_unix"): "\u{7F}ELF minlen= nullok"])
        #expect(try host.result(check, "passwd")?.observed == "0 (pam_unix built-in default)")
    }

    @Test func `pam_pwquality as pam-auth-update enables it passes with minlen from its file`() throws {
        let host = PasswordHost.debian([
            "/etc/pam.d/common-password": .text(DebianTree.commonPasswordWithPwquality), DebianTree.place(of: "pam_pwquality"): "code",
            "/etc/security/pwquality.conf": "# minlen = 8\nminlen = 15\n",
        ])
        let result = try #require(try host.result(check, "passwd"))
        #expect(result.verdict == .pass)
        #expect(result.observed == "15 (pam_pwquality)")
        #expect(result.sources == [Source("/etc/security/pwquality.conf", line: 2), Source("/etc/pam.d/common-password", line: 25)])
        #expect(result.notes.contains(Note(.attention, "root is exempt: enforce_for_root is not set")))
    }

    @Test func `minlen of pam_unix counts, and is cut to eight with DES`() throws {
        let yescrypt = PasswordHost.password("required pam_unix.so yescrypt minlen=14")
        #expect(try yescrypt.verdict(check, "passwd") == .pass)
        let des = PasswordHost.password("required pam_unix.so des minlen=14")
        #expect(try des.result(check, "passwd")?.observed == "8 (pam_unix minlen=)")
    }

    /// Each tried with libpam 1.5.2 and a user's own change: the short password is stored.
    @Test(arguments: [
        // required, but pam_unix asks again for what was refused
        ("required pam_pwquality.so\nrequired pam_unix.so", FailReason.notEnforced),
        // after the writer
        ("required pam_unix.so\nrequisite pam_pwquality.so", .notEnforced),
        // jumped over
        ("[success=1 default=ignore] pam_localuser.so\nrequisite pam_pwquality.so\nrequired pam_unix.so", .notEnforced),
        ("optional pam_pwquality.so\nrequired pam_unix.so", .notEnforced),
        ("[success=ok authtok_err=die default=ignore] pam_pwquality.so\nrequired pam_unix.so", .notEnforced),
        // the substack dies, its parent goes on
        ("substack strength\nrequired pam_unix.so", .notEnforced),
        ("requisite pam_pwquality.so enforcing=0\nrequired pam_unix.so use_authtok", .belowMinimum),
        ("requisite pam_pwquality.so minlen=9\nrequired pam_unix.so use_authtok", .belowMinimum),
    ])
    func `a judge that can be passed by does not count`(_ stack: String, _ reason: FailReason) throws {
        var host = PasswordHost.password(stack, pwquality: "minlen = 20\n")
        host.tree[DebianTree.place(of: "pam_pwquality")] = "code"
        host.tree["/etc/pam.d/strength"] = "password requisite pam_pwquality.so\n"
        let result = try #require(try host.result(check, "passwd"))
        #expect(result.verdict == .fail(reason))
        #expect(result.observed.hasPrefix("6 ") || result.observed.hasPrefix("9 "))
    }

    /// Tried likewise: the short password is not stored.
    @Test(arguments: [
        "requisite pam_pwquality.so\nrequired pam_unix.so",
        "required pam_pwquality.so\nrequired pam_unix.so use_authtok",
        "[success=ok default=die] pam_pwquality.so\nsufficient pam_unix.so\nrequired pam_deny.so",
        "include strength\nrequired pam_unix.so",
        "substack strength\nrequired pam_unix.so use_authtok",
        // nothing hands pam_unix a password on the way past the judge
        "[success=1 default=ignore] pam_localuser.so\nrequisite pam_pwquality.so\nrequired pam_unix.so use_authtok",
        "requisite \\\n  pam_pwquality.so # strength\n-optional pam_gnome_keyring.so use_authtok\nrequired pam_unix.so use_authtok",
    ])
    func `a judge whose word binds every writer counts`(_ stack: String) throws {
        var host = PasswordHost.password("", pwquality: "minlen = 20\n")
        host.tree["/etc/pam.d/passwd"] = .text(
            stack.split(separator: "\n").map {
                $0.hasPrefix("  ") ? "\($0)\n" : $0.hasPrefix("-") ? "-password \($0.dropFirst())\n" : "password \($0)\n"
            }
            .joined())
        host.tree[DebianTree.place(of: "pam_pwquality")] = "code"
        host.tree["/etc/pam.d/strength"] = "password requisite pam_pwquality.so\n"
        let result = try #require(try host.result(check, "passwd"))
        #expect(result.verdict == .pass)
        #expect(result.observed == "20 (pam_pwquality)")
    }

    @Test func `rules of other modules are not guessed`() throws {
        for module in ["pam_passwdqc", "pam_cracklib", "pam_house_rules"] {
            var host = PasswordHost.password("requisite \(module).so\nrequired pam_unix.so use_authtok")
            host.tree[DebianTree.place(of: module)] = "code"
            #expect(try host.verdict(check, "passwd") == .inconclusive(.unsupportedFormat), "\(module)")
        }
    }

    @Test func `a lower bound of pam_unix holds beside rules that are not known, but not beside a module that may store`() throws {
        for (module, verdict) in [("pam_passwdqc", Verdict.pass()), ("pam_house_rules", .inconclusive(.unsupportedFormat))] {
            var host = PasswordHost.password("requisite \(module).so\nrequired pam_unix.so use_authtok minlen=14")
            host.tree[DebianTree.place(of: module)] = "code"
            #expect(try host.verdict(check, "passwd") == verdict, "\(module)")
        }
    }

    @Test func `what a directory stores is incomplete, or declared out of scope`() throws {
        let stack = "sufficient pam_unix.so minlen=14\nsufficient pam_sss.so\nrequired pam_deny.so"
        var host = PasswordHost.password(stack)
        host.tree[DebianTree.place(of: "pam_sss")] = "code"
        #expect(try host.verdict(check, "passwd") == .inconclusive(.populationIncomplete))
        host.settings = ["Population": "local"]
        #expect(try host.verdict(check, "passwd") == .pass)
    }

    @Test func `root is bound only where it is asked for and done`() throws {
        let stack = quality + "required pam_unix.so use_authtok"
        var host = PasswordHost.password(stack, pwquality: "minlen = 20\n", settings: ["ApplyToRoot": "yes"])
        host.tree[DebianTree.place(of: "pam_pwquality")] = "code"
        #expect(try host.verdict(check, "passwd") == .fail(.belowMinimum))
        host.tree["/etc/security/pwquality.conf"] = "minlen = 20\nenforce_for_root\n"
        #expect(try host.verdict(check, "passwd") == .pass)
    }

    @Test func `a missing module fails as its table says`() throws {
        let required = PasswordHost.password(quality + "required pam_unix.so use_authtok", pwquality: "minlen = 20\n")
        #expect(try required.verdict(check, "passwd") == .notApplicable(.featureAbsent))
        let optional = PasswordHost.password("[success=ok module_unknown=ignore default=die] pam_pwquality.so\nrequired pam_unix.so")
        #expect(try optional.verdict(check, "passwd") == .fail(.belowMinimum))
    }

    @Test func `a stack that denies changes no password`() throws {
        #expect(try PasswordHost.password("required pam_deny.so").verdict(check, "passwd") == .notApplicable(.featureAbsent))
    }

    @Test func `a service without password lines uses those of other`() throws {
        let host = PasswordHost.debian(["/etc/pam.d/passwd": "auth required pam_permit.so\n"])
        let result = try #require(try host.result(check, "passwd"))
        #expect(result.sources == [Source("/etc/pam.d/common-password", line: 25)])
        #expect(result.notes.contains(Note(.defaultInForce, "the stack of the service other is in force")))
    }

    @Test func `what cannot be read is inconclusive`() throws {
        #expect(try PasswordHost.debian(["/etc/pam.d/common-password": .denied]).verdict(check, "passwd") == .inconclusive(.unreadable))
        #expect(try PasswordHost.debian(["/etc/pam.d/passwd": .fifo]).verdict(check, "passwd") == .inconclusive(.unreadable))
        var host = PasswordHost.password(quality + "required pam_unix.so use_authtok")
        host.tree[DebianTree.place(of: "pam_pwquality")] = "code"
        host.tree["/etc/security/pwquality.conf"] = .denied
        #expect(try host.verdict(check, "passwd") == .inconclusive(.unreadable))
    }

    @Test func `an include that is missing makes libpam refuse the service`() throws {
        let debian = PasswordHost.debian(["/etc/pam.d/common-password": nil])
        let result = try #require(try debian.result(check, "passwd"))
        #expect(result.verdict == .inconclusive(.parseError))
        #expect(result.sources == [Source("/etc/pam.d/passwd", line: 5)])
        let include = PasswordHost.password("include nowhere\nrequired pam_unix.so minlen=20")
        #expect(try include.verdict(check, "passwd") == .inconclusive(.parseError))
    }

    @Test func `services of the settings replace the usual ones`() throws {
        let results = try PasswordHost.debian(settings: ["PamService": "PASSWD newusers", "MinimumLength": "6"]).results().of(check)
        #expect(results.map(\.subject) == ["passwd", "newusers"])
        #expect(results.map(\.verdict) == [.pass, .pass])
    }

    @Test func `without any PAM configuration nothing is certain, and without services nothing is there to test`() throws {
        #expect(try PasswordHost(tree: [:]).verdict(check, "source:/etc/pam.d") == .inconclusive(.notObservable))
        #expect(
            try PasswordHost(tree: [:], settings: ["PamService": "passwd"]).results().of(check).map(\.subject) == ["source:/etc/pam.d"])
        #expect(try PasswordHost(tree: ["/etc/pam.d": .directory()]).verdict(check, "pam") == .notApplicable(.emptyPopulation))
    }

    @Test func `pam conf counts only without a directory`() throws {
        var tree: MemoryTree = [
            "/etc/pam.conf": "passwd password required pam_unix.so yescrypt minlen=20\nother auth required pam_deny.so\n"
        ]
        #expect(try PasswordHost(tree: tree).verdict(check, "passwd") == .pass)
        tree["/etc/pam.d"] = .directory()
        #expect(try PasswordHost(tree: tree).verdict(check, "pam") == .notApplicable(.emptyPopulation))
    }
}
