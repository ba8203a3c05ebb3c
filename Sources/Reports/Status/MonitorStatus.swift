package import Controls

/// What `soc2d status` tells: what the ledger comes to at one moment, and whether somebody still writes it.
package struct MonitorStatus: Sendable {
    package var asOf: Moment
    package var host: HostIdentity
    package var presence = Presence.running(troubles: [])
    /// When the monitor last wrote anything.
    package var lastSign: Moment?
    /// The oldest first.
    package var open: [DeficiencyCase] = []
    /// The silences in force, in the order of their names.
    package var silences: [Silence] = []
    package var blind: [BlindCheck] = []
    package var undelivered: [PendingNotice] = []
    package var probes: [ProbePace] = []
    package var log = LogHead()
    package var refusal: Refusal?
    /// Where the ledger is damaged; nil where all of it was read.
    package var unread: UnreadPlace?

    package init(asOf: Moment, host: HostIdentity) {
        self.asOf = asOf
        self.host = host
    }

    package enum Presence: Hashable, Sendable {
        /// With what it cannot do, a line each.
        case running(troubles: [String])
        /// Nobody answers, and the way out.
        case absent(String)
        /// Whether somebody answers cannot be seen from here, and why.
        case unseen(String)
    }

    /// The log of the ledger.
    package struct LogHead: Hashable, Sendable {
        package var origin = ""
        /// How many leaves there are.
        package var size: Int64 = 0
        /// How many of them the newest checkpoint covers; nil where nothing is signed.
        package var signed: Int64?
        /// When the last of those was written.
        package var signedAt: Moment?

        package init() {}
    }

    /// A configuration that the monitor was given and did not take.
    package struct Refusal: Hashable, Sendable {
        package var author: String
        package var problems: [String]

        package init(author: String, problems: [String]) {
            self.author = author
            self.problems = problems
        }
    }

    /// What is open and nobody has decided to live with for a time.
    package var unwaived: Int { open.count { $0.waiver == nil } }

    var troubles: [String] {
        switch presence {
        case .running(let troubles): troubles
        case .absent, .unseen: []
        }
    }

    /// Whether there is anything that the monitor does not know or has not done.
    package var hasGaps: Bool {
        let isTroubled = unread != nil || !troubles.isEmpty || refusal != nil
        return isTroubled || !blind.isEmpty || !undelivered.isEmpty || probes.contains { $0.isOverdue(at: asOf) }
    }
}
