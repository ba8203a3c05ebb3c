import Controls
import HostFixtures
import ProbeKit

@testable import Probes

/// A host for the tests of this probe: a tree, and what the settings ask for.
struct PasswordHost {
    var tree: MemoryTree
    var settings: [String: String] = [:]
    /// 2026-11-21, day 20778 since 1970.
    static let now = Moment(seconds: 20_778 * 86_400 + 3_600)

    /// Observes, writes the evidence down, reads it back and judges that, as a later re-performance would.
    func results() throws -> Results {
        let probe = probe
        let evidence = try probe.observe(host, after: nil)
        let kept = try evidence.canonicalJSON()
        let read = try PasswordPolicyEvidence(canonicalJSON: kept)
        var results = Results(passesNamed: 1_000)
        probe.judge(read, against: nil, into: &results)
        return results
    }

    func result(_ check: CheckID, _ subject: String) throws -> CheckResult? {
        let matching = try results().of(check).filter { $0.subject == subject }
        return matching.count == 1 ? matching[0] : nil
    }

    func verdict(_ check: CheckID, _ subject: String) throws -> Verdict? { try result(check, subject)?.verdict }

    var probe: PasswordPolicyProbe {
        var settings = Settings(
            settings.sorted { $0.key < $1.key }.map { Assignment(key: $0, value: $1, place: Place(file: "test.control", line: 1)) })
        return PasswordPolicyProbe(settings: &settings)
    }

    var host: Host { Host(files: tree, now: Self.now, sha256: { _ in [UInt8](repeating: 7, count: 32) }) }

    /// The stock Debian 12 tree with some files changed or, with nil, removed.
    static func debian(_ changes: [HostPath: MemoryTree.Entry?] = [:], settings: [String: String] = [:]) -> PasswordHost {
        var tree = DebianTree.stock
        for (path, entry) in changes { tree[path] = entry }
        return PasswordHost(tree: tree, settings: settings)
    }

    /// A host with one service `passwd` and its password lines, and any modules.
    static func password(_ lines: String, pwquality: String = "", settings: [String: String] = [:]) -> PasswordHost {
        let text = lines.split(separator: "\n").map { "password \($0)\n" }.joined()
        return debian(["/etc/pam.d/passwd": .text(text), "/etc/security/pwquality.conf": .text(pwquality)], settings: settings)
    }

    /// A host with one service `login` with these lines, and any modules.
    static func login(_ lines: String, faillock: String = "", settings: [String: String] = [:]) -> PasswordHost {
        debian(["/etc/pam.d/login": .text(lines), "/etc/security/faillock.conf": .text(faillock)], settings: settings)
    }
}
