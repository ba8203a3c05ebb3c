import Controls
import HostFixtures
import ProbeKit

@testable import Probes

/// A host with accounts, and what account-drift says of it.
struct AccountHost {
    var tree: MemoryTree
    var assignments: [Assignment] = []
    /// Whether the host runs, and is not only a tree of files.
    var isLive = false
    var now = Moment(seconds: 20_000 * 86_400)
    /// What the databases of logins hold.
    var tables: FakeTables?
    /// The service manager of a running host.
    var services: FakeServices?
    /// The programs of a running host.
    var tools: FakeTools?
    /// Whose signatures count.
    var keyring = Keyring()

    /// A small healthy host: root, a service and a person.
    init(_ changes: [HostPath: MemoryTree.Entry] = [:], settings: [(String, String)] = []) {
        tree = [
            "/etc/passwd": """
            root:x:0:0:root:/root:/bin/bash
            daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
            sync:x:4:65534:sync:/bin:/bin/sync
            alice:x:1000:1000::/home/alice:/bin/bash

            """,
            "/etc/shadow": """
            root:*:19000:0:99999:7:::
            daemon:*:19000:0:99999:7:::
            sync:*:19000:0:99999:7:::
            alice:$y$j9T$abc$def:19000:0:99999:7:::

            """,
            "/etc/group": "root:x:0:\ndaemon:x:1:\nsudo:x:27:\ndocker:x:110:\nalice:x:1000:\n",
            "/etc/nsswitch.conf": "passwd: files systemd\ngroup: files systemd\n",
            "/etc/login.defs": "UID_MIN 1000\n",
            "/etc/hostname": "web-1\n",
        ]
        for (path, entry) in changes { tree[path] = entry }
        self.settings(settings)
    }

    mutating func settings(_ said: [(String, String)]) {
        for (key, value) in said {
            assignments.append(Assignment(key: key, value: value, place: Place(file: "test.control", line: assignments.count + 1)))
        }
    }

    func probe() -> AccountDriftProbe {
        var settings = Settings(assignments)
        return AccountDriftProbe(settings: &settings)
    }

    /// SHA-256 is of no matter here, as long as two contents differ: FNV-1a, four times over.
    var host: Host {
        var host = Host(
            files: tree, sockets: isLive ? NoSockets() : nil, tools: tools, services: services, tables: tables, now: now
        ) { bytes in
            (0..<4).flatMap { round in
                let hash = bytes.reduce(UInt64(14_695_981_039_346_656_037) &+ UInt64(round)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
                return (0..<8).map { UInt8(truncatingIfNeeded: hash >> (8 * UInt64($0))) }
            }
        }
        host.keyring = keyring
        return host
    }

    func evidence() throws -> AccountDriftEvidence { try probe().observe(host, after: nil) }

    /// Judges what was seen, and makes sure that kept evidence says the same.
    func results(baseline: AccountDriftEvidence? = nil) throws -> Results {
        let seen = try evidence()
        let approved = baseline.map { Baseline(approvedBy: "ann", approvedAt: Moment(seconds: 0), state: $0) }
        var results = Results(passesNamed: 1000)
        probe().judge(seen, against: approved, into: &results)
        var again = Results(passesNamed: 1000)
        probe().judge(try AccountDriftEvidence(canonicalJSON: seen.canonicalJSON()), against: approved, into: &again)
        guard again == results else { throw JudgedDifferently() }
        return results
    }
}

/// A running host that listens nowhere.
private struct NoSockets: SocketTable {
    func publishedPorts() throws(ProbeFailure) -> PublishedPorts { PublishedPorts() }
    func listeners() throws(ProbeFailure) -> ListenerInventory { ListenerInventory(sockets: []) }
}

/// Kept evidence gave other results than what was seen.
struct JudgedDifferently: Error {}

extension Results {
    func verdicts(_ check: CheckID) -> [String: Verdict] {
        Dictionary(of(check).map { ($0.subject, $0.verdict) }) { _, second in second }
    }

    func result(_ check: CheckID, _ subject: String) -> CheckResult? { of(check).first { $0.subject == subject } }
}
