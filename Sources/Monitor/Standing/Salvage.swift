package import Controls
package import Ledger

/// What the entries of a ledger come to, one after the other.
package protocol EntryFold {
    var register: DeficiencyRegister { get set }

    /// - Throws: where the entry cannot be read, or does not follow those before it.
    mutating func take(_ entry: LedgerEntry) throws(LedgerFailure)
}

/// The first place of a ledger that cannot be read.
package struct LedgerDamage: Hashable, Sendable {
    package let leaf: Int64
    package let failure: LedgerFailure
}

extension Standing: EntryFold {}
extension DeficiencyHistory: EntryFold {}

/// What a ledger comes to where a part of it is damaged: everything that can be read, and where the first damage is. It is for those who
/// show it: the damage is told by a deficiency that stands behind it. The monitor goes on from the whole of a ledger, or not at all.
package struct Salvage<Fold: EntryFold> {
    package fileprivate(set) var fold: Fold
    package private(set) var damage: LedgerDamage?

    /// - Throws: what says nothing about the ledger, such as that somebody else holds it.
    fileprivate init(_ fold: Fold, from leaf: Int64, of reader: LedgerReader) throws(LedgerFailure) {
        self.fold = fold
        var last = leaf
        do throws(LedgerFailure) {
            try reader.everything(from: leaf) { leaf, found throws(LedgerFailure) in
                last = leaf
                do throws(LedgerFailure) { try take(try found.get(), of: leaf) } catch { try note(error, at: leaf) }
            }
        } catch { try note(error, at: last) }
    }

    private mutating func take(_ entry: LedgerEntry, of leaf: Int64) throws(LedgerFailure) {
        for part in parts(of: entry) {
            do throws(LedgerFailure) {
                if damage != nil { makeWay(for: part) }
                try fold.take(part)
            } catch { try note(error, at: leaf) }
        }
    }

    /// Behind the first damage each change comes alone: what cannot follow any more takes nothing else with it.
    private func parts(of entry: LedgerEntry) -> [LedgerEntry] {
        guard damage != nil, case .execution(let execution, let changes) = entry else { return [entry] }
        return changes.map(LedgerEntry.change) + [.execution(execution, changes: [])]
    }

    private mutating func makeWay(for entry: LedgerEntry) {
        guard case .change(.opened(let opening)) = entry else { return }
        fold.register = fold.register.makingWay(for: opening)
    }

    private mutating func note(_ failure: LedgerFailure, at leaf: Int64) throws(LedgerFailure) {
        guard failure.showsDamage else { throw failure }
        damage = damage ?? LedgerDamage(leaf: leaf, failure: failure)
    }
}

extension Standing {
    /// As ``read(from:)``, past what is damaged.
    package static func salvaged(from reader: LedgerReader) throws(LedgerFailure) -> Salvage<Standing> {
        let copy = try copy(in: reader) ?? Standing()
        var salvage = try Salvage(copy, from: copy.size, of: reader)
        salvage.fold.size = Int64(try reader.size())
        return salvage
    }
}

extension DeficiencyHistory {
    /// Reads every entry once, past what is damaged.
    package static func salvaged(from reader: LedgerReader) throws(LedgerFailure) -> Salvage<DeficiencyHistory> {
        try Salvage(DeficiencyHistory(), from: 0, of: reader)
    }
}
