import Controls
import FoundationEssentials

extension CheckResult {
    /// The result in one sentence without its subject's check: what was seen, and what was asked for.
    var summary: String {
        let seen = observed.isEmpty ? verdict.reason ?? "as required" : observed
        let reason = verdict.reason.map { observed.isEmpty ? "" : " (\($0))" } ?? ""
        switch verdict {
        case .pass, .notApplicable: return seen + reason
        case .fail, .inconclusive: return required.isEmpty ? seen + reason : "\(seen)\(reason); required: \(required)"
        }
    }
}

extension InconclusiveReason {
    /// What makes the host observable; nil where only the check itself can say.
    var advice: String? {
        switch self {
        case .unreadable, .permissionDenied:
            "see that it is there and that soc2d may read it (root, or CAP_DAC_READ_SEARCH and CAP_SYS_PTRACE), and look again"
        case .sandboxed: "take the directive away that hides it from soc2d, and look again"
        case .notObservableUnderRoot: "look at the running host, without --root"
        case .timeout: "find out what hangs, or give the probe a longer Deadline="
        case .limitExceeded: "find out why the source is that large; soc2d reads no further"
        case .changedDuringRead: "look again once nothing changes it"
        case .parseError: "mend the line that is named: its own program may misread it as well"
        case .unsupportedFormat: "test this one by other means, and say so with Exclude= and its subject: soc2d cannot judge it"
        case .populationIncomplete: "test that source by other means, or say that it is out of scope with Population=local"
        case .internalError: "report this with the text above: it is a fault of soc2d"
        case .notObservable, .toolMissing, .toolFailed, .emptyOutput, .sourceConflict, .staleSource, .locked, .unreachable,
            .insufficientHistory, .clockInvalid, .noBaseline, .notConfigured:
            nil
        }
    }
}

extension Source {
    /// `path:line`, as editors and people know it.
    var text: String { line.map { "\(path):\($0)" } ?? path }
}

extension Moment {
    /// UTC to the second, such as `2026-11-21T22:34:27Z`.
    package var iso8601: String { Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601) }
}

extension String {
    /// The text without anything that could steer a terminal or forge a line. Names from the host come escaped already;
    /// this is the second lock on the same door.
    var printable: String {
        let isSafe = { (scalar: Unicode.Scalar) in
            switch scalar.value {
            case 0x00..<0x20, 0x7F...0x9F, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF: false
            default: true
            }
        }
        guard !unicodeScalars.allSatisfy(isSafe) else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { isSafe($0) ? $0 : "\u{FFFD}" }))
    }
}
