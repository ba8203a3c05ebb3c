import Controls

/// An approved state, or what drifted from it, for people.
package struct BaselineReport {
    private let state: BaselineState
    private var page: TextPage

    package static func render(_ state: BaselineState, style: TextReport.Style, to write: ([UInt8]) -> Void) {
        var report = BaselineReport(state: state, page: TextPage(width: style.width, hasColour: style.hasColour))
        report.approval()
        if let difference = state.difference { report.add(difference, to: write) } else { report.items(to: write) }
        report.page.flush(to: write)
    }

    private mutating func approval() {
        guard let approval = state.approval else {
            page.add("\(state.probe): nothing is approved yet", hanging: 2)
            if state.difference == nil {
                page.add(
                    "do: look at `soc2d baseline diff \(state.probe)`, then `soc2d baseline approve \(state.probe)`", indent: 2, hanging: 2)
            }
            return
        }
        let text = approval.text.isEmpty ? "" : ": \(approval.text)"
        page.add(
            "\(state.probe): execution \(approval.execution), approved by \(approval.approver) at \(approval.moment.rfc3339)\(text)",
            hanging: 2)
    }

    private mutating func items(to write: ([UInt8]) -> Void) {
        guard state.approval != nil else { return }
        var check: CheckID?
        for item in state.items {
            if item.check != check { page.add("\(item.check)", indent: 2) }
            check = item.check
            page.add(item.value.isEmpty ? item.subject : "\(item.subject): \(item.value)", indent: 4, hanging: 2)
            page.flush(to: write)
        }
        page.add(counted(state.items.count, "item", "items"))
    }

    // MARK: Differences

    private mutating func add(_ difference: BaselineState.Difference, to write: ([UInt8]) -> Void) {
        let against = state.approval == nil ? "" : " against it"
        page.add("execution \(difference.execution) of \(difference.moment.rfc3339)\(against):", hanging: 2)
        for line in difference.lines {
            add(line)
            page.flush(to: write)
        }
        let count = { (mark: String) in difference.lines.count { $0.mark == mark } }
        page.add(
            difference.lines.isEmpty
                ? "no difference" : "\(count("+")) added, \(count("-")) removed, \(count("~")) changed")
    }

    private mutating func add(_ line: DriftLine) {
        let outcome: Outcome =
            switch line.drift {
            case .added: .pass
            case .removed: .fail
            case .changed: .inconclusive
            }
        page.add(outcome, as: line.mark, "\(line.check)  \(line.subject)", hanging: 6)
        if let before = line.before, !before.isEmpty { page.add("before: \(before)", indent: 6, hanging: 2) }
        if let after = line.after, !after.isEmpty { page.add("\(line.before == nil ? "" : "after:  ")\(after)", indent: 6, hanging: 2) }
    }
}
