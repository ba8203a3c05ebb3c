import Controls

/// What keeps several checks of a probe from knowing, for the same subject and the same reason: a reader wants to be told once.
struct SharedGaps {
    /// The gaps that keep the same checks open.
    struct Block {
        let probe: String
        let checks: [CheckID]
        /// Without what the checks ask for, and with the sources and notes that all of them have.
        var results: [CheckResult]
    }

    private struct Gap: Hashable {
        let probe: String
        let subject: String
        let verdict: Verdict
        let observed: String
    }

    private struct Sharing {
        var result: CheckResult
        var checks: [CheckID] = []

        init(_ result: CheckResult) {
            self.result = result
            self.result.required = ""
        }

        mutating func add(_ other: CheckResult) {
            if checks.last != other.check { checks.append(other.check) }
            result.sources.removeAll { !other.sources.contains($0) }
            result.notes.removeAll { !other.notes.contains($0) }
        }
    }

    private let shared: Set<Gap>
    /// Those that keep most checks open first.
    let blocks: [Block]

    init(_ checks: [LookedCheck]) {
        let repeated = Self.repeatedHashes(checks)
        var found: [Gap: Sharing] = [:]
        var order: [Gap] = []
        for result in checks.lazy.flatMap(\.results) {
            guard let gap = Self.gap(result), repeated.contains(gap.hashValue) else { continue }
            if found[gap] == nil { order.append(gap) }
            found[gap, default: Sharing(result)].add(result)
        }
        order.removeAll { (found[$0]?.checks.count ?? 0) < 2 }
        shared = Set(order)
        blocks = Self.blocks(order.compactMap { found[$0] })
    }

    /// Hashes of the gaps that stand more than once, and perhaps of a few others: a hundred thousand that stand once are not kept.
    private static func repeatedHashes(_ checks: [LookedCheck]) -> Set<Int> {
        var seen: Set<Int> = []
        var repeated: Set<Int> = []
        for result in checks.lazy.flatMap(\.results) {
            guard let hash = gap(result)?.hashValue else { continue }
            if !seen.insert(hash).inserted { repeated.insert(hash) }
        }
        return repeated
    }

    func contains(_ result: CheckResult) -> Bool { !shared.isEmpty && Self.gap(result).map(shared.contains) ?? false }

    /// What is not approved yet is approved for each check by itself, and no gap.
    private static func gap(_ result: CheckResult) -> Gap? {
        guard result.verdict.outcome == .inconclusive, result.verdict != .inconclusive(.noBaseline) else { return nil }
        return Gap(probe: result.check.probe, subject: result.subject, verdict: result.verdict, observed: result.observed)
    }

    private static func blocks(_ gaps: [Sharing]) -> [Block] {
        var blocks: [[CheckID]: Block] = [:]
        for gap in gaps {
            blocks[gap.checks, default: Block(probe: gap.result.check.probe, checks: gap.checks, results: [])].results.append(gap.result)
        }
        return blocks.values.sorted { first, second in
            let (here, there) = (first.checks.count, second.checks.count)
            return here == there ? first.checks.lexicographicallyPrecedes(second.checks) : here > there
        }
    }
}
