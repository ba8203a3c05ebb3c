internal import Notices

/// What the newest notice about something that is deficient said: where no execution is at hand, the next goes by it.
package struct LastNotice: Hashable, Sendable {
    package var eventID: String
    /// The file and line that decided; empty where no notice named any.
    package var place: String

    package init(eventID: String, place: String) {
        self.eventID = eventID
        self.place = place
    }
}

extension [String: LastNotice] {
    /// Takes up a notice about a deficiency.
    mutating func take(_ notice: Notice, in lane: String) {
        guard !notice.isClosed else { return self[lane] = nil }
        self[lane] = LastNotice(eventID: notice.eventID, place: notice.place.isEmpty ? self[lane]?.place ?? "" : notice.place)
    }
}
