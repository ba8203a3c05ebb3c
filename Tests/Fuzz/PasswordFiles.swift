import Controls
import HostFixtures
import ProbeKit

@testable import Probes

/// Feeds the bytes to password-policy as files of a host, in every place where their kind is read, and lets it judge what it has seen.
enum PasswordFiles {
    private static let modules: MemoryTree = {
        var tree: MemoryTree = [:]
        for name in ["pam_unix", "pam_pwquality", "pam_pwhistory", "pam_faillock"] {
            tree[HostPath("/usr/lib/security/\(name).so")] = "/etc/security/pwhistory.conf"
        }
        return tree
    }()

    /// The file stands for a service, for what it includes, for `other`, and for pam.conf.
    static func readStacks(_ bytes: [UInt8]) {
        let checks: Set<CheckID> = [PasswordPolicyProbe.complexity, PasswordPolicyProbe.history, PasswordPolicyProbe.lockout]
        var directory = modules
        for name in ["passwd", "common-password", "system-auth", "other"] {
            directory[HostPath("/etc/pam.d/\(name)")] = .file(bytes)
        }
        judge(directory, checks)
        judge(["/etc/pam.conf": .file(bytes)], checks)
    }

    /// What the account files say, with nothing that takes passwords beside them.
    static func readAccounts(_ bytes: [UInt8]) {
        var tree: MemoryTree = [:]
        for path: HostPath in ["/etc/passwd", "/etc/shadow", "/etc/nsswitch.conf"] { tree[path] = .file(bytes) }
        judge(
            tree,
            [
                PasswordPolicyProbe.emptyPassword, PasswordPolicyProbe.hashAlgorithm, PasswordPolicyProbe.maximumAge,
                PasswordPolicyProbe.inactiveLock,
            ])
        _ = Passwd(parsing: bytes)
        _ = Shadow(parsing: bytes)
        _ = GroupFile(parsing: bytes)
    }

    /// The same file for every module and tool, and its lines as arguments of a module.
    static func readSettings(_ bytes: [UInt8]) {
        let paths: [HostPath] = [
            PwqualityFiles.dropIns.appending("a.conf"), PwqualityFiles.mainFile, UseraddDefaults.file, LoginDefsFacts.files[0],
        ]
        var tree: MemoryTree = [:]
        for path in paths { tree[path] = .file(bytes) }
        var entry = PamEntry()
        entry.arguments = bytes.split(separator: UInt8(ascii: "\n")).map(\.escaped)
        let quality = PwqualitySettings(PwqualityFiles(in: tree) { _ in }, argumentsOf: entry)
        precondition((0...4).contains(quality.requiredClasses) && quality.configuredLength >= 0)
        _ = FaillockSettings(FaillockSettings.parse(bytes, path: "a"), argumentsOf: entry)
        precondition(HistorySettings(HistorySettings.parse(bytes, path: "a"), argumentsOf: entry).remembered >= 0)
        let unix = UnixSettings(entry, loginDefs: LoginDefsFacts(in: tree) { _ in }, builtInMinimum: 6)
        precondition((0...400).contains(unix.remembered ?? 0) && unix.minimumLength >= 0)
        precondition(UseraddDefaults(in: tree) { _ in }.days ?? 0 >= 0)
    }

    /// What is seen can be written into evidence and read again, and the second reading is judged as the first.
    private static func judge(_ tree: MemoryTree, _ checks: Set<CheckID>) {
        let given = ["PolicyPack": "classic", "PamService": "passwd"]
        var settings = Settings(given.map { Assignment(key: $0, value: $1, place: Place(file: "a", line: 1)) })
        let probe = PasswordPolicyProbe(settings: &settings)
        let host = Host(files: tree, now: Moment(seconds: 1_800_000_000), sha256: { _ in [UInt8](repeating: 0, count: 32) })
        guard let evidence = try? probe.observe(host, after: nil), let written = try? evidence.canonicalJSON() else { return }
        let read = try? PasswordPolicyEvidence(canonicalJSON: written)
        precondition(read == evidence)
        var results = Results(due: checks)
        if let read { probe.judge(read, against: nil, into: &results) }
    }
}
