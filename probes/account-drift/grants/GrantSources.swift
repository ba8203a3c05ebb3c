import Controls
import ProbeKit

/// Where administrative power is given: sudo, doas and polkit.
struct GrantSources: RecordedObject, Hashable, Sendable {
    var grants: [Grant] = []
    /// Rule files of polkit: what they allow is a program that nobody can read off.
    var policyFiles: [DigestedFile] = []
    var badLines: [BadLines] = []
    var unread: [Unread] = []
    var remarks: [Remark] = []

    init() {}

    /// Looks at every source that the host has.
    init(_ host: Host) {
        readSudoers(host)
        readDoas(host)
        readPolicies(host)
        findReplaceablePrograms(host)
    }

    private mutating func readSudoers(_ host: Host) {
        let names = Self.hostNames(host)
        let files = SudoersFiles(host, hostNames: names)
        let resolved = SudoersGrants(files.statements, hostNames: names)
        grants = resolved.grants
        badLines = files.badLines
        for (path, lines) in resolved.repeated.sorted(by: { $0.key < $1.key }) {
            if let bad = BadLines(path, lines, kind: "an alias that is defined already (visudo -c)") { badLines.append(bad) }
        }
        unread = files.unread + resolved.unread
        let check = SudoersCrossCheck(files, on: host)
        if let conflict = check.conflict { unread.append(conflict) }
        remarks = files.remarks + [check.remark].compactMap { $0 }
    }

    /// What the kernel and `/etc/hostname` say. Where neither is known, every host in a rule may be this one.
    static func hostNames(_ host: Host) -> SudoersHostNames {
        var names = SudoersHostNames()
        if !host.isFileTreeOnly, let name = firstLine("/proc/sys/kernel/hostname", host) {
            names.all.append(name)
            names.isLive = true
        }
        if let name = firstLine("/etc/hostname", host), !names.all.contains(name) { names.all.append(name) }
        return names
    }

    /// The first line that is neither empty nor a comment, in small letters.
    private static func firstLine(_ path: HostPath, _ host: Host) -> [UInt8]? {
        guard let file = try? host.files.contents(of: path) else { return nil }
        for (_, line) in ByteLines(file.bytes) {
            let name = line.trimmed
            if let first = name.first, first != UInt8(ascii: "#") { return Array(name).lowercased }
        }
        return nil
    }

    private mutating func readDoas(_ host: Host) {
        let path: HostPath = "/etc/doas.conf"
        do {
            guard let file = try host.files.contents(of: path) else { return }
            let rules = DoasRules(parsing: file.bytes, path: path.escaped)
            grants += rules.grants
            if let bad = BadLines(path.escaped, rules.errors, kind: "no rule; doas refuses to work until it is mended (doas -C)") {
                badLines.append(bad)
            }
        } catch { unread.append(Unread(error)) }
    }

    private mutating func readPolicies(_ host: Host) {
        for path in PolicyDirectories.files(host.files, unread: &unread) {
            do {
                guard let file = try host.files.contents(of: path) else { continue }
                policyFiles.append(DigestedFile(path: path.escaped, digest: host.sha256(file.bytes).hexadecimal))
            } catch { unread.append(Unread(error)) }
        }
    }

    /// A program that somebody else than root can replace is worth as much as every program.
    private mutating func findReplaceablePrograms(_ host: Host) {
        var known: [String: Bool] = [:]
        for position in grants.indices where grants[position].breadth == .limited {
            guard let program = grants[position].scope.split(separator: " ").first(where: { $0.hasPrefix("/") }) else { continue }
            let path = String(program)
            let isReplaceable = known[path] ?? PathOwnership.isWritableByOthers(HostPath(Subject.unescaping(path)), host.files, than: 0)
            known[path] = isReplaceable
            if isReplaceable { grants[position].breadth = .writable }
        }
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("bad_lines", &badLines)
        try form.field("grants", &grants)
        try form.field("policy_files", &policyFiles)
        try form.field("remarks", &remarks)
        try form.field("unread", &unread)
    }
}

/// A file whose content is only compared.
struct DigestedFile: RecordedObject, Hashable, Sendable {
    var path = ""
    /// SHA-256 in hexadecimal.
    var digest = ""

    init() {}

    init(path: String, digest: String) {
        self.path = path
        self.digest = digest
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("digest", &digest)
        try form.field("path", &path)
    }
}
