import Controls
import Ledger
import ProbeKit

/// Something that is to be recorded.
enum Posting: Sendable {
    /// A leaf of its own.
    case leaf(Cycle.LeafDraft)
    /// Waivers came into force or ended: leaves too, and people are told.
    case waivers([WaiverChange])
    /// The same of silences.
    case silences([SilenceChange])
    case execution(Performed)
    case missed(MissedRecord)
    /// What people and destinations did to a deficiency.
    case change(DeficiencyChange)
    /// Something about soc2d itself that people are told.
    case notice(OwnNotice)
    /// Something that lasts and is told again.
    case reminders([TestedSubject])
    /// The weekly test of a destination.
    case test(Destination)
    /// What became of a notice.
    case answered(Answered)

    /// Where a cycle of the ledger has it: what comes first in a cycle must not come after the others.
    var rank: Int {
        switch self {
        case .leaf, .waivers, .silences: 0
        case .execution: 1
        case .missed: 2
        case .change: 3
        case .notice, .reminders, .test: 4
        case .answered: 5
        }
    }

    var performed: Performed? {
        guard case .execution(let performed) = self else { return nil }
        return performed
    }

    /// About how many bytes it takes while it waits to be kept.
    var weight: Int {
        guard let performed else { return 512 }
        let results = performed.reply.results.values.reduce(0) { $0 + $1.count }
        return (performed.reply.evidence?.count ?? 0) + results * 512
    }
}
