import Controls

extension CheckResult {
    /// The result in one sentence without its subject's check: what was seen, and what was asked for.
    var summary: String { summary(under: nil) }

    /// The same with the waiver that lies over it: the result is what it is without one.
    func summary(under waiver: Waiver?) -> String {
        let seen = observed.isEmpty ? verdict.reason ?? "as required" : observed
        let reason = verdict.reason.map { observed.isEmpty ? "" : " (\($0))" } ?? ""
        let told = seen + reason + (waiver.map { " (\($0.label))" } ?? "")
        switch verdict {
        case .pass, .notApplicable: return told
        case .fail, .inconclusive: return required.isEmpty ? told : "\(told); required: \(required)"
        }
    }
}

extension InconclusiveReason {
    /// What makes it known, in one line. It never tells how to mend what a check looks for: nobody knows whether that is broken.
    var advice: String {
        switch self {
        case .unreadable:
            "see that it is there and that soc2d may read it (root, or CAP_DAC_READ_SEARCH and CAP_SYS_PTRACE), and look again"
        case .permissionDenied: "look as root, or with the capability for it (usually CAP_DAC_READ_SEARCH and CAP_SYS_PTRACE)"
        case .sandboxed: "take the directive away that hides it from soc2d, and look again"
        case .notObservableUnderRoot: "look at the running host, without --root"
        case .notObservable:
            "add what the text says is missing; else test this one by other means, and say so with Exclude= and its subject"
        case .timeout: "find out what hangs, or give the probe a longer Deadline="
        case .toolMissing: "install the program that is named, and look again; soc2d-courier belongs into the directory of soc2d"
        case .toolFailed: "find out why what is named fails, such as a kernel or a security module that refuses it, and look again"
        case .emptyOutput: "look again; if it stays silent, find out why with what is named, started by hand"
        case .parseError: "mend the line that is named: its own program may misread it as well"
        case .unsupportedFormat: "test this one by other means, and say so with Exclude= and its subject: soc2d cannot judge it"
        case .limitExceeded: "see why there is that much; soc2d goes no further, unless the text names a setting that lets it"
        case .changedDuringRead: "look again once nothing changes it"
        case .sourceConflict: "see which of the sources that are named is wrong, correct it, and look again"
        case .populationIncomplete:
            "test what is missing by other means; where the probe knows Population=, `Population=local` says that it is out of scope"
        case .staleSource: "bring the source that is named up to date with the program that writes it, and look again"
        case .locked: "look again once it is free; `lslocks` names the program that holds it"
        case .unreachable:
            "see whether it runs and listens there with `ss -ltnp`, start it or correct the setting that names it, and look again"
        case .insufficientHistory: "nothing to mend yet: a later look that knows of this one decides, and `--once` knows of none"
        case .clockInvalid:
            "compare the clock (`timedatectl`) with the time of what is named (`stat FILE`), set the wrong one, and look again"
        case .noBaseline: "say in the settings of this check what is meant; until then drift cannot be told from it"
        case .notConfigured: "say in the setting that the text names what is meant, and look again"
        case .internalError: "report this with the text above: it is a fault of soc2d"
        }
    }
}

extension Verdict {
    /// What makes an inconclusive result known; nil for the others.
    var adviceIfInconclusive: String? {
        if case .inconclusive(let reason) = self { reason.advice } else { nil }
    }
}

extension Note {
    /// The note as a line, which tells a default from what a reader should know besides.
    var line: String { code == .defaultInForce ? "default: \(text)" : "note: \(text)" }
}

extension Source {
    /// `path:line`, as editors and people know it.
    var text: String { line.map { "\(path):\($0)" } ?? path }
}
