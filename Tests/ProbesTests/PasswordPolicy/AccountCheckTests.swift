import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

@Suite struct EmptyPasswordTests {
    private let check = PasswordPolicyProbe.emptyPassword

    private func host(passwd: String, shadow: String) -> PasswordHost {
        .debian(["/etc/passwd": .text(passwd), "/etc/shadow": .text(shadow)])
    }

    @Test func `an empty password field fails for that account and names who accepts it`() throws {
        let host = host(passwd: "mallory:x:1000:1000::/:/bin/sh\n", shadow: "mallory::19000:0:99999:7:::\n")
        let result = try #require(try host.result(check, "mallory"))
        #expect(result.verdict == .fail(.missing))
        #expect(result.observed == "empty, which is accepted by login, sshd (where PermitEmptyPasswords is on), other, su, sudo")
        #expect(result.sources == [Source("/etc/shadow", line: 1)])
    }

    @Test func `an empty field in passwd fails, and without nullok nobody accepts it`() throws {
        var host = host(passwd: "a:x:1:1::/:\n\neve::1000:1000::/:/bin/sh\n", shadow: "a:*:1::::::\n")
        host.settings = ["PamService": "passwd"]
        let result = try #require(try host.result(check, "eve"))
        #expect(result.verdict == .fail(.missing))
        #expect(result.sources == [Source("/etc/passwd", line: 3)])
        host.tree["/etc/pam.d/common-auth"] = "auth required pam_unix.so\n"
        #expect(try host.result(check, "eve")?.observed == "empty")
    }

    @Test func `a lock, a star, a hash, or no line in shadow is not empty`() throws {
        let names = ["lock", "star", "hash", "gone", "Big.Name$"]
        let passwd = names.map { "\($0):x:1:1::/:\n" }.joined()
        let host = host(passwd: passwd, shadow: "lock:!:1::::::\nstar:*:1::::::\nhash:$y$j$s$h:1::::::\nBig.Name$:!:1::::::\n")
        for name in names { #expect(try host.verdict(check, name) == .pass, "\(name)") }
        #expect(try host.result(check, "gone")?.notes.first?.code == .attention)
    }

    @Test func `lines that are no account are subjects, with their line and never their text`() throws {
        let host = host(
            passwd: "root:x:0:0::/:\n+::::::\nsecret text\nroot:x:0:0::/:\nbob:x:1000\n", shadow: "root:*:1::::::\nsecret:words\n")
        let results = try host.results().of(check)
        #expect(
            results.map(\.subject) == [
                "root", "source:/etc/passwd:2", "source:/etc/passwd:3", "source:/etc/passwd:4", "source:/etc/passwd:5",
                "source:/etc/shadow:2",
            ])
        #expect(results.dropFirst().allSatisfy { $0.verdict == .inconclusive(.parseError) })
        #expect(!"\(results)".contains("secret"))
    }

    @Test func `blanks before a name hide nothing, as in the C library`() throws {
        let host = host(passwd: "  victim:x:1000:1000::/:/bin/sh\n \t\n", shadow: "\u{B} victim::20000:0:99999:7:::\n  \n")
        #expect(try host.results().of(check).map(\.subject) == ["victim"])
        #expect(try host.verdict(check, "victim") == .fail(.missing))
    }

    @Test func `a comment is neither an account nor a line that cannot be read`() throws {
        let host = host(passwd: "#u::0:0::/:/bin/bash\nbob:x:1:1::/:\n", shadow: "# accounts\n #u::1::::::\nbob:*:1::::::\n")
        #expect(try host.results().of(check).map(\.subject) == ["bob"])
    }

    @Test func `sources that no file lists are subjects`() throws {
        var host = PasswordHost.debian(["/etc/nsswitch.conf": "passwd: files sss [NOTFOUND=return] ldap\nshadow: files ldap winbind\n"])
        let subjects = ["source:sss", "source:ldap", "source:winbind"]
        for subject in subjects { #expect(try host.verdict(check, subject) == .inconclusive(.populationIncomplete)) }
        #expect(try host.result(check, "source:sss")?.sources == [Source("/etc/nsswitch.conf", line: 1)])
        host.settings = ["Population": "local"]
        for subject in subjects { #expect(try host.verdict(check, subject) == .notApplicable(.declaredOutOfScope)) }
    }

    @Test func `a line of nsswitch that names no service is a subject, and stray signs are none`() throws {
        let host = PasswordHost.debian(["/etc/nsswitch.conf": "passwd :  files\nshadow: files \\\n ldap\npasswd\n"])
        let results = try host.results().of(check).filter { $0.subject.hasPrefix("source:") }
        #expect(results.map(\.subject) == ["source:/etc/nsswitch.conf:3", "source:/etc/nsswitch.conf:4"])
        #expect(results.allSatisfy { $0.verdict == .inconclusive(.parseError) })
        #expect(results.first?.sources == [Source("/etc/nsswitch.conf", line: 3)])
    }

    @Test func `systemd counts only with user records, which are not read`() throws {
        var host = PasswordHost.debian()
        #expect(try host.verdict(check, "source:systemd") == nil)
        host.tree["/etc/userdb/alice.user"] = "{}"
        #expect(try host.verdict(check, "source:systemd") == .inconclusive(.populationIncomplete))
        host.tree["/etc/userdb"] = .denied
        #expect(try host.verdict(check, "source:/etc/userdb") == .inconclusive(.unreadable))
    }

    @Test func `files that cannot be read are subjects of their own`() throws {
        for path: HostPath in ["/etc/passwd", "/etc/shadow", "/etc/nsswitch.conf"] {
            let host = PasswordHost.debian([path: .denied])
            #expect(try host.verdict(check, "source:\(path)") == .inconclusive(.unreadable))
        }
        let changing = PasswordHost.debian(["/etc/shadow": .failing(.changing("/etc/passwd"))])
        #expect(try changing.verdict(check, "source:/etc/passwd") == .inconclusive(.changedDuringRead))
    }

    @Test func `a passwd that is missing is no empty one, and hides no line of shadow`() throws {
        let none = try #require(try PasswordHost.debian(["/etc/passwd": nil]).result(check, "source:/etc/passwd"))
        #expect(none.verdict == .inconclusive(.unreadable))
        #expect(none.observed == "the file is missing")
        let host = PasswordHost.debian(["/etc/passwd": nil, "/etc/shadow": "eve::20000::::::\nbob:*:20000::::::\neve:*:20000::::::\n"])
        let results = try host.results().of(check)
        #expect(results.map(\.subject) == ["eve", "bob", "source:/etc/passwd"])
        #expect(results.map(\.verdict) == [.fail(.missing), .pass, .inconclusive(.unreadable)])
        #expect(results.first?.sources == [Source("/etc/shadow", line: 1)])
        let empty = PasswordHost.debian(["/etc/passwd": "", "/etc/shadow": ""])
        #expect(try empty.verdict(check, "accounts") == .notApplicable(.emptyPopulation))
    }

    @Test func `a file of rubbish names a hundred lines and counts the rest`() throws {
        let host = host(passwd: String(repeating: "rubbish\n", count: 5_000), shadow: "")
        let results = try host.results().of(check)
        #expect(results.filter { $0.verdict == .inconclusive(.parseError) }.count == 100)
        #expect(try host.verdict(check, "source:/etc/passwd") == .inconclusive(.limitExceeded))
    }
}

@Suite struct MaximumAgeTests {
    private let check = PasswordPolicyProbe.maximumAge
    private static let yearly = ["MaximumAge": "365d"]

    private func host(_ shadow: String, settings: [String: String] = Self.yearly) -> PasswordHost {
        .debian(
            ["/etc/passwd": "bob:x:1000:1000::/home/bob:/bin/sh\n", "/etc/shadow": .text("bob:\(shadow)\n")], settings: settings)
    }

    @Test func `age is a choice, and off is one result`() throws {
        let results = try host("$y$s:19000:0:99999:7:::", settings: [:]).results().of(check)
        #expect(results.map(\.verdict) == [.notApplicable(.policyOff)])
        let classic = host("$y$s:19000:0:365:7:::", settings: ["PolicyPack": "classic"])
        #expect(try classic.result(check, "bob")?.required == "at most 365 days")
        #expect(try classic.verdict(check, "bob") == .pass)
    }

    @Test(arguments: [
        ("$y$s:19000:0:365:7:::", Verdict.pass()), ("$y$s:19000:0:366:7:::", .fail(.aboveMaximum)),
        ("$y$s:19000:0:99999:7:::", .fail(.aboveMaximum)), ("$y$s:19000:0:-1:7:::", .fail(.aboveMaximum)),
        ("$y$s:19000:0::7:::", .fail(.aboveMaximum)), ("$y$s:19000:0:999999999999:7:::", .fail(.aboveMaximum)),
        // the last change lies in the future; today is day 20778
        ("$y$s:20779:0:90:7:::", .fail(.notEnforced)), ("$y$s:20778:0:90:7:::", .pass()),
        ("$y$s:0:0:90:7:::", .pass()), ("$y$s:0:0:99999:7:::", .pass()), ("$y$s::0:90:7:::", .pass()),
        (":19000:0:99999:7:::", .fail(.aboveMaximum)),
    ])
    func `an account with a usable password is judged by shadow`(_ shadow: String, _ verdict: Verdict) throws {
        #expect(try host(shadow).verdict(check, "bob") == verdict)
    }

    @Test func `what changes only later is noted`() throws {
        #expect(try host("$y$s::0:90:7:::").result(check, "bob")?.notes.map(\.code) == [.attention])
        #expect(try host("$y$s:0:0:99999:7:::").result(check, "bob")?.notes.map(\.code) == [.attention])
    }

    @Test(arguments: ["!$y$s:19000:0:99999:7:::", "*:19000:0:99999:7:::"])
    func `without a usable password an account is no subject`(_ shadow: String) throws {
        #expect(try host(shadow).results().of(check).map(\.subject) == ["new-accounts"])
    }

    @Test func `a password in passwd never ages`() throws {
        var host = host("$y$s:19000:0:90:7:::")
        host.tree["/etc/passwd"] = "bob:abJnggxhB/yWI:1000:1000::/home/bob:/bin/sh\n"
        host.tree["/etc/shadow"] = ""
        #expect(try host.verdict(check, "bob") == .fail(.aboveMaximum))
    }

    @Test(arguments: [
        ("PASS_MAX_DAYS\t99999\n", Verdict.fail(.aboveMaximum)), ("PASS_MAX_DAYS 365\n", .pass()), ("", .fail(.aboveMaximum)),
        ("PASS_MAX_DAYS 30\nPASS_MAX_DAYS 999\n", .fail(.aboveMaximum)), ("PASS_MAX_DAYS -1\n", .fail(.aboveMaximum)),
        ("#PASS_MAX_DAYS 30\n", .fail(.aboveMaximum)), ("PASS_MAX_DAYS soon\n", .fail(.aboveMaximum)),
        ("PASS_MAX_DAYS 0x5a\n", .pass()), ("PASS_MAX_DAYS 90days\n", .fail(.aboveMaximum)),
    ])
    func `new accounts get the last line of login defs`(_ defs: String, _ verdict: Verdict) throws {
        var host = host("*:19000::::::")
        host.tree["/etc/login.defs"] = .text(defs)
        #expect(try host.verdict(check, "new-accounts") == verdict)
    }

    @Test func `what cannot be read is inconclusive`() throws {
        var host = host("$y$s:19000:0:90:7:::")
        host.tree["/etc/shadow"] = .denied
        #expect(try host.verdict(check, "source:/etc/shadow") == .inconclusive(.unreadable))
        #expect(try host.verdict(check, "bob") == nil)
        host.tree["/etc/login.defs"] = .denied
        #expect(try host.verdict(check, "new-accounts") == .inconclusive(.unreadable))
    }
}
