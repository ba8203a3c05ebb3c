import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// Expectations as pam_pwhistory and pam_unix 1.5.2 showed them.
@Suite struct HistoryTests {
    private let check = PasswordPolicyProbe.history
    private static let file: HostPath = "/etc/security/pwhistory.conf"
    private static let module = DebianTree.place(of: "pam_pwhistory")

    private func host(_ lines: String, settings: [String: String] = ["History": "5"]) -> PasswordHost {
        var host = PasswordHost.password(lines, settings: settings)
        host.tree["/etc/security/opasswd"] = ""
        return host
    }

    /// A host whose module reads the file.
    private func newer(_ text: String, _ arguments: String = "") -> PasswordHost {
        var host = host("requisite pam_pwhistory.so \(arguments)\nrequired pam_unix.so use_authtok")
        host.tree[Self.module] = "ELF /etc/security/pwhistory.conf /usr/etc/security/pwhistory.conf"
        host.tree[Self.file] = .text(text)
        return host
    }

    @Test func `history is a choice, and off is one result`() throws {
        #expect(try PasswordHost.debian().results().of(check).map(\.verdict) == [.notApplicable(.policyOff)])
        let classic = PasswordHost.debian(settings: ["PolicyPack": "classic"])
        #expect(try classic.result(check, "passwd")?.required == "at least 5 remembered")
    }

    @Test func `a stock Debian remembers nothing`() throws {
        let result = try #require(try PasswordHost.debian(settings: ["History": "5"]).result(check, "passwd"))
        #expect(result.verdict == .fail(.missing))
        #expect(result.observed == "nothing remembers passwords")
        #expect(result.sources == [Source("/etc/pam.d/common-password", line: 25)])
    }

    @Test func `a Red Hat remembers what its file says, and a directory keeps its own history`() throws {
        var host = RedHatTree.host
        host.settings["History"] = "5"
        #expect(try host.verdict(check, "passwd") == .fail(.missing))
        host.tree["/usr/lib64/security/pam_pwhistory.so"] = "/etc/security/pwhistory.conf"
        host.tree["/etc/security/pwhistory.conf"] = "remember = 7\n"
        host.tree["/etc/pam.d/system-auth"] = """
            password    requisite                                    pam_pwquality.so local_users_only
            password    [default=1 ignore=ignore success=ok]         pam_localuser.so
            password    requisite                                    pam_pwhistory.so use_authtok
            password    sufficient                                   pam_unix.so yescrypt shadow nullok use_authtok
            password    required                                     pam_deny.so

            """
        // The jump that authselect writes passes by the history for whoever is no local user.
        #expect(try host.verdict(check, "passwd") == .fail(.notEnforced))
        host.tree["/etc/pam.d/system-auth"] = """
            password requisite pam_pwquality.so local_users_only
            password requisite pam_pwhistory.so use_authtok
            password sufficient pam_unix.so yescrypt shadow nullok use_authtok
            password sufficient pam_sss.so
            password required pam_deny.so

            """
        let result = try #require(try host.result(check, "passwd"))
        #expect(result.verdict == .pass)
        #expect(result.observed == "7 (pam_pwhistory)")
        #expect(result.sources == [Source("/etc/security/pwhistory.conf", line: 1), Source("/etc/pam.d/system-auth", line: 2)])
        #expect(result.notes.contains(Note(.attention, "the history of what pam_sss stores is up to the directory")))
    }

    @Test(arguments: [
        ("remember=5", 5), ("", 10), ("REMEMBER=6", 6), ("remember=5 remember=8", 8), ("remember=999", 400), ("remember=7x", 7),
    ])
    func `the last argument counts, and ten without one`(_ arguments: String, _ count: Int) throws {
        let result = try #require(
            try host("requisite pam_pwhistory.so \(arguments)\nrequired pam_unix.so use_authtok").result(check, "passwd"))
        #expect(result.verdict == .pass)
        #expect(result.observed == "\(count) (pam_pwhistory)")
        #expect(result.sources == [Source("/etc/pam.d/passwd", line: 1)])
        #expect(result.notes.contains(Note(.defaultInForce, "no line sets remember for pam_pwhistory")) == arguments.isEmpty)
    }

    @Test(arguments: [
        ("remember=0", FailReason.disabled), ("remember=-3", .disabled), ("remember=many", .disabled), ("remember=4", .belowMinimum),
    ])
    func `too few and none fail`(_ arguments: String, _ reason: FailReason) throws {
        #expect(
            try host("requisite pam_pwhistory.so \(arguments)\nrequired pam_unix.so use_authtok").verdict(check, "passwd") == .fail(reason))
    }

    @Test(arguments: [
        ("remember = 7\nremember = 3\n", 7), ("Remember=6\n", 6), ("remember = = 6 # well\n", 6), ("# remember = 6\n", 10),
        ("remember x\n", 10),
        ("remember\t6\n", 6), ("retry = 2\n", 10), ("remember = 500\n", 500), ("remember = 6\r\n", 6), ("\0remember = 6\n", 10),
        ("remember = 4294967302\n", 6),
    ])
    func `the first line of the file counts`(_ text: String, _ count: Int) throws {
        #expect(try newer(text).result(check, "passwd")?.observed == "\(count) (pam_pwhistory)")
    }

    @Test func `an argument beats the file, and what loses is told`() throws {
        let result = try #require(try newer("remember = 3\nremember = 4\n", "remember=6").result(check, "passwd"))
        #expect(result.verdict == .pass)
        #expect(result.sources == [Source("/etc/pam.d/passwd", line: 1)])
        #expect(
            result.notes.filter { $0.code == .shadowedSetting }.map(\.text) == [
                "remember = 4 in /etc/security/pwhistory.conf:2 loses to /etc/pam.d/passwd:1",
                "remember = 3 in /etc/security/pwhistory.conf:1 loses to /etc/pam.d/passwd:1",
            ])
    }

    @Test func `conf= replaces the file, and a vendor copy serves where there is none`() throws {
        var host = newer("remember = 3\n", "conf=/srv/history")
        host.tree["/srv/history"] = "remember = 9\n"
        #expect(try host.result(check, "passwd")?.sources.first == Source("/srv/history", line: 1))
        host.tree["/srv/history"] = nil
        #expect(try host.result(check, "passwd")?.observed == "10 (pam_pwhistory)")
        var vendor = newer("")
        vendor.tree[Self.file] = nil
        vendor.tree["/usr/etc/security/pwhistory.conf"] = "remember = 8\n"
        vendor.tree["/usr/lib/security/pwhistory.conf"] = "remember = 2\n"
        #expect(try vendor.result(check, "passwd")?.sources.first == Source("/usr/etc/security/pwhistory.conf", line: 1))
    }

    @Test func `a module that does not read the file goes by its arguments, and the file is noted`() throws {
        var host = newer("remember = 0\n")
        host.tree[Self.module] = "ELF of 1.5.2"
        let result = try #require(try host.result(check, "passwd"))
        #expect(result.observed == "10 (pam_pwhistory)")
        #expect(result.notes.contains(Note(.ignoredFile, "\(Self.file) is not read by the pam_pwhistory of this host")))
    }

    /// Tried with libpam 1.5.2; where a user's own change is meant, as that user.
    @Test(arguments: [
        "required pam_pwhistory.so\nrequired pam_unix.so", "required pam_unix.so\nrequisite pam_pwhistory.so",
        "optional pam_pwhistory.so\nrequired pam_unix.so",
        // pam_unix refuses what is too short, asks again, and takes an old one
        "requisite pam_pwhistory.so\nrequired pam_unix.so",
        // pam_pwquality asks again
        "requisite pam_pwhistory.so\nrequisite pam_pwquality.so retry=3\nrequired pam_unix.so use_authtok",
    ])
    func `a history that can be passed by does not count`(_ stack: String) throws {
        var host = host(stack)
        host.tree[DebianTree.place(of: "pam_pwquality")] = "code"
        let result = try #require(try host.result(check, "passwd"))
        #expect(result.verdict == .fail(.notEnforced))
        #expect(result.observed == "pam_pwhistory remembers 10, but pam_unix can store what it refused or never saw")
    }

    @Test(arguments: [
        "required pam_pwhistory.so\nrequired pam_unix.so use_authtok",
        "requisite pam_pwquality.so retry=3\nrequisite pam_pwhistory.so use_authtok\nrequired pam_unix.so use_authtok",
        "requisite pam_pwhistory.so\nrequisite pam_pwquality.so retry=3 use_authtok\nrequired pam_unix.so use_authtok",
        "requisite pam_pwhistory.so\nrequisite pam_pwquality.so\nrequired pam_unix.so use_authtok",
        "requisite pam_pwhistory.so\nrequired pam_unix.so minlen=0",
    ])
    func `a history whose word binds every writer counts`(_ stack: String) throws {
        var host = host(stack)
        host.tree[DebianTree.place(of: "pam_pwquality")] = "code"
        #expect(try host.verdict(check, "passwd") == .pass)
    }

    @Test func `remember of pam_unix binds that pam_unix alone`() throws {
        let result = try #require(try host("required pam_unix.so remember=5").result(check, "passwd"))
        #expect(result.verdict == .pass)
        #expect(result.observed == "5 (pam_unix remember=)")
        #expect(result.notes.contains(Note(.attention, "root is exempt from the rules of pam_unix")))
        #expect(try host("required pam_unix.so remember=4").verdict(check, "passwd") == .fail(.belowMinimum))
        #expect(try host("required pam_unix.so remember=0").verdict(check, "passwd") == .fail(.disabled))
        let two = "sufficient pam_unix.so remember=5\nrequired pam_unix.so"
        #expect(try host(two).verdict(check, "passwd") == .fail(.missing))
    }

    @Test func `without its file pam_unix takes no password, which is told`() throws {
        var host = host("required pam_unix.so remember=5")
        host.tree["/etc/security/opasswd"] = nil
        let text = "/etc/security/opasswd is missing, so that pam_unix refuses every password but those that root sets"
        #expect(try host.result(check, "passwd")?.notes.contains(Note(.attention, text)) == true)
    }

    @Test func `root is bound only where it is asked for and done`() throws {
        let settings = ["History": "5", "ApplyToRoot": "yes"]
        let stack = "requisite pam_pwhistory.so\nrequired pam_unix.so use_authtok"
        let exempt = try #require(try host(stack, settings: settings).result(check, "passwd"))
        #expect(exempt.verdict == .fail(.notEnforced))
        #expect(exempt.observed == "pam_pwhistory remembers 10, but exempts root")
        let bound = "requisite pam_pwhistory.so enforce_for_root\nrequired pam_unix.so use_authtok"
        #expect(try host(bound, settings: settings).verdict(check, "passwd") == .pass)
        #expect(try host("required pam_unix.so remember=5", settings: settings).verdict(check, "passwd") == .fail(.notEnforced))
        var file = newer("enforce_for_root\n")
        file.settings = settings
        #expect(try file.verdict(check, "passwd") == .pass)
    }

    @Test func `no tries at all refuse every password, which is told`() throws {
        let note = Note(.attention, "retry = 0: pam_pwhistory refuses every password")
        #expect(try newer("retry = 0\n").result(check, "passwd")?.notes.contains(note) == true)
        #expect(try newer("retry = 0\n", "retry=-1").result(check, "passwd")?.notes.contains(note) == false)
    }

    @Test func `what cannot be read or is not known is inconclusive`() throws {
        var denied = newer("")
        denied.tree[Self.file] = .denied
        #expect(try denied.verdict(check, "passwd") == .inconclusive(.unreadable))
        denied.tree[Self.module] = .denied
        #expect(try denied.verdict(check, "passwd") == .inconclusive(.unreadable))
        var unknown = host("requisite pam_house_rules.so\nrequired pam_unix.so use_authtok")
        unknown.tree[DebianTree.place(of: "pam_house_rules")] = "code"
        #expect(try unknown.verdict(check, "passwd") == .inconclusive(.unsupportedFormat))
    }

    @Test func `where nothing stores a password there is nothing to test`() throws {
        #expect(try host("required pam_deny.so").verdict(check, "passwd") == .notApplicable(.featureAbsent))
    }
}
