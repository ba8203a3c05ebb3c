import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// What a person approves with accounts, grants and keys: what is judged against it is what is shown.
struct ApprovableAccountTests {
    /// With everything in it that a baseline is compared with.
    private static var host: AccountHost {
        var host = AccountHost([
            "/etc/sudoers": "root ALL=(ALL) ALL\nbob ALL=(root) /usr/bin/id\n",
            "/etc/polkit-1/rules.d/50-x.rules": "polkit.addRule(…);",
            "/etc/ssh/sshd_config": "TrustedUserCAKeys /etc/ssh/ca.pub\n", "/etc/ssh/ca.pub": .text(SampleKeys.ecdsa),
            "/home/alice/.ssh/authorized_keys": .text("no-pty \(SampleKeys.ed25519)\n"),
            "/home/alice/.ssh/authorized_keys2": .text("\(SampleKeys.ed25519)\n"),
            "/etc/group": "root:x:0:\nsudo:x:27:alice\nweb:x:50:alice\ndocker:x:110:\nalice:x:1000:\n",
        ])
        host.tree["/etc/passwd"] = """
            root:x:0:0:root:/root:/bin/bash
            daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
            web:x:50:50:web:/srv:/bin/sh
            alice:x:1000:1000::/home/alice:/bin/bash

            """
        host.tree["/etc/shadow"] = "root:*:1::::::\ndaemon:*:1::::::\nweb:*:1::::::\nalice:$y$j9T$abc$def:1::::::\n"
        return host
    }

    private func items(_ host: AccountHost) throws -> [ApprovableItem] { host.probe().approvable(try host.evidence()) }

    private static let drift: [CheckID] = [.unapprovedAccount, .privilegedGrant, .sshKey, .serviceLogin]

    @Test func `everything that is compared is shown, by check and subject`() throws {
        let shown = try items(Self.host).map { "\($0.check.name) \($0.subject): \($0.value)" }
        let subjects = try items(Self.host).map { "\($0.check.name) \($0.subject)" }
        #expect(shown.contains("unapproved-account alice: uid:gid:home:shell 1000:1000:/home/alice:/bin/bash"))
        #expect(shown.contains("privileged-grant bob root /usr/bin/id: granted"))
        #expect(shown.contains("privileged-grant alice group:sudo: granted"))
        #expect(shown.contains("service-login web: may log in, shell /bin/sh"))
        #expect(subjects.contains("privileged-grant source:/etc/polkit-1/rules.d/50-x.rules"))
        #expect(subjects.contains("ssh-key source:TrustedUserCAKeys"))
        #expect(subjects.count { $0.hasPrefix("ssh-key alice SHA256:") } == 2)
        #expect(!subjects.contains { $0.contains("root ALL") || $0.contains("group:web") || $0.contains("login daemon") })
    }

    @Test func `a group that settings call privileged is part of what is approved`() throws {
        var host = Self.host
        host.settings([("PrivilegedGroup", "web")])
        let subjects = try items(host).map(\.subject)
        #expect(subjects.contains("alice group:web") && subjects.contains("web group:web") && !subjects.contains("alice group:sudo"))
    }

    @Test func `a state judged against itself has nothing that drifted, also with a key in two files`() throws {
        let evidence = try Self.host.evidence()
        let results = try Self.host.results(baseline: evidence)
        for check in Self.drift {
            #expect(results.populations[check]?.fail == 0 && results.populations[check]?.inconclusive == 0, "\(check)")
        }
    }

    private static let passwd = "/etc/passwd"
    private static let alice = "alice:x:1000:1000::/home/alice:/bin/bash"

    /// A file, what stands in it, and what takes its place.
    private static let alterations: [(path: HostPath, from: String, to: String)] = [
        ("/etc/passwd", alice, "alice:x:1001:1000::/home/alice:/bin/bash"),
        ("/etc/passwd", alice, "alice:x:1000:27::/home/alice:/bin/bash"),
        ("/etc/passwd", alice, "alice:x:1000:1000::/srv/alice:/bin/bash"),
        ("/etc/passwd", alice, "alice:x:1000:1000::/home/alice:/bin/zsh"),
        ("/etc/passwd", alice, "alice:x:1000:1000:Alice:/home/alice:/bin/bash"), ("/etc/passwd", alice, "\(alice)\nbob:x:1001:1001:::"),
        ("/etc/passwd", "/srv:/bin/sh", "/srv:/bin/bash"), ("/etc/passwd", "/srv:/bin/sh", "/srv:"),
        ("/etc/passwd", "daemon:/usr/sbin:/usr/sbin/nologin", "daemon:/usr/sbin:/bin/sh"), ("/etc/passwd", alice, ""),
        ("/etc/passwd", alice, "alice:x:999:1000::/home/alice:/bin/bash"), ("/etc/passwd", "x:50:50", "x:1050:50"),
        ("/etc/shadow", "daemon:*", "daemon:$y$j9T$abc$def"), ("/etc/shadow", "web:*", "web:$y$j9T$abc$def"),
        ("/etc/sudoers", "/usr/bin/id", "/usr/bin/less"), ("/etc/sudoers", "/usr/bin/id", "NOPASSWD: /usr/bin/id"),
        ("/etc/sudoers", "bob ALL=(root)", "bob ALL=(ALL)"), ("/etc/sudoers", "root ALL=(ALL) ALL", "root ALL=(ALL) /bin/ls"),
        ("/etc/sudoers", "bob ", "alice "), ("/etc/sudoers", "bob", "%web"), ("/etc/sudoers", "bob ALL", "# bob ALL"),
        ("/etc/group", "docker:x:110:", "docker:x:110:web"), ("/etc/group", "sudo:x:27:alice", "sudo:x:27:alice,root"),
        ("/etc/group", "web:x:50:alice", "web:x:50:bob"), ("/etc/group", "sudo:x:27:alice", "sudo:x:27:"),
        ("/etc/polkit-1/rules.d/50-x.rules", "polkit", "other"), ("/etc/polkit-1/rules.d/60-y.rules", "", "more"),
        ("/etc/ssh/sshd_config", "ca.pub", "other.pub"), ("/etc/ssh/ca.pub", "ecdsa", "ECDSA"),
        ("/etc/ssh/sshd_config", "TrustedUserCAKeys", "AuthorizedPrincipalsFile"),
        ("/home/alice/.ssh/authorized_keys", "no-pty", "no-pty,no-x11-forwarding"), ("/home/alice/.ssh/authorized_keys", "no-pty ", ""),
        ("/home/alice/.ssh/authorized_keys2", SampleKeys.ed25519, SampleKeys.ecdsa),
        ("/home/alice/.ssh/authorized_keys2", SampleKeys.ed25519, "\(SampleKeys.ed25519) a comment"),
    ]

    @Test(arguments: alterations.indices)
    func `an alteration is a difference that does not pass, or is neither`(index: Int) throws {
        let alteration = Self.alterations[index]
        let (before, host) = (try Self.host.evidence(), Self.host)
        var altered = host
        let text = try host.tree.contents(of: alteration.path, within: .accounts).map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
        #expect(alteration.from.isEmpty || text.contains(alteration.from), "there is nothing to alter")
        let changed = alteration.from.isEmpty ? alteration.to : text.replacing(alteration.from, with: alteration.to)
        altered.tree[alteration.path] = .text(changed)
        let results = try altered.results(baseline: before)
        let difference = BaselineDifference(from: host.probe().approvable(before), to: try items(altered))
        for check in Self.drift {
            let differing = Set(difference.changes.filter { $0.check == check && $0.kind != .removed }.map(\.subject))
            let failing = results.of(check).filter { [.fail, .inconclusive].contains($0.verdict.outcome) }
            // A file that only people can judge is not known to be bad; everything else is.
            #expect(failing.allSatisfy { $0.verdict.outcome == .fail || $0.subject.hasPrefix("source:") })
            let partly = difference.changes.filter { $0.check == check && Set($0.after).isSubset(of: Set($0.before)) }.map(\.subject)
            #expect(Set(failing.map(\.subject)) == differing.subtracting(partly), "\(check) after \(alteration)")
        }
        for gone in difference.changes where gone.kind == .removed && !Subject.isSource(gone.subject) {
            let verdict = results.of(gone.check, subject: gone.subject)
            #expect(verdict == nil || verdict?.outcome == .pass, "\(gone)")
        }
    }
}
