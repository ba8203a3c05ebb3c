import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// Expectations as pam_unix 1.5.2 (`pamtester`), `chage -l` and `useradd -D` of shadow 4.13 showed them.
@Suite struct InactiveLockTests {
    private let check = PasswordPolicyProbe.inactiveLock

    private func host(_ shadow: String, settings: [String: String] = ["InactiveLock": "30d"]) -> PasswordHost {
        .debian(
            ["/etc/passwd": "bob:x:1000:1000::/home/bob:/bin/sh\n", "/etc/shadow": .text("root:*:1::::::\nbob:\(shadow)\n")],
            settings: settings)
    }

    @Test func `the lock is a choice, and off is one result`() throws {
        #expect(try host("$y$s:19000:0:90:7:30::", settings: [:]).results().of(check).map(\.verdict) == [.notApplicable(.policyOff)])
        let classic = host("$y$s:19000:0:90:7:30::", settings: ["PolicyPack": "classic"])
        #expect(try classic.result(check, "bob")?.required == "at most 30 days after the password ended")
        #expect(try classic.verdict(check, "bob") == .pass)
    }

    /// Today is day 20778.
    @Test(arguments: [
        ("$y$s:19000:0:90:7:30::", Verdict.pass()), ("$y$s:19000:0:90:7:0::", .pass()), ("$y$s:19000:0:90:7:31::", .fail(.aboveMaximum)),
        ("$y$s:19000:0:90:7:::", .fail(.aboveMaximum)), ("$y$s:19000:0:90:7:-1::", .fail(.aboveMaximum)),
        // without an end there is nothing to count from
        ("$y$s:19000:0:99999:7:30::", .fail(.notEnforced)), ("$y$s:19000:0::7:30::", .fail(.notEnforced)),
        ("$y$s:19000:0:-1:7:30::", .fail(.notEnforced)), ("$y$s:20779:0:90:7:30::", .fail(.notEnforced)),
        ("$y$s:0:0:90:7:30::", .fail(.notEnforced)), ("$y$s::0:90:7:30::", .pass()), ("$y$s:20778:0:0:7:30::", .pass()),
    ])
    func `an account with a usable password is judged by shadow`(_ shadow: String, _ verdict: Verdict) throws {
        let result = try #require(try host(shadow).result(check, "bob"))
        #expect(result.verdict == verdict)
        #expect(result.sources == [Source("/etc/shadow", line: 2)])
    }

    @Test func `the words say why it never comes to a lock, and that keys are another matter`() throws {
        let result = try #require(try host("$y$s:19000:0:99999:7:30::").result(check, "bob"))
        #expect(result.observed == "30 days after the password ended, but the password never ends")
        let new = try #require(try host("$y$s:19000:0:90:7:30::").result(check, "new-accounts"))
        #expect(new.notes.first?.text == "SSH keys work on, as far as sshd does not ask PAM about the account")
        #expect(try host("$y$s:19000:0:90:7:::").result(check, "bob")?.observed == "never")
        #expect(try host("$y$s::0:90:7:30::").result(check, "bob")?.notes.count == 1)
    }

    @Test(arguments: ["!$y$s:19000:0:90:7:::", "*:19000:0:90:7:::"])
    func `without a usable password an account is no subject`(_ shadow: String) throws {
        #expect(try host(shadow).results().of(check).map(\.subject) == ["new-accounts"])
    }

    @Test func `a password in passwd is never locked, whatever shadow says`() throws {
        var host = host("x:19000:0:90:7:30::", settings: ["PolicyPack": "classic"])
        host.tree["/etc/passwd"] = "bob:abJnggxhB/yWI:1000:1000::/home/bob:/bin/sh\n"
        #expect(try host.verdict(check, "bob") == .fail(.aboveMaximum))
        #expect(try host.verdict(PasswordPolicyProbe.maximumAge, "bob") == .fail(.aboveMaximum))
    }

    @Test(arguments: [
        ("INACTIVE=30\n", Verdict.pass()), ("INACTIVE=40\nINACTIVE=30\n", .pass()), ("INACTIVE=30\nINACTIVE=40\n", .fail(.aboveMaximum)),
        ("INACTIVE=\n", .fail(.aboveMaximum)), ("INACTIVE= 30\n", .pass()), ("INACTIVE=30 \n", .fail(.aboveMaximum)),
        ("  INACTIVE=30\n", .fail(.aboveMaximum)), ("INACTIVE=x\n", .fail(.aboveMaximum)), ("INACTIVE=-5\n", .fail(.aboveMaximum)),
        ("INACTIVE=-1\n", .fail(.aboveMaximum)), ("#INACTIVE=30\n", .fail(.aboveMaximum)), ("INACTIVE=0\n", .pass()),
        ("INACTIVE=\"30\"\n", .fail(.aboveMaximum)), ("INACTIVE=0x10\n", .pass()), ("INACTIVE=036\n", .pass()),
        ("INACTIVE=0x1f\n", .fail(.aboveMaximum)), ("inactive=30\n", .fail(.aboveMaximum)), ("INACTIVE=30#\n", .fail(.aboveMaximum)),
        ("INACTIVE=+30\n", .pass()), ("INACTIVE=30\nINACTIVE=x\n", .fail(.aboveMaximum)), ("INACTIVE =30\n", .fail(.aboveMaximum)),
        ("INACTIVE=30\r\n", .fail(.aboveMaximum)), ("INACTIVE=99999999999999999999\n", .fail(.aboveMaximum)), ("", .fail(.aboveMaximum)),
    ])
    func `new accounts get the last line of the defaults of useradd`(_ text: String, _ verdict: Verdict) throws {
        var host = host("*:19000::::::")
        host.tree["/etc/default/useradd"] = .text(text)
        host.tree["/etc/login.defs"] = "PASS_MAX_DAYS 90\n"
        #expect(try host.verdict(check, "new-accounts") == verdict)
    }

    @Test func `the defaults are told with their line, what loses, and what cannot be used`() throws {
        var host = host("*:19000::::::")
        host.tree["/etc/login.defs"] = "PASS_MAX_DAYS 90\n"
        host.tree["/etc/default/useradd"] = "INACTIVE=5\nINACTIVE=soon\n"
        let result = try #require(try host.result(check, "new-accounts"))
        #expect(result.sources == [Source("/etc/default/useradd", line: 2)])
        #expect(result.notes.map(\.code) == [.attention, .shadowedSetting, .attention])
        host.tree["/etc/default/useradd"] = nil
        #expect(try host.result(check, "new-accounts")?.notes.map(\.code) == [.attention, .defaultInForce])
    }

    @Test func `new passwords that never end are never locked`() throws {
        var host = host("*:19000::::::")
        host.tree["/etc/default/useradd"] = "INACTIVE=30\n"
        let result = try #require(try host.result(check, "new-accounts"))
        #expect(result.verdict == .fail(.notEnforced))
        #expect(result.sources == [Source("/etc/default/useradd", line: 1), Source("/etc/login.defs", line: 1)])
    }

    @Test func `a useradd that has dropped the setting gives it to nobody`() throws {
        var host = host("*:19000::::::")
        host.tree["/etc/login.defs"] = "PASS_MAX_DAYS 90\n"
        host.tree["/etc/default/useradd"] = "INACTIVE=30\n"
        host.tree["/usr/sbin/useradd"] = "ELF SHELL= INACTIVE= SKEL="
        #expect(try host.verdict(check, "new-accounts") == .pass)
        host.tree["/usr/sbin/useradd"] = "ELF SHELL= SKEL="
        #expect(try host.verdict(check, "new-accounts") == .fail(.notEnforced))
    }

    @Test func `what cannot be read is inconclusive`() throws {
        var host = host("$y$s:19000:0:90:7:30::")
        host.tree["/etc/shadow"] = .denied
        #expect(try host.verdict(check, "source:/etc/shadow") == .inconclusive(.unreadable))
        #expect(try host.verdict(check, "bob") == nil)
        for path: HostPath in ["/etc/login.defs", "/etc/default/useradd"] {
            host.tree[path] = .denied
            #expect(try host.verdict(check, "new-accounts") == .inconclusive(.unreadable), "\(path)")
        }
    }

    @Test func `a host without accounts makes none`() throws {
        let host = PasswordHost.debian(
            ["/etc/passwd": "", "/etc/shadow": "", "/etc/default/useradd": nil], settings: ["InactiveLock": "30d"])
        #expect(try host.verdict(check, "new-accounts") == .notApplicable(.featureAbsent))
    }
}
