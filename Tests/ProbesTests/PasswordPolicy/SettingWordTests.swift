import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// Nothing that may be a hash comes out of files of settings and arguments, and everything that decides does.
@Suite struct SettingWordTests {
    private static let hashes = [
        "abHaShMaRkabc", "_J9..HaShMaRkHaShMaRk", "$1$salt$HaShMaRkHaShMaRk", "$6$rounds=5000$salt$HaShMaRkHaShMaRk",
        "$2b$05$HaShMaRkHaShMaRk", "$y$j9T$salt$HaShMaRk", "$md5$HaShMaRk", "desHaShMaRkab", "12HaShMaRkabc", "/HaShMaRkabcde",
    ]

    @Test(arguments: hashes) func `a hash is kept nowhere`(_ hash: String) throws {
        let host = PasswordHost.debian(
            [
                "/etc/pam.d/passwd": .text(
                    """
                    password requisite pam_pwquality.so minlen=\(hash) \(hash) difok=1\(hash)
                    password requisite pam_pwhistory.so remember=\(hash) \(hash)=1
                    password required pam_unix.so remember=\(hash) rounds=\(hash) sha512\(hash) \(hash)

                    """),
                "/etc/pam.d/login": .text(
                    "auth required pam_faillock.so preauth deny=\(hash) conf=/etc/\(hash.contains("$") ? hash : "x") \(hash)\n"),
                "/etc/security/pwquality.conf": .text("badwords = \(hash)\ndictpath = x\(hash)\n\(hash) = 1\n"),
                "/etc/security/pwhistory.conf": .text("remember = \(hash)\n\(hash)\n"),
                "/etc/security/faillock.conf": .text("deny = \(hash)\nadmin_group = \(hash)\n\(hash)\n"),
                "/etc/login.defs": .text("ENCRYPT_METHOD \(hash)\nENCRYPT_METHOD x\nPASS_MAX_DAYS \(hash)\nPASS_MAX_DAYS 3\n"),
                "/etc/default/useradd": .text("INACTIVE=\(hash)\nINACTIVE=1\n"),
                DebianTree.place(of: "pam_pwhistory"): "ELF /etc/security/pwhistory.conf",
                DebianTree.place(of: "pam_pwquality"): "code",
            ], settings: ["PolicyPack": "classic", "InactiveLock": "30d"])
        #expect(!"\(try host.results())".contains("HaShMaRk"))
        let kept = String(decoding: try host.probe.observe(host.host, after: nil).canonicalJSON(), as: UTF8.self)
        #expect(!kept.contains("HaShMaRk"))
    }

    @Test(arguments: [
        ("use_authtok", "use_authtok"), ("use_authtokX", "(12 bytes that are no value)"), ("sha512", "sha512"), ("sha512x", "sha512…"),
        ("minlen=14", "minlen=14"), ("minlen= 14", "minlen=14"), ("remember=7x", "remember=7…"), ("REMEMBER=6", "REMEMBER=6"),
        ("unlock_time=never", "unlock_time=never"), ("admin_group=wheel", "admin_group=wheel"), ("dir=/run/$a", "dir=/run/$a"),
        ("conf=/etc/a$b", "conf=/etc/a$b"), ("minlen=0x5a", "minlen=0x5a"), ("dcredit=-1", "dcredit=-1"), ("retry=", "retry="),
        ("minlen=/etc", "minlen=(4 bytes that are no value)"), ("dictpath=none", "dictpath=(4 bytes that are no value)"),
    ])
    func `what decides is kept`(_ argument: String, _ kept: String) {
        #expect(SettingWord.argument(argument) == kept)
    }

    @Test func `a path with a dollar is followed whole`() throws {
        var host = PasswordHost.password(
            "requisite pam_pwhistory.so conf=/etc/a$b\nrequired pam_unix.so use_authtok", settings: ["History": "5"])
        host.tree[DebianTree.place(of: "pam_pwhistory")] = "ELF /etc/security/pwhistory.conf"
        host.tree["/etc/a$b"] = "remember = 1\n"
        #expect(try host.verdict(PasswordPolicyProbe.history, "passwd") == .fail(.belowMinimum))
    }

    @Test func `of many lines that lose the last few are told, and how many there are`() throws {
        let text = (1...1_000).map { "INACTIVE=\($0 % 2 + 5)\n" }.joined()
        let host = PasswordHost.debian(["/etc/default/useradd": .text(text)], settings: ["InactiveLock": "30d"])
        let notes = try #require(try host.result(PasswordPolicyProbe.inactiveLock, "new-accounts")).notes
            .filter { $0.code == .shadowedSetting }.map(\.text)
        #expect(notes.count == 5)
        #expect(notes.first == "995 earlier lines of INACTIVE are in the same position")
        #expect(notes.last == "INACTIVE=6 in /etc/default/useradd:999 loses to a later line")
    }

    @Test func `notes on settings of modules are few, however many lines a file has`() throws {
        let many = (1...1_000).map { "minlen = \($0 % 2 + 14)\n" }.joined()
        let host = PasswordHost.password("requisite pam_pwquality.so\nrequired pam_unix.so use_authtok", pwquality: many)
        #expect(try #require(try host.result(PasswordPolicyProbe.minimumLength, "passwd")).notes.count < 12)
        var login = PasswordHost.login(
            "auth required pam_faillock.so preauth\nauth required pam_unix.so\nauth required pam_faillock.so authfail\n")
        login.tree["/etc/security/faillock.conf"] = .text((1...1_000).map { "deny = \($0 % 2 + 3)\ndeny = x\ndir = y\n" }.joined())
        #expect(try #require(try login.result(PasswordPolicyProbe.lockout, "login")).notes.count < 30)
        var history = PasswordHost.password("requisite pam_pwhistory.so\nrequired pam_unix.so use_authtok", settings: ["History": "5"])
        history.tree[DebianTree.place(of: "pam_pwhistory")] = "ELF /etc/security/pwhistory.conf"
        history.tree["/etc/security/pwhistory.conf"] = .text((1...1_000).map { "remember = \($0)\nretry = x\n" }.joined())
        #expect(try #require(try history.result(PasswordPolicyProbe.history, "passwd")).notes.count < 12)
    }
}
