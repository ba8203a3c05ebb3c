import Controls
import ProbeKit

/// When each remote destination took something last.
struct DeliveryLook: RecordedObject, Hashable, Sendable {
    var destinations: [KnownDestination] = []
    var now = Moment(nanoseconds: 0)
    /// Why the ledger could not be read; nil where it was.
    var unread: Unread?

    init() {}

    init(_ standing: Standing, _ settings: SelfCheckSettings, at now: Moment) {
        self.now = now
        destinations = settings.destinations.filter(\.kind.isRemote).map { destination in
            KnownDestination(destination, standing.contacts[destination.name])
        }.sorted { $0.name < $1.name }
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("destinations", &destinations)
        try form.nanoseconds("now_ns", &now)
        try form.field("unread", &unread)
    }
}

/// A remote destination, and what its ``Contact`` was.
struct KnownDestination: RecordedObject, Hashable, Sendable {
    var accepted: Moment?
    var delivered: Moment?
    var kind = DestinationKind.webhook
    var name = ""
    /// Since when it is tested as it is configured; nil where it never was.
    var since: Moment?
    var tested: Moment?

    init() {}

    init(_ destination: ToldDestination, _ contact: Contact?) {
        (kind, name) = (destination.kind, destination.name)
        (accepted, delivered, since, tested) = (contact?.accepted, contact?.delivered, contact?.since, contact?.tested)
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.nanoseconds("accepted_ns", &accepted)
        try form.nanoseconds("delivered_ns", &delivered)
        try form.word("kind", &kind)
        try form.field("name", &name)
        try form.nanoseconds("since_ns", &since)
        try form.nanoseconds("tested_ns", &tested)
    }
}
