import ProbeKit

/// What is kept of the look before: enough to tell what was there then and is not there now.
struct EarlierLook: RecordedObject, Hashable, Sendable {
    /// The sources that could not be read then, by name.
    var gaps: [String] = []
    /// The listeners that were there then and are not there now; the first ``limit``.
    var gone: [Listener] = []
    /// Whether more have gone than are kept.
    var isCut = false

    /// A host that loses more listeners between two looks than this has other worries.
    static let limit = 4096

    init() {}

    init(_ look: OpenPorts, stillThere: Set<Listener.Identity>) {
        let gone = look.listeners.filter { !stillThere.contains($0.identity) }
        gaps = look.allGaps.map(\.path)
        isCut = gone.count > Self.limit
        self.gone = Array(gone.prefix(Self.limit))
        for index in self.gone.indices { self.gone[index].sightings = nil }
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("cut", &isCut)
        try form.field("gaps", &gaps)
        try form.field("gone", &gone)
    }
}
