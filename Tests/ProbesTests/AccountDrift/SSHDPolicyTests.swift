import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// Whether the keys of an account get in, and from where.
@Suite struct SSHDPolicyTests {
    private func account(_ name: String = "alice", uid: Int = 1000, password: String = "*") -> AccountFact {
        let line = Array("\(name):\(password):\(uid):\(uid)::/home/\(name):/bin/bash".utf8)
        return Account(parsing: line[...], number: 1).map { AccountFact($0, shell: $0.shell) } ?? AccountFact()
    }

    private func policy(_ text: String, daemon: SSHDaemon = SSHDaemon()) -> SSHDPolicy {
        SSHDPolicy(SSHDConfiguration(["/etc/ssh/sshd_config": .text(text)] as MemoryTree, daemon: daemon))
    }

    private func refused(_ text: String, _ account: AccountFact, groups: [String]? = ["alice"]) -> [String] {
        policy(text).refusals(of: account, groups: groups?.map { Array($0.utf8) }).map {
            "\($0.origin?.rawValue ?? "all"): \($0.refusal.words)"
        }
    }

    @Test func `without a setting a key gets in from everywhere`() {
        #expect(refused("", account()).isEmpty)
        #expect(refused("PermitRootLogin prohibit-password\n", account("root", uid: 0)).isEmpty)
    }

    @Test func `a setting that certainly refuses names its line`() {
        #expect(refused("\nPubkeyAuthentication no\n", account()) == ["all: PubkeyAuthentication is no (/etc/ssh/sshd_config:2)"])
        #expect(refused("PermitRootLogin no\n", account("root", uid: 0)) == ["all: PermitRootLogin is no (/etc/ssh/sshd_config:1)"])
        #expect(refused("PermitRootLogin no\n", account()).isEmpty)
        #expect(refused("AllowUsers bob car*\n", account()) == ["all: AllowUsers does not name it (/etc/ssh/sshd_config:1)"])
        #expect(refused("AllowUsers al?ce\n", account()).isEmpty)
        #expect(refused("DenyGroups al*\n", account()) == ["all: DenyGroups names it (/etc/ssh/sshd_config:1)"])
        #expect(refused("AllowGroups ssh\n", account()) == ["all: AllowGroups does not name it (/etc/ssh/sshd_config:1)"])
    }

    @Test func `what hangs on groups that are not known refuses nobody`() {
        #expect(refused("AllowGroups ssh\nDenyGroups alice\n", account(), groups: nil).isEmpty)
        #expect(refused("Match group ssh\nPubkeyAuthentication no\n", account(), groups: nil).isEmpty)
    }

    @Test func `a class of addresses is refused alone`() {
        let text = "PubkeyAuthentication no\nMatch address 127.0.0.0/8,::1,10.0.0.0/8\nPubkeyAuthentication yes\n"
        #expect(refused(text, account()) == ["public: PubkeyAuthentication is no (/etc/ssh/sshd_config:1)"])
        #expect(refused("AllowUsers alice@10.0.0.0/8\n", account()).map { $0.prefix(8) } == ["loopback", "public: "])
        #expect(refused("DenyUsers alice@203.0.113.9\n", account()).isEmpty)
        #expect(
            refused("DenyUsers alice@127.0.0.0/8 bob alice@::1\n", account()) == ["loopback: DenyUsers names it (/etc/ssh/sshd_config:1)"])
    }

    @Test func `without PAM a locked account has no way in, and with PAM a lock stops no key`() {
        for field in ["!$6$salt$hash", "!", "!!"] {
            #expect(refused("UsePAM no\n", account(password: field)).count == 1, "\(field)")
            #expect(refused("", account(password: field)).count == 1, "\(field)")
            #expect(refused("UsePAM yes\n", account(password: field)).isEmpty, "\(field)")
        }
        #expect(refused("UsePAM no\n", account(password: "*")).isEmpty)
    }

    @Test func `what is not known refuses nobody`() {
        let unreadable = SSHDConfiguration(
            [
                "/etc/ssh/sshd_config": "PubkeyAuthentication no\nInclude /etc/ssh/x.conf\n", "/etc/ssh/x.conf": .denied,
            ] as MemoryTree)
        #expect(SSHDPolicy(unreadable).refusals(of: account(), groups: []).isEmpty)
        #expect(SSHDPolicy(unreadable).refusalForEverybody == nil)
        #expect(SSHDPolicy(SSHDConfiguration([:] as MemoryTree)).refusals(of: account(password: "!"), groups: []).isEmpty)
    }

    @Test func `the options of the running daemon come first`() {
        let daemon = SSHDaemon(
            commandLine: Array("sshd: /usr/sbin/sshd -D -o PubkeyAuthentication=no [listener] 0 of 10-100 startups\0\0".utf8))
        let policy = policy("PubkeyAuthentication yes\n", daemon: daemon)
        #expect(policy.words(ifEverywhere: policy.refusals(of: account(), groups: [])) == "PubkeyAuthentication is no (sshd -o)")
    }

    @Test func `the command line of the daemon is read as getopt reads it`() {
        let named = { (text: String) in SSHDaemon(commandLine: Array(text.utf8)) }
        #expect(named("/usr/sbin/sshd\0-D\0-f\0/etc/ssh/other\0-oUsePAM=no\0").file == "/etc/ssh/other")
        #expect(named("/usr/sbin/sshd\0-D\0-f\0/etc/ssh/other\0-oUsePAM=no\0").options == [Array("UsePAM=no".utf8)])
        #expect(named("sshd: /usr/sbin/sshd -De -f/etc/a -p 22 [listener] x").file == "/etc/a")
        #expect(named("sshd: /usr/sbin/sshd -o UsePAM no -D [listener]").options == [Array("UsePAM no".utf8)])
        for stranger in ["/usr/bin/vim\0-f\0/etc/a\0", "", "sshd: alice@pts/0"] {
            #expect(!named(stranger).isIdentified && named(stranger).file == nil, "\(stranger)")
        }
    }

    @Test(arguments: [
        ("10.0.0.0/8", SSHOrigin.privateNetwork, SSHMatch.Certainty.maybe), ("10.0.0.0/8", .publicNetwork, .no), ("*", .loopback, .yes),
        ("127.0.0.0/8,::1", .loopback, .yes), ("127.0.0.1", .loopback, .maybe), ("*,!127.0.0.0/8,!::1", .loopback, .no),
        ("*,!127.0.0.1", .loopback, .maybe), ("!10.0.0.0/8", .publicNetwork, .no), ("0.0.0.0/0,::/0", .publicNetwork, .yes),
        ("0.0.0.0/0", .publicNetwork, .maybe), ("10.0.0.1/8", .publicNetwork, .maybe), ("", .publicNetwork, .no),
    ])
    func `a list of addresses means all of a class, some, or none`(_ list: String, _ origin: SSHOrigin, _ certainty: SSHMatch.Certainty) {
        #expect(origin.certainty(of: Array(list.utf8)) == certainty)
    }
}
