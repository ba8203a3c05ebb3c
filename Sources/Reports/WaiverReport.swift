package import Controls

/// The waivers that there are files of, for people: those in force first, then what has ended.
package enum WaiverReport {
    package static func render(_ waivers: Waivers, at now: Moment, width: Int, to write: ([UInt8]) -> Void) {
        var page = TextPage(width: width, hasColour: false)
        for state in [Waiver.State.inForce, .expiring, .expired, .notYetInForce] {
            for waiver in waivers.all where waiver.state(at: now) == state {
                add(waiver, state, to: &page)
                page.flush(to: write)
            }
        }
        let counts = Waiver.State.allCases.compactMap { state in
            let count = waivers.all.count { $0.state(at: now) == state }
            return count == 0 && state == .notYetInForce ? nil : "\(count) \(state.words)"
        }
        page.add(counts.joined(separator: ", "))
        page.flush(to: write)
    }

    private static func add(_ waiver: Waiver, _ state: Waiver.State, to page: inout TextPage) {
        page.add("\(waiver.id)  \(state.words)\(state.preposition) \(waiver.expiry.text), \(waiver.signatureLabel)")
        page.add(
            "control \(waiver.subject.test.control), \(waiver.subject.test.check), subject \(waiver.subject.subject)", indent: 4, hanging: 2
        )
        let (requester, approver) = (waiver.requestedBy, waiver.approvedBy)
        page.add("asked for by \(requester), approved by \(approver) at \(waiver.approvedAt.rfc3339)", indent: 4, hanging: 2)
        page.add("reason: \(waiver.reason)", indent: 4, hanging: 2)
        page.add("compensating control: \(waiver.compensatingControl)", indent: 4, hanging: 2)
        page.addUnwrapped("    at \(waiver.place.description.printable)")
        page.add("")
    }
}

extension Waiver.State {
    fileprivate var words: String {
        switch self {
        case .notYetInForce: "not yet in force"
        case .inForce: "in force"
        case .expiring: "expiring"
        case .expired: "expired"
        }
    }

    fileprivate var preposition: String {
        switch self {
        case .notYetInForce: "; ends"
        case .inForce: " until"
        case .expiring: "; ends"
        case .expired: "; ended"
        }
    }
}
