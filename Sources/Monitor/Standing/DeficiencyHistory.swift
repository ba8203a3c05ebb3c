package import Controls
package import Ledger

/// Every deficiency that a ledger has known, those that were closed long ago too: a fold over its entries.
package struct DeficiencyHistory: Sendable {
    package var register = DeficiencyRegister()
    private var closed: [Deficiency] = []

    package init() {}

    /// In the order of their numbers.
    package var all: [Deficiency] { (closed + register.open).sorted { $0.id < $1.id } }

    package mutating func take(_ entry: LedgerEntry) throws(LedgerFailure) {
        switch entry {
        case .execution(let execution, let changes):
            let subjects = changes.compactMap(closing)
            try register.take(execution, changes)
            closed += subjects.compactMap(register.latest)
        case .change(let change):
            // One that closes comes alone where its execution cannot be read.
            let subject = closing(change)
            try register.take(change)
            closed += subject.flatMap(register.latest).map { [$0] } ?? []
        case .leaf, .cycle, .missed, .notice, .delivery: break
        }
    }

    /// Whose deficiency a change closes: an execution opens and closes no deficiency of one subject both.
    private func closing(_ change: DeficiencyChange) -> TestedSubject? {
        switch change {
        case .closed(let id, _): register[id]?.subject
        case .opened, .amended, .performed, .notified, .acknowledged, .remediationClaimed: nil
        }
    }
}
