import Controls
import ProbeKit

extension BackupFreshnessProbe {
    /// backup-freshness.encryption: nobody can read the points without a key.
    func judgeEncryption(_ evidence: BackupFreshness, into results: inout Results) {
        SetCheck(check: Self.encryption, settings: settings, evidence: evidence).judge(
            into: &results, off: { $0.encryption.place },
            promise: { set in
                set.encryption.value == .off
                    ? nil : SetCheck.Promise("unreadable without a key", [set.encryption.place], usual: "Encryption=required")
            },
            finding: { set, seen in encryption(of: set, seen, at: evidence.now) })
    }

    private func encryption(of set: BackupSet, _ seen: ObservedSet, at now: Int64) -> Finding {
        let state = ListingState(set, seen, at: now)
        let below = seen.place?.isEncrypted == true ? "the volume below is encrypted (\(seen.place?.text ?? ""))" : nil
        guard let mode = seen.listing.encryption else {
            if let gap = state.gap { return gap }
            if let below { return state.found(.pass, below) }
            return state.found(.inconclusive(.notObservable), silence(of: set, seen))
        }
        if mode.isEncrypted { return state.found(.pass, mode.name, notes: state.standIn) }
        guard let below else { return state.found(.fail(.cleartext), "\(mode.name): readable without a key") }
        let note = Note(.attention, "copies of it that leave the volume are readable without a key")
        return state.found(.pass, "\(mode.name), and \(below)", notes: [note])
    }

    private func silence(of set: BackupSet, _ seen: ObservedSet) -> String {
        switch set.adapter {
        case .file:
            return (["what a dump begins with could not be read, or is of no known form"] + seen.listing.remarks).joined(separator: "; ")
        case .statusFile: return "the status file says no encryption that is known; `soc2d record backup --encryption` writes it"
        case .restic, .borg, .pgbackrest, .barman, .unit, .zfs, .btrfs:
            return "Adapter=\(set.adapter.rawValue) does not show how the points are encrypted"
        }
    }
}
