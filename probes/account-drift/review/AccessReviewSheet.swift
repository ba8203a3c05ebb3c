package import Controls
package import ProbeKit

/// An empty sheet for a review of who may do what on a host.
package struct AccessReviewSheet {
    package let bytes: [UInt8]
    /// How many subjects somebody has to decide on.
    package let subjects: Int
    /// What could not be looked at, and is therefore not on the sheet: a line each.
    package let gaps: [String]

    /// Looks at a host as the settings of a configuration say.
    package init(of configuration: Configuration, on host: Host, to path: HostPath) throws(ProbeFailure) {
        var settings = Settings(configuration.settings[AccountDriftProbe.manifest.probe] ?? [])
        let probe = AccountDriftProbe(settings: &settings)
        try self.init(of: probe.observe(host, after: nil), probe.settings, on: host, to: path)
    }

    init(of evidence: AccountDriftEvidence, _ settings: AccountDriftSettings, on host: Host, to path: HostPath) {
        let unread =
            [evidence.accounts.passwd, evidence.accounts.group, evidence.accounts.groupShadow, evidence.accounts.nameSwitch]
            .compactMap(\.self) + evidence.grants.unread + evidence.keys.unread
        let bad =
            evidence.accounts.badLines.filter { $0.path != "/etc/shadow" } + evidence.grants.badLines
            + evidence.keys.files.compactMap(\.badLines)
        gaps = (unread.map { "\($0.path): \($0.text)" } + bad.map { "\($0.path): \($0.text)" }).map(Self.line)
        var found = AccessSubjects.all(in: evidence, settings).map { Array($0.utf8)[...].trimmed }
        found.sort { $0.lexicographicallyPrecedes($1) }
        var sorted: [ArraySlice<UInt8>] = []
        sorted.reserveCapacity(found.count)
        for subject in found where sorted.last != subject { sorted.append(subject) }
        subjects = sorted.count
        bytes = Self.written(
            sorted, gaps, path,
            head: [
                "Host=\(AccessReview.name(of: host))", "PreparedAt=\(host.now.rfc3339)",
                "Scope=\(AccessSubjects.digest(of: sorted, gaps: Self.sorted(gaps), host.sha256))", "ReviewedBy=", "ReviewedAt=",
            ])
    }

    /// What stands on a line of its own.
    private static func line(_ text: String) -> String {
        String(decoding: text.utf8.map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
    }

    private static func sorted(_ lines: [String]) -> [ArraySlice<UInt8>] {
        lines.map { Array($0.utf8)[...].trimmed }.sorted { $0.lexicographicallyPrecedes($1) }
    }

    private static func written(_ subjects: [ArraySlice<UInt8>], _ gaps: [String], _ path: HostPath, head: [String]) -> [UInt8] {
        let comments = [
            "In each line put Keep= or Revoke= in the place of Undecided=. Take no line out, and add none.",
            "What Gap= names could not be looked at: mend it and prepare a new sheet, since a review with gaps does not pass.",
            "Then say who you are in ReviewedBy=, as Signer= in soc2d.conf has it, and the day in ReviewedAt=, and sign:",
            "ssh-keygen -Y sign -f KEY -n \(DetachedSignature.namespace) \(path.escaped)",
        ]
        let lines = comments.map { "# \($0)" } + ["[AccessReview]"] + head + gaps.map { "Gap=\($0)" }
        var text = Array((lines.joined(separator: "\n") + "\n").utf8)
        let key = Array("Undecided=".utf8)
        text.reserveCapacity(text.count + subjects.reduce(0) { $0 + key.count + $1.count + 1 })
        for subject in subjects {
            text += key
            text += subject
            text.append(UInt8(ascii: "\n"))
        }
        return text
    }
}
