import Controls

/// What fails and what is not known: bullets, each group of them above what to do about it.
extension TextReport {
    // MARK: Blocks

    /// What several checks of a probe do not know for the same reason, once for all of them.
    mutating func sharedGaps() {
        for block in shared.blocks {
            page.add("")
            page.add(.inconclusive, as: Outcome.inconclusive.rawValue.uppercased(), block.probe)
            let names = block.checks.map(\.name).joined(separator: ", ")
            page.add("keeps \(block.checks.count) checks open: \(names)", indent: 2, hanging: 2)
            let results = Array(block.results.prefix(style.listed ?? block.results.count))
            findings(results, approval: nil, waiver: { _ in nil }) { $0.adviceIfInconclusive ?? "" }
            more(block.results.count)
        }
    }

    mutating func section(_ check: LookedCheck, _ outcome: Outcome) {
        // Of what may be a hundred thousand only the places are kept, and as many as are listed are copied out.
        var (unapproved, unwaived, waived): ([Int], [Int], [Int]) = ([], [], [])
        for place in check.results.indices where check.results[place].verdict.outcome == outcome {
            if shared.contains(check.results[place]) { continue }
            if check.approval != nil, check.results[place].verdict == .inconclusive(.noBaseline) {
                unapproved.append(place)
            } else if check.waiver(over: check.results[place]) == nil {
                unwaived.append(place)
            } else {
                waived.append(place)
            }
        }
        guard !unapproved.isEmpty || !unwaived.isEmpty || !waived.isEmpty else { return }
        head(check, outcome)
        if let approval = check.approval, !unapproved.isEmpty {
            let shown = unapproved.prefix(style.listed.map { $0 * 10 } ?? unapproved.count)
            approvals(shown.map { check.results[$0] }, of: unapproved.count, approval)
        }
        // What nobody has decided to live with comes first, so that no waived one takes its place in a list that is cut.
        let others = (unwaived + waived).prefix(style.listed ?? check.results.count).map { check.results[$0] }
        findings(others, approval: check.approval, waiver: check.waiver(over:), advice: check.advice(on:))
        more(unwaived.count + waived.count)
    }

    private mutating func head(_ check: LookedCheck, _ outcome: Outcome) {
        let criteria = check.definition.direct.map(\.rawValue).joined(separator: " ")
        page.add("")
        page.add(outcome, as: outcome.rawValue.uppercased(), check.id.rawValue)
        page.add("\(check.severity.rawValue), control \(check.control), \(criteria)", indent: 2)
    }

    // MARK: Bullets

    /// First what is true of every bullet, then the bullets, together where the same is to be done.
    private mutating func findings(
        _ results: [CheckResult], approval: LookedCheck.Approval?, waiver: (CheckResult) -> Waiver?, advice: (Verdict) -> String
    ) {
        let bullets = Self.bullets(results, waiver: waiver)
        let common = Self.common(bullets)
        for note in common { page.add(note.line, indent: 2, hanging: 2) }
        var groups: [(advice: String, bullets: [[CheckResult]])] = []
        for bullet in bullets {
            let advice = bullet.first.map { advice($0.verdict) } ?? ""
            if let index = groups.firstIndex(where: { $0.advice == advice }) {
                groups[index].bullets.append(bullet)
            } else {
                groups.append((advice, [bullet]))
            }
        }
        for group in groups {
            for bullet in group.bullets { finding(bullet, under: bullet.first.flatMap(waiver), without: common) }
            page.add("do: \(group.advice)", indent: 2, hanging: 2)
            if let approval { approve(group.bullets.joined().filter { $0.verdict == .fail(.unexpected) }, approval) }
        }
    }

    /// Neighbours that differ in nothing but their subject, together; each waiver is told with the subject that it names.
    private static func bullets(_ results: [CheckResult], waiver: (CheckResult) -> Waiver?) -> [[CheckResult]] {
        var bullets: [[CheckResult]] = []
        for result in results {
            var like = result
            like.subject = bullets.last?.first?.subject ?? ""
            if bullets.last?.first == like, waiver(result) == nil, bullets.last?.first.flatMap(waiver) == nil {
                bullets[bullets.count - 1].append(result)
            } else {
                bullets.append([result])
            }
        }
        return bullets
    }

    /// The notes that every one of several bullets has, and the defaults that more than one of them has.
    private static func common(_ bullets: [[CheckResult]]) -> [Note] {
        var order: [Note] = []
        var counts: [Note: Int] = [:]
        for note in bullets.lazy.compactMap(\.first).flatMap({ Set($0.notes) }) {
            if counts[note] == nil { order.append(note) }
            counts[note, default: 0] += 1
        }
        return order.filter { note in
            let count = counts[note] ?? 0
            return count > 1 && (count == bullets.count || note.code == .defaultInForce)
        }.sorted { $0.text < $1.text }
    }

    private mutating func finding(_ alike: [CheckResult], under waiver: Waiver?, without common: [Note]) {
        guard let result = alike.first else { return }
        page.add("- \(alike.map(\.subject).joined(separator: ", ")): \(result.summary(under: waiver))", indent: 2, hanging: 2)
        for source in result.sources.prefix(3) { page.addUnwrapped("      at \(source.text.printable)") }
        for note in result.notes.filter({ !common.contains($0) }).prefix(3) { page.add(note.line, indent: 6, hanging: 2) }
    }

    private mutating func approve(_ results: [CheckResult], _ approval: LookedCheck.Approval) {
        guard let first = results.first else { return }
        let what =
            results.count == 1 ? "it with \(approval.key)=\(first.subject)" : "what is meant with \(approval.key)= and its subject"
        page.add("or approve \(what), in \(approval.file)", indent: 2, hanging: 2)
    }

    /// Nothing is approved yet: what there is, as the lines that would approve it.
    private mutating func approvals(_ results: [CheckResult], of count: Int, _ approval: LookedCheck.Approval) {
        page.add("no-baseline: nothing is approved yet, so drift cannot be told from what was meant.", indent: 2, hanging: 2)
        page.add("do: keep the lines that are meant, in \(approval.file):", indent: 2, hanging: 2)
        page.addUnwrapped("      [Settings]")
        // One line each and never wrapped: they are there to be copied.
        let saysMore = results.count == 1 || Set(results.map(\.observed)).count > 1
        for result in results {
            if saysMore { page.addUnwrapped("      # \(result.observed.printable)") }
            page.addUnwrapped("      \(approval.key)=\(result.subject.printable)")
        }
        // A comment, so that the block can be copied whole.
        if count > results.count { page.addUnwrapped("      # and \(count - results.count) more: --all lists every one") }
        for line in Set(results.flatMap(\.notes).map(\.line)).sorted().prefix(3) { page.add(line, indent: 2, hanging: 2) }
    }

    private mutating func more(_ count: Int) {
        guard let listed = style.listed, count > listed else { return }
        page.add("… and \(count - listed) more; --all lists every one", indent: 2)
    }
}
