import Controls
import Foundation
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

@Suite struct SSHKeyTests {
    private let check: CheckID = "account-drift.ssh-key"
    private let file: HostPath = "/home/alice/.ssh/authorized_keys"

    /// Alice's home with everything hers.
    private func host(
        _ keys: String, _ more: [HostPath: MemoryTree.Entry] = [:], settings: [(String, String)] = [], owner: UInt32 = 1000
    ) -> AccountHost {
        var changes: [HostPath: MemoryTree.Entry] = [
            "/home/alice": .directory(owner: 1000), "/home/alice/.ssh": .directory(owner: 1000, mode: 0o700),
            file: .file(Array(keys.utf8), owner: owner, mode: 0o600),
        ]
        changes.merge(more) { _, second in second }
        return AccountHost(changes, settings: settings)
    }

    private func subjects(_ host: AccountHost) throws -> [String] { try host.results().of(check).map(\.subject) }

    /// The only key of the host.
    private func only(_ host: AccountHost) throws -> CheckResult {
        let all = try host.results().of(check)
        #expect(all.count == 1)
        return try #require(all.first)
    }

    // MARK: Verdicts

    @Test func `a host without keys has nothing to judge`() throws {
        #expect(try AccountHost().results().verdicts(check) == ["host": .notApplicable(.emptyPopulation)])
    }

    @Test(arguments: ["/home/alice/", "/home/alice/.", "/home//alice", "/home/bob/../alice", "/elsewhere"])
    func `a home is found however passwd writes its path`(home: String) throws {
        let usual = host(SampleKeys.ed25519)
        guard case .file(let passwd, _, _, _)? = usual.tree["/etc/passwd"] else { return }
        let written = String(decoding: passwd, as: UTF8.self).replacing(":/home/alice:", with: ":\(home):")
        let changed = host(
            SampleKeys.ed25519,
            ["/etc/passwd": .text(written), "/elsewhere": .link("/home/alice"), "/home/bob": .directory(owner: 1001)])
        #expect(try subjects(changed) == subjects(usual))
    }

    @Test func `an empty home is the root directory`() throws {
        let changed = AccountHost([
            "/etc/passwd": "root:x:0:0::/root:/bin/bash\nweb:x:33:33:::/bin/sh\n", "/.ssh/authorized_keys": .text(SampleKeys.ed25519),
        ])
        #expect(try only(changed).subject.hasPrefix("web SHA256:"))
    }

    @Test func `a key passes once it is approved, and fails once another is`() throws {
        let result = try only(host(SampleKeys.ed25519 + "\n"))
        #expect(result.verdict == .inconclusive(.noBaseline))
        #expect(result.subject.hasPrefix("alice SHA256:"))
        #expect(result.sources == [Source("/home/alice/.ssh/authorized_keys", line: 1)])
        #expect(try only(host(SampleKeys.ed25519, settings: [("ApprovedKey", result.subject)])).verdict == .pass)
        #expect(try only(host(SampleKeys.ecdsa, settings: [("ApprovedKey", result.subject)])).verdict == .fail(.unexpected))
    }

    @Test func `weak types and short moduli fail, whether or not they are approved`() throws {
        #expect(try only(host(SampleKeys.dsa)).verdict == .fail(.weakAlgorithm))
        let short = try only(host(SampleKeys.rsa1024))
        #expect(short.verdict == .fail(.belowMinimum))
        #expect(short.observed == "ssh-rsa, 1024 bits")
        #expect(try only(host(SampleKeys.rsa1024, settings: [("ApprovedKey", short.subject)])).verdict == .fail(.belowMinimum))
        #expect(try only(host(SampleKeys.rsa2048)).verdict == .inconclusive(.noBaseline))
        #expect(try only(host(SampleKeys.rsa2048, settings: [("AllowKeyType", "ed25519")])).verdict == .fail(.weakAlgorithm))
    }

    @Test func `an unknown type is not dropped`() throws {
        #expect(try only(host(SampleKeys.future)).verdict == .inconclusive(.unsupportedFormat))
    }

    @Test func `options stand before the type, with blanks in quotes, and are noted without their secrets`() throws {
        let options = #"from="10.0.0.0/8,!10.1.1.1",command="echo \"a b\" secret",environment="TOKEN=secret",no-pty "#
        let result = try only(host(options + SampleKeys.ed25519 + " alice@home\n"))
        #expect(result.notes == [Note(.attention, "options: from=10.0.0.0/8,!10.1.1.1, command, environment, no-pty")])
    }

    @Test func `a key whose options changed since the baseline fails`() throws {
        let before = try host("from=\"10.0.0.1\" " + SampleKeys.ed25519).evidence()
        #expect(try host("from=\"10.0.0.1\" " + SampleKeys.ed25519).results(baseline: before).of(check).map(\.verdict) == [.pass])
        #expect(try host(SampleKeys.ed25519).results(baseline: before).of(check).map(\.verdict) == [.fail(.changed)])
        #expect(try host("# none\n").results(baseline: before).of(check).map(\.verdict) == [.pass(.subjectAbsent)])
    }

    @Test func `a key of an account whose password was locked fails, for a lock stops no key`() throws {
        var locked = host(SampleKeys.ed25519)
        locked.tree["/etc/shadow"] = "alice:!$y$j9T$a$b:1:0:99999:7:::\n"
        let result = try only(locked)
        #expect(result.verdict == .fail(.notEnforced))
        #expect(result.notes.map(\.code) == [.orphanKey])
        locked.settings([("ApprovedKey", result.subject)])
        #expect(try only(locked).verdict == .fail(.notEnforced))
        locked.tree["/etc/shadow"] = "alice:!:1:0:99999:7:::\n"
        #expect(try only(locked).verdict == .pass)
    }

    @Test
    func `where a configuration lets no key of an account in, the key is not usable, and where only some places are let in they are named`()
        throws
    {
        let locked: [HostPath: MemoryTree.Entry] = ["/etc/shadow": "alice:!:1:0:99999:7:::\n"]
        let config: (String) -> AccountHost = { text in
            host(SampleKeys.ed25519, locked.merging(["/etc/ssh/sshd_config": .text(text)]) { $1 })
        }
        #expect(
            try only(config("UsePAM no\n")).observed
                == "ssh-ed25519, usable=no: UsePAM is not yes, and the account is locked (/etc/ssh/sshd_config:1)")
        #expect(
            try only(config("UsePAM yes\nDenyUsers alice\n")).observed
                == "ssh-ed25519, usable=no: DenyUsers names it (/etc/ssh/sshd_config:2)")
        let partly = try only(config("UsePAM yes\nMatch Address 10.0.0.0/8\nPubkeyAuthentication no\n"))
        #expect(partly.observed == "ssh-ed25519")
        #expect(partly.notes.isEmpty)
        let here = try only(config("UsePAM yes\nPubkeyAuthentication no\nMatch Address 127.0.0.0/8,::1\nPubkeyAuthentication yes\n"))
        #expect(
            here.notes.map(\.text) == [
                "not from private addresses: PubkeyAuthentication is no (/etc/ssh/sshd_config:2)",
                "not from public addresses: PubkeyAuthentication is no (/etc/ssh/sshd_config:2)",
            ])
    }

    @Test(arguments: [("0", true), ("20000", true), ("20001", false), ("", false)])
    func `a key of an expired account is noted`(_ day: String, _ isExpired: Bool) throws {
        let host = host(SampleKeys.ed25519, ["/etc/shadow": .text("alice:!$y$j9T$a$b:1:0:99999:7::\(day):\n")])
        let result = try only(host)
        #expect(result.verdict == (isExpired ? .inconclusive(.noBaseline) : .fail(.notEnforced)))
        #expect(result.notes.count == (isExpired ? 2 : 1))
    }

    @Test func `without shadow a key is judged, and whether its account is locked is not known`() throws {
        let verdicts = try host(SampleKeys.ed25519, ["/etc/shadow": .denied]).results().verdicts(check)
        #expect(verdicts.count == 2)
        #expect(verdicts["source:/etc/shadow"] == .inconclusive(.unreadable))
    }

    // MARK: Files

    @Test func `a file that sshd refuses still shows its keys`() throws {
        #expect(try only(host(SampleKeys.ed25519, owner: 1001)).observed.contains("usable=no"))
        let open = try only(host(SampleKeys.ed25519, ["/home/alice": .directory(owner: 1000, mode: 0o775)]))
        #expect(open.observed == "ssh-ed25519, usable=no: /home/alice is writable by group 0")
        let lax = host(
            SampleKeys.ed25519, ["/home/alice": .directory(owner: 1000, mode: 0o775), "/etc/ssh/sshd_config": "strictmodes no\n"])
        #expect(try only(lax).observed == "ssh-ed25519")
    }

    @Test func `a group of nobody but the owner may write, as Debian's sshd has it`() throws {
        // Here the number of the group is 0.
        let alice = "alice:x:1000:0::/home/alice:/bin/bash\n"
        let ours = host(
            SampleKeys.ed25519,
            ["/home/alice": .directory(owner: 1000, mode: 0o775), "/etc/passwd": .text(alice), "/etc/group": "alice:x:0:\n"])
        #expect(try only(ours).observed == "ssh-ed25519")
        let refused = "ssh-ed25519, usable=no: /home/alice is writable by group 0"
        var shared = ours
        shared.tree["/etc/group"] = "alice:x:0:daemon\n"
        #expect(try only(shared).observed == refused)
        var primary = ours
        primary.tree["/etc/passwd"] = .text(alice + "bob:x:1001:0::/b:/bin/sh\n")
        #expect(try only(primary).observed == refused)
    }

    @Test func `where a link leads sshd another way, nothing is said of the modes on this one`() throws {
        let linked = host(
            SampleKeys.ed25519,
            [
                "/home/alice": .directory(owner: 1000, mode: 0o777), file: .link("/etc/ssh/keys/alice"),
                "/etc/ssh/keys/alice": .file(Array(SampleKeys.ed25519.utf8)),
            ])
        #expect(try only(linked).observed == "ssh-ed25519")
    }

    @Test func `a daemon that is not known, or did not read the file yet, refuses nobody`() throws {
        var live = host(
            SampleKeys.ed25519,
            [
                "/etc/ssh/sshd_config": .text("UsePAM yes\nPubkeyAuthentication no\n"), "/run/sshd.pid": "17\n",
                "/proc/17/cmdline": "sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups",
            ])
        live.isLive = true
        #expect(try only(live).observed == "ssh-ed25519, usable=no: PubkeyAuthentication is no (/etc/ssh/sshd_config:2)")
        for (path, text) in [
            ("/run/sshd.pid", "x"), ("/proc/17/cmdline", "/bin/vi\0"), ("/proc/17/cmdline", "/usr/sbin/sshd\0-f\0other\0"),
        ] {
            var unknown = live
            unknown.tree[HostPath(path)] = .text(text)
            #expect(try only(unknown).observed == "ssh-ed25519", "\(path)")
        }
    }

    @Test func `of two groups with one number sshd knows the first name`() throws {
        let config = "UsePAM yes\nAllowGroups sshusers\n"
        let twice = host(
            SampleKeys.ed25519,
            ["/etc/ssh/sshd_config": .text(config), "/etc/group": "sshusers:x:1500:\nops:x:1500:alice\nalice:x:1000:\n"])
        #expect(try only(twice).observed == "ssh-ed25519")
    }

    @Test func `of two lines of shadow the first counts, and none where passwd has a password`() throws {
        let twice = host(SampleKeys.ed25519, ["/etc/shadow": "alice:*:20000::::::\nalice:!$6$a$b:1:::::1:\n"])
        #expect(try only(twice).notes.isEmpty)
        let inPasswd = host(
            SampleKeys.ed25519,
            [
                "/etc/passwd": "root:x:0:0::/root:/bin/sh\nalice:$6$a$b:1000:1000::/home/alice:/bin/bash\n",
                "/etc/shadow": "alice:!:1:::::1:\n",
            ])
        #expect(try only(inPasswd).notes.isEmpty)
    }

    @Test func `a link to shadow leaks nothing`() throws {
        let host = AccountHost([file: .link("/etc/shadow")])
        let result = try only(host)
        #expect(result.verdict == .inconclusive(.parseError))
        #expect(result.subject == "source:/home/alice/.ssh/authorized_keys")
        let kept = String(decoding: try host.evidence().canonicalJSON(), as: UTF8.self)
        #expect(!kept.contains("$y$"))
    }

    @Test func `a label that the blob contradicts is no key`() throws {
        let blob = SampleKeys.ed25519.split(separator: " ")[1]
        #expect(try only(host("ssh-rsa \(blob)\n")).verdict == .inconclusive(.parseError))
    }

    @Test func `homes, directories and files that cannot be read are inconclusive`() throws {
        #expect(try subjects(AccountHost([file: .denied])) == ["source:/home/alice/.ssh/authorized_keys"])
        let home = AccountHost(["/home/alice": .denied])
        #expect(try only(home).verdict == .inconclusive(.unreadable))
        #expect(try only(AccountHost([file: .fifo])).verdict == .inconclusive(.unreadable))
    }

    // MARK: sshd_config

    @Test func `the first value wins, an include counts at its place, and tokens are expanded`() throws {
        let host = AccountHost([
            "/etc/ssh/sshd_config": "Include sshd_config.d/*.conf\nAuthorizedKeysFile none\n",
            "/etc/ssh/sshd_config.d/10.conf": "authorizedkeysfile=\"/keys/%u/%%a\" %h/k/%U # more\n",
            "/etc/ssh/sshd_config.d/20.conf": "AuthorizedKeysFile /other\n", "/other": .text(SampleKeys.dsa),
            "/keys/alice/%a": .text(SampleKeys.ed25519), "/home/alice/k/1000": .text(SampleKeys.ecdsa), file: .text(SampleKeys.rsa2048),
        ])
        let paths = try host.results().of(check).flatMap(\.sources).map(\.path)
        #expect(paths == ["/keys/alice/%25a", "/home/alice/k/1000"])
    }

    @Test func `a Match that may be satisfied adds its files, one that certainly is replaces the global ones`() throws {
        let keys: [HostPath: MemoryTree.Entry] = [
            "/k1": .text(SampleKeys.ed25519), "/k2": .text(SampleKeys.ecdsa), "/k3": .text(SampleKeys.rsa2048), file: .text(SampleKeys.dsa),
        ]
        func paths(_ configuration: String) throws -> Set<String> {
            var tree = keys
            tree["/etc/ssh/sshd_config"] = .text(configuration)
            return Set(try AccountHost(tree).results().of(check).flatMap(\.sources).map(\.path))
        }
        #expect(try paths("AuthorizedKeysFile /k1\nMatch Address 10.0.0.0/8\n AuthorizedKeysFile /k2\n") == ["/k1", "/k2"])
        #expect(
            try paths("AuthorizedKeysFile /k1\nMatch User *,!root\n AuthorizedKeysFile /k2/%u\nMatch all\n AuthorizedKeysFile /k3\n") == [
                "/k3"
            ])
        #expect(
            try paths("AuthorizedKeysFile none\nMatch Group alice\n AuthorizedKeysFile .ssh/authorized_keys\n") == [
                "/home/alice/.ssh/authorized_keys"
            ])
    }

    @Test func `where groups cannot be known, a Match by group may be satisfied`() throws {
        let configuration = "AuthorizedKeysFile none\nMatch Group admins\n AuthorizedKeysFile /k\n"
        let tree: [HostPath: MemoryTree.Entry] = ["/etc/ssh/sshd_config": .text(configuration), "/k": .text(SampleKeys.ed25519)]
        #expect(try only(AccountHost(tree)).verdict == .notApplicable(.emptyPopulation))
        let foreign = AccountHost(tree.merging(["/etc/nsswitch.conf": "passwd: files\ngroup: files sss\n"]) { $1 })
        #expect(try only(foreign).subject.hasPrefix("ALL SHA256:"))
    }

    @Test func `a file that counts for everybody is one subject`() throws {
        let host = AccountHost(["/etc/ssh/sshd_config": "AuthorizedKeysFile /keys\n", "/keys": .text(SampleKeys.ed25519)])
        #expect(try only(host).subject.hasPrefix("ALL SHA256:"))
    }

    @Test func `a command and an authority are sources until a baseline approves them`() throws {
        let host = AccountHost([
            "/etc/ssh/sshd_config": "AuthorizedKeysCommand /usr/bin/keys %u\nMatch User bob\nTrustedUserCAKeys /etc/ssh/ca.pub\n",
            "/etc/ssh/ca.pub": .text(SampleKeys.ed25519), "/usr/bin/keys": .file([UInt8](repeating: 0x41, count: 2 << 20)),
        ])
        #expect(
            try host.results().verdicts(check) == [
                "source:AuthorizedKeysCommand": .inconclusive(.populationIncomplete),
                "source:TrustedUserCAKeys": .inconclusive(.populationIncomplete),
            ])
        let before = try host.evidence()
        #expect(Set(try host.results(baseline: before).verdicts(check).values) == [.pass])
        var changed = host
        changed.tree["/etc/ssh/ca.pub"] = .text(SampleKeys.ecdsa)
        #expect(try changed.results(baseline: before).verdicts(check)["source:TrustedUserCAKeys"] == .inconclusive(.populationIncomplete))
    }

    @Test(arguments: [
        ("AuthorizedKeysCommand /usr/bin/keys %u", "permission denied"),
        ("AuthorizedKeysCommand /usr/bin/none", "there is no /usr/bin/none"),
        ("AuthorizedPrincipalsFile /etc/ssh/p/%u", "it is another file for each account"),
        ("AuthorizedPrincipalsFile .ssh/principals", "it is another file for each account"),
    ])
    func `a source that nobody can compare is approved by no baseline`(_ line: String, _ why: String) throws {
        let host = AccountHost(["/etc/ssh/sshd_config": .text(line + "\n"), "/usr/bin/keys": .denied])
        let result = try #require(try host.results(baseline: host.evidence()).of(check).first)
        #expect(result.verdict == .inconclusive(.populationIncomplete))
        #expect(result.observed.contains("no baseline can approve it: \(why)"), "\(result.observed)")
    }

    @Test(arguments: [".ssh/authorized_keys.d/*", "/home/%u/.ssh/authorized_keys.d/[a-z]*", "%h/.ssh/*.d/one"])
    func `a pattern stands for every file that it matches, and for one of that name`(_ pattern: String) throws {
        let directory: HostPath = "/home/alice/.ssh/authorized_keys.d"
        let keys = MemoryTree.Entry.file(Array(SampleKeys.ed25519.utf8), owner: 1000, mode: 0o600)
        let host = host(
            "",
            [
                directory: .directory(owner: 1000), directory.appending("one"): keys,
                "/etc/ssh/sshd_config": .text("AuthorizedKeysFile \(pattern)\n"),
            ])
        #expect(try only(host).sources.map(\.path) == ["/home/alice/.ssh/authorized_keys.d/one"])
        var denied = host
        denied.tree[directory] = .denied
        #expect(try denied.results().of(check).map(\.verdict.outcome).contains(.inconclusive))
        var literal = host
        literal.tree[directory.appending("one")] = nil
        literal.tree["/home/alice/.ssh/authorized_keys.d/*"] = keys
        if pattern.hasSuffix("/*") { #expect(try only(literal).subject.hasPrefix("alice SHA256:")) }
    }

    @Test func `a configuration that cannot be read is a source of its own, and the usual files are looked at`() throws {
        let host = host(SampleKeys.ed25519, ["/etc/ssh/sshd_config": .denied])
        #expect(try subjects(host).count == 2)
        #expect(try host.results().verdicts(check)["source:/etc/ssh/sshd_config"] == .inconclusive(.unreadable))
    }

    // MARK: Against ssh-keygen

    @Test(
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/ssh-keygen"), "needs ssh-keygen"),
        arguments: [SampleKeys.ed25519, SampleKeys.ecdsa, SampleKeys.rsa2048, SampleKeys.rsa1024, SampleKeys.dsa])
    func `fingerprint and size are those of ssh-keygen`(_ line: String) throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("soc2d-key-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: path) }
        try Data(line.utf8).write(to: path)
        let words = String(decoding: try run("/usr/bin/ssh-keygen", ["-lf", path.path]).output, as: UTF8.self).split(separator: " ")
        let parsed = try #require(AuthorizedKeyLine(parsing: Array(line.utf8)[...]))
        try Data(parsed.blob).write(to: path)
        let digest = String(decoding: try run("/usr/bin/sha256sum", [path.path]).output, as: UTF8.self).prefix(64)
        let bytes = stride(from: 0, to: 64, by: 2).compactMap { start in
            UInt8(digest.dropFirst(start).prefix(2), radix: 16)
        }
        #expect("SHA256:" + Base64.encode(bytes) == words[1])
        if let bits = parsed.key.bits { #expect(String(bits) == words[0]) }
    }
}
