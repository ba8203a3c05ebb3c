import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

@Suite struct LockoutTests {
    private let check = PasswordPolicyProbe.lockout
    private static let account = "account required pam_faillock.so\naccount required pam_unix.so\n"

    /// The order of pam_faillock(8), first example.
    private static let manual = """
        auth required pam_faillock.so preauth
        auth sufficient pam_unix.so
        auth [default=die\tignore=die] pam_faillock.so authfail
        auth required pam_deny.so

        """

    @Test func `a stock Debian locks nobody out`() throws {
        let results = try PasswordHost.debian().results().of(check)
        #expect(results.map(\.subject) == ["login", "sshd", "other", "su", "sudo"])
        #expect(results.allSatisfy { $0.verdict == .fail(.missing) })
        #expect(results[0].sources == [Source("/etc/pam.d/common-auth", line: 17)])
        #expect(results[0].observed == "no pam_faillock")
    }

    @Test func `the order of the manual passes with the built-in values`() throws {
        let result = try #require(try PasswordHost.login(Self.manual + Self.account).result(check, "login"))
        #expect(result.verdict == .pass)
        #expect(result.observed == "after 3 failures in 15m, for 10m")
        #expect(result.notes.contains(Note(.defaultInForce, "no line sets deny")))
        #expect(result.notes.contains(Note(.attention, "root is exempt: even_deny_root is not set")))
    }

    @Test func `authsucc instead of preauth turns a locked account away`() throws {
        let stack = """
            auth [success=1 default=bad] pam_unix.so
            auth [default=die] pam_faillock.so authfail
            auth sufficient pam_faillock.so authsucc
            auth required pam_deny.so

            """
        #expect(try PasswordHost.login(stack).verdict(check, "login") == .pass)
    }

    @Test func `counting every attempt before its password locks too`() throws {
        let stack = "auth required pam_faillock.so authfail\nauth required pam_faillock.so preauth\nauth required pam_unix.so\n"
        #expect(try PasswordHost.login(stack + Self.account).verdict(check, "login") == .pass)
    }

    /// Each tried with libpam 1.5.2: after three wrong passwords with deny=2, the right one gets in.
    @Test(arguments: [
        // no preauth: who is locked gets in with the right password
        "auth sufficient pam_unix.so\nauth [default=die] pam_faillock.so authfail\nauth required pam_deny.so\n",
        // preauth is only asked, not heeded
        "auth optional pam_faillock.so preauth\nauth sufficient pam_unix.so\nauth [default=die] pam_faillock.so authfail\n",
        "auth [default=ignore] pam_faillock.so preauth\nauth sufficient pam_unix.so\nauth [default=die] pam_faillock.so authfail\n",
        // jumped over
        "auth [success=1 default=ignore] pam_localuser.so\nauth requisite pam_faillock.so preauth\nauth sufficient pam_unix.so\n"
            + "auth [default=die] pam_faillock.so authfail\n",
        // a wrong password ends the stack before it is counted
        "auth required pam_faillock.so preauth\nauth requisite pam_unix.so\nauth required pam_faillock.so authfail\n",
        "auth required pam_faillock.so preauth\nauth [success=2 default=ignore] pam_unix.so\nauth requisite pam_deny.so\n"
            + "auth [default=die] pam_faillock.so authfail\nauth required pam_permit.so\n",
        "auth required pam_faillock.so preauth\nauth sufficient pam_unix.so\nauth required pam_deny.so\n",
    ])
    func `what can be passed by is not enforced`(_ stack: String) throws {
        #expect(try PasswordHost.login(stack + Self.account).verdict(check, "login") == .fail(.notEnforced))
    }

    @Test func `counts must be reset by an account line or authsucc`() throws {
        #expect(try PasswordHost.login(Self.manual + "account required pam_unix.so\n").verdict(check, "login") == .fail(.notEnforced))
    }

    @Test func `a substack of its own does what its parent lets it`() throws {
        let host = PasswordHost.debian([
            "/etc/pam.d/login": .text("auth substack guarded\nauth required pam_env.so\n" + Self.account),
            "/etc/pam.d/guarded": .text(Self.manual),
        ])
        #expect(try host.verdict(check, "login") == .pass)
        var open = host
        open.tree["/etc/pam.d/login"] = .text("auth sufficient pam_unix.so\nauth substack guarded\n" + Self.account)
        #expect(try open.verdict(check, "login") == .fail(.notEnforced))
    }

    @Test func `Debian's shared stacks with pam_faillock pass for every service`() throws {
        let unix = "auth\t[success=1 default=ignore]\tpam_unix.so nullok\n"
        let guarded =
            "auth\trequisite\t\t\tpam_faillock.so preauth\nauth\t[success=2 default=ignore]\tpam_unix.so nullok\n"
            + "auth\t[default=die]\t\t\tpam_faillock.so authfail\n"
        #expect(DebianTree.commonAuth.contains(unix))
        let host = PasswordHost.debian([
            "/etc/pam.d/common-auth": .text(DebianTree.commonAuth.replacing(unix, with: guarded)),
            "/etc/pam.d/common-account": .text(DebianTree.commonAccount + "account required pam_faillock.so\n"),
        ])
        let results = try host.results().of(check)
        #expect(results.map(\.verdict) == [.pass, .pass, .pass, .pass, .pass])
        #expect(results.first?.sources.first == Source("/etc/pam.d/common-auth", line: 17))
    }

    @Test func `the stacks of authselect pass`() throws {
        #expect(try RedHatTree.host.verdict(check, "sshd") == .pass)
        #expect(try RedHatTree.host.verdict(check, "login") == .pass)
        #expect(try RedHatTree.host.verdict(check, "su") == .pass)
        #expect(try RedHatTree.host.verdict(PasswordPolicyProbe.minimumLength, "passwd") == .pass)
        #expect(try RedHatTree.host.verdict(check, "other") == .notApplicable(.featureAbsent))
    }

    @Test(arguments: [
        ("deny = 6\n", Verdict.fail(.aboveMaximum)), ("deny = 0\n", .fail(.disabled)), ("deny = many\n", .pass()),
        ("deny=5\nfail_interval = 60\n", .fail(.belowMinimum)), ("unlock_time = 60\n", .fail(.belowMinimum)),
        ("unlock_time = never\n", .pass()), ("unlock_time = 0\n", .pass()), ("deny = 9\ndeny = 4\n", .pass()),
        ("# deny = 0\n", .pass()), ("Deny = 0\n", .pass()), ("fail_interval = 604801\n", .pass()),
    ])
    func `values count as pam_faillock reads them`(_ file: String, _ verdict: Verdict) throws {
        #expect(try PasswordHost.login(Self.manual + Self.account, faillock: file).verdict(check, "login") == verdict)
    }

    @Test func `the line that decides comes first`() throws {
        let result = try #require(try PasswordHost.login(Self.manual + Self.account, faillock: "\ndeny = 10\n").result(check, "login"))
        #expect(result.observed == "after 10 failures in 15m, for 10m")
        #expect(result.sources.first == Source("/etc/security/faillock.conf", line: 2))
        #expect(result.required == "after at most 5 failures in 15m, for at least 10m")
    }

    @Test func `arguments and a file of its own beat the usual file`() throws {
        let argument = Self.manual.replacing("preauth", with: "preauth deny=20")
        #expect(try PasswordHost.login(argument + Self.account).verdict(check, "login") == .fail(.aboveMaximum))
        let own = Self.manual.replacing("preauth", with: "preauth conf=/etc/lock.conf")
        var host = PasswordHost.login(own + Self.account, faillock: "deny = 0\n")
        #expect(try host.verdict(check, "login") == .inconclusive(.unreadable))
        host.tree["/etc/lock.conf"] = "deny = 4\n"
        #expect(try host.result(check, "login")?.observed == "after 4 failures in 15m, for 10m")
    }

    @Test(arguments: [
        ("preauth", "preauth dir=/var/lib/faillock"), ("authfail", "authfail dir=/var/lib/faillock"),
        ("authfail", "authfail conf=/etc/lock.conf"), ("account required pam_faillock.so", "account required pam_faillock.so dir=/tmp/x"),
    ])
    func `lines that count in different directories lock nobody`(_ line: String, _ moved: String) throws {
        var host = PasswordHost.login((Self.manual + Self.account).replacing(line, with: moved))
        host.tree["/etc/lock.conf"] = "dir = /var/lib/faillock\n"
        let result = try #require(try host.result(check, "login"))
        #expect(result.verdict == .fail(.notEnforced))
        #expect(result.observed.hasPrefix("lines of pam_faillock count in "))
    }

    @Test func `a directory that all lines share, or that the module does not take, changes nothing`() throws {
        var host = PasswordHost.login(Self.manual + Self.account, faillock: "dir = /var/lib/faillock\n")
        #expect(try host.verdict(check, "login") == .pass)
        let spelled = Self.manual.replacing("authfail", with: "authfail dir=/var/lib//faillock/")
        host.tree["/etc/pam.d/login"] = .text(spelled + Self.account)
        #expect(try host.verdict(check, "login") == .pass)
        let linked = Self.manual.replacing("authfail", with: "authfail dir=/run/faillock")
        #expect(try PasswordHost.login(linked + Self.account).verdict(check, "login") == .pass)
        let relative = Self.manual.replacing("authfail", with: "authfail dir=faillock")
        #expect(try PasswordHost.login(relative + Self.account).verdict(check, "login") == .pass)
    }

    @Test func `root is bound where the settings ask for it`() throws {
        var host = PasswordHost.login(Self.manual + Self.account, settings: ["ApplyToRoot": "yes"])
        #expect(try host.verdict(check, "login") == .fail(.notEnforced))
        host.tree["/etc/security/faillock.conf"] = "even_deny_root\n"
        #expect(try host.verdict(check, "login") == .pass)
    }

    @Test func `what cannot be read is inconclusive`() throws {
        var host = PasswordHost.login(Self.manual + Self.account)
        host.tree["/etc/security/faillock.conf"] = .denied
        #expect(try host.verdict(check, "login") == .inconclusive(.unreadable))
        #expect(try PasswordHost.debian(["/etc/pam.d/common-auth": .denied]).verdict(check, "sshd") == .inconclusive(.unreadable))
        let long = String(repeating: "x", count: 2_000)
        #expect(try PasswordHost.login(Self.manual + Self.account, faillock: long).verdict(check, "login") == .inconclusive(.parseError))
    }

    @Test func `a module that is not known may lock, and is not guessed at`() throws {
        for module in ["pam_tally2", "pam_abl", "pam_house_rules"] {
            var host = PasswordHost.login("auth required \(module).so\nauth required pam_unix.so\n")
            host.tree[DebianTree.place(of: module)] = "code"
            #expect(try host.verdict(check, "login") == .inconclusive(.unsupportedFormat))
        }
    }

    @Test func `a service that asks for no password has nothing to lock`() throws {
        #expect(try PasswordHost.login("auth required pam_permit.so\n").verdict(check, "login") == .notApplicable(.featureAbsent))
        #expect(try PasswordHost.login("auth required pam_deny.so\n").verdict(check, "login") == .notApplicable(.featureAbsent))
    }
}
