internal import Controls

/// How a notice is put into words.
extension Notice {
    /// Whether the deficiency is over. Only a pass ends one.
    package var isClosed: Bool {
        switch kind {
        case .closed: true
        case .settled, .test: closedAt != nil
        case .opened, .changed, .flapping, .waived, .waiverEnded, .configurationRefused, .forkRefused, .storeFailed, .undelivered: false
        }
    }

    /// `open`, `closed` and the like, in our words alone.
    var state: String {
        switch kind {
        case .opened: "open"
        case .changed: "open and changed"
        case .closed: "closed"
        case .flapping: "flapping"
        case .settled: closedAt == nil ? "settled and open" : "settled and closed"
        case .waived: "waived"
        case .waiverEnded: "open and no longer waived"
        case .configurationRefused: "configuration refused"
        case .forkRefused: "ledger contradicts what was signed"
        case .storeFailed: "ledger could not be written"
        case .undelivered: "notice not delivered"
        case .test: closedAt == nil ? "test" : "test ended"
        }
    }

    /// `Deficiency D-41 open`, in our words alone.
    var title: String { deficiency.map { "Deficiency \(DeficiencyID(number: $0)) \(state)" } ?? "soc2d: \(state)" }

    /// The same in a list.
    var shortTitle: String { deficiency.map { "\(DeficiencyID(number: $0)) \(state)" } ?? "soc2d: \(state)" }

    /// What is the matter, and where, in text from anybody.
    func matter(nameLimit: Int) -> String {
        func name(_ word: String, _ text: String) -> String {
            text.isEmpty ? "" : word + " " + TextForm.verbatim.text(text, limit: nameLimit)
        }
        let host = name("host", hostName.isEmpty ? hostID : hostName)
        guard deficiency != nil else { return [host, summary.isEmpty ? state : summary].filter { !$0.isEmpty }.joined(separator: ": ") }
        return [
            name("check", check), name("subject", subject), host, name("control", control),
            name("criteria", criteria.joined(separator: " ")), "severity \(severity.rawValue)",
        ].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    /// The rest, in the order in which people read it.
    var facts: [(label: String, text: String)] {
        [
            ("required", required), ("observed", observed), ("decided by", place), ("since", firstFailure?.rfc3339 ?? ""),
            ("closed", closedAt?.rfc3339 ?? ""), ("advice", advice), ("waiver", waiver),
        ].filter { !$0.text.isEmpty }
    }

    /// The end of the event id, by which a reader knows a duplicate.
    var eventTail: String { String(eventID.alphanumeric(limit: 255).suffix(8)) }
}
