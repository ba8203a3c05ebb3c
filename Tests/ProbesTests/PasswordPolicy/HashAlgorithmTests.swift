import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

@Suite struct HashAlgorithmTests {
    private let check = PasswordPolicyProbe.hashAlgorithm

    private func host(_ field: String, passwd: String = "x", settings: [String: String] = [:]) -> PasswordHost {
        .debian(
            [
                "/etc/passwd": .text("root:x:0:0::/root:/bin/sh\nbob:\(passwd):1000:1000::/home/bob:/bin/sh\n"),
                "/etc/shadow": .text("root:*:20000::::::\nbob:\(field):20000:0:99999:7:::\n"),
            ], settings: settings)
    }

    @Test(arguments: [
        ("$y$j9T$salt$hash", Verdict.pass()), ("!$y$j9T$salt$hash", .pass()), ("!!$6$salt$hash", .pass()), ("$gy$j9T$s$h", .pass()),
        ("$7$CU..../....s$h", .pass()), ("$2b$12$saltsalt", .pass()), ("$6$rounds=4999$s$h", .fail(.belowMinimum)),
        ("$6$rounds=100000$s$h", .pass()), ("$5$s$h", .fail(.weakAlgorithm)), ("$1$s$h", .fail(.weakAlgorithm)),
        ("$3$$hash", .fail(.weakAlgorithm)), ("$md5,rounds=5$s$h", .fail(.weakAlgorithm)), ("$sha1$5$s$h", .fail(.weakAlgorithm)),
        ("!$1$s$h", .fail(.weakAlgorithm)), ("abJnggxhB/yWI", .fail(.weakAlgorithm)),
        ("_J9..K0AyUubWwYvKdSM", .fail(.weakAlgorithm)), ("$99$s$h", .inconclusive(.unsupportedFormat)),
        // with the age that HP-UX adds, and bigcrypt
        ("abuq21xu6EMNI,M.zz", .fail(.weakAlgorithm)), ("!abuq21xu6EMNI,M.zz", .fail(.weakAlgorithm)),
        ("abuq21xu6EMNIwJdQMZPCEUc", .fail(.weakAlgorithm)), ("a hash, perhaps", .inconclusive(.unsupportedFormat)),
    ])
    func `a stored hash is judged by its prefix`(_ field: String, _ verdict: Verdict) throws {
        let result = try #require(try host(field).result(check, "bob"))
        #expect(result.verdict == verdict)
        #expect(result.sources == [Source("/etc/shadow", line: 2)])
        #expect(!"\(result)".contains("salt"))
    }

    @Test(arguments: ["*", "!", "!!", "!*", "", "*LK*", "NP", "x", "!x", "*no login for this", "abuq21xu6EMN"])
    func `without a hash an account is no subject`(_ field: String) throws {
        let results = try host(field).results().of(check)
        #expect(results.map(\.subject) == ["accounts", "new-passwords"])
        #expect(results.first?.verdict == .notApplicable(.emptyPopulation))
    }

    @Test func `a hash in passwd is exposed, however good`() throws {
        let result = try #require(try host("*", passwd: "$y$j9T$salt$hash").result(check, "bob"))
        #expect(result.verdict == .fail(.exposed))
        #expect(result.sources == [Source("/etc/passwd", line: 2)])
    }

    @Test func `the argument of pam_unix decides for new passwords, and the losing line is told`() throws {
        let result = try #require(try PasswordHost.debian().result(check, "new-passwords"))
        #expect(result.verdict == .pass)
        #expect(result.observed == "yescrypt (pam_unix in passwd)")
        #expect(result.sources == [Source("/etc/pam.d/common-password", line: 25)])
        #expect(
            result.notes.contains(Note(.shadowedSetting, "ENCRYPT_METHOD SHA512 in /etc/login.defs:2 loses to the argument of pam_unix")))
    }

    @Test(arguments: [
        ("ENCRYPT_METHOD MD5\nENCRYPT_METHOD YESCRYPT\n", Verdict.fail(.weakAlgorithm), "md5crypt (pam_unix in passwd)"),
        ("ENCRYPT_METHOD SHA512 # strong\n", .pass(), "sha512crypt with 5000 rounds (pam_unix in passwd)"),
        ("ENCRYPT_METHOD SHA512\nSHA_CRYPT_MAX_ROUNDS 2000\n", .fail(.belowMinimum), "sha512crypt with 2000 rounds (pam_unix in passwd)"),
        ("ENCRYPT_METHOD SHA512\nSHA_CRYPT_MAX_ROUNDS 10\n", .pass(), "sha512crypt with 5000 rounds (pam_unix in passwd)"),
        // pam_unix does not know this word, although shadow-utils do
        ("ENCRYPT_METHOD BCRYPT\n", .fail(.weakAlgorithm), "descrypt (pam_unix in passwd)"),
        ("", .fail(.weakAlgorithm), "descrypt (pam_unix in passwd)"),
    ])
    func `without an argument the first line of login defs decides`(_ defs: String, _ verdict: Verdict, _ observed: String) throws {
        var host = PasswordHost.password("required pam_unix.so", settings: ["PamService": "passwd"])
        host.tree["/etc/login.defs"] = .text(defs)
        let result = try #require(try host.result(check, "new-passwords"))
        #expect(result.verdict == verdict)
        #expect(result.observed == observed)
    }

    @Test func `one service with a weak scheme is enough to fail`() throws {
        let host = PasswordHost.debian(["/etc/pam.d/sshd": "password required pam_unix.so md5\n"])
        #expect(try host.result(check, "new-passwords")?.observed == "md5crypt (pam_unix in sshd)")
        #expect(try host.verdict(check, "new-passwords") == .fail(.weakAlgorithm))
    }

    @Test func `a stack that cannot be read hides no weak one, and passes with no good one`() throws {
        var host = PasswordHost.debian(["/etc/pam.d/passwd": .denied])
        #expect(try host.verdict(check, "new-passwords") == .inconclusive(.unreadable))
        host.tree["/etc/pam.d/sshd"] = "password required pam_unix.so md5\n"
        #expect(try host.verdict(check, "new-passwords") == .fail(.weakAlgorithm))
    }

    @Test func `settings choose schemes and rounds`() throws {
        let rounds = ["AllowHash": "sha512crypt", "MinimumRounds": "sha512crypt:100000"]
        #expect(try host("$6$rounds=65536$s$h", settings: rounds).verdict(check, "bob") == .fail(.belowMinimum))
        #expect(try host("$y$j9T$s$h", settings: rounds).verdict(check, "bob") == .fail(.weakAlgorithm))
    }

    @Test func `a shadow that cannot be read is one subject, and what passwd shows is judged all the same`() throws {
        var host = host("$y$j9T$s$h", passwd: "abJnggxhB/yWI")
        host.tree["/etc/shadow"] = .denied
        let results = try host.results().of(check)
        #expect(results.map(\.subject) == ["bob", "source:/etc/shadow", "new-passwords"])
        #expect(results.map(\.verdict) == [.fail(.exposed), .inconclusive(.unreadable), .pass])
    }

    @Test func `no hash enters the evidence`() throws {
        let host = host("$6$rounds=6000$SALTSALT$HASHHASH", passwd: "$1$SALTSALT$HASHHASH")
        let kept = String(decoding: try host.probe.observe(host.host, after: nil).canonicalJSON(), as: UTF8.self)
        #expect(!kept.contains("SALT") && !kept.contains("HASHHASH"))
    }
}
