package import Controls
package import ProbeKit

/// The `silence` record: a silence came into force, or ended.
package struct SilenceRecord: RecordedObject, Hashable, Sendable {
    package var id = ""
    package var event = Event.began
    package var at = Moment(nanoseconds: 0)
    package var author = ""
    package var reason = ""
    /// As its file has it: ``Expiry``.
    package var until = ""
    package var scope = Silence.Scope()
    /// The line that begins it, and its file.
    package var file = ""
    package var line = 0

    package enum Event: String, CaseIterable, Hashable, Sendable { case began, expired, withdrawn, changed }

    package init() {}

    package init(_ change: SilenceChange) {
        let silence: Silence
        switch change {
        case .began(let began, let moment): (silence, event, at) = (began, .began, moment)
        case .ended(let ended, .expired, let moment): (silence, event, at) = (ended, .expired, moment)
        case .ended(let ended, .withdrawn, let moment): (silence, event, at) = (ended, .withdrawn, moment)
        case .ended(let ended, .changed, let moment): (silence, event, at) = (ended, .changed, moment)
        }
        (id, author, reason) = (silence.id, silence.author, silence.reason)
        (until, scope) = (silence.expiry.text, silence.scope)
        (file, line) = (silence.place.file, silence.place.line)
    }

    /// Nil where the end is none.
    package var change: SilenceChange? {
        guard let expiry = Expiry(until) else { return nil }
        let silence = Silence(
            id: id, author: author, reason: reason, expiry: expiry, scope: scope, place: Place(file: file, line: line))
        switch event {
        case .began: return .began(silence, at)
        case .expired: return .ended(silence, .expired, at)
        case .withdrawn: return .ended(silence, .withdrawn, at)
        case .changed: return .ended(silence, .changed, at)
        }
    }

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        var checks = scope.checks.map(\.rawValue)
        try form.nanoseconds("at_ns", &at)
        try form.field("author", &author)
        try form.field("checks", &checks)
        try form.field("controls", &scope.controls)
        try form.word("event", &event)
        try form.field("file", &file)
        try form.field("id", &id)
        try form.field("line", &line)
        try form.field("probes", &scope.probes)
        try form.field("reason", &reason)
        try form.field("subjects", &scope.subjects)
        try form.field("until", &until)
        scope.checks = checks.map { CheckID(rawValue: $0) }
    }
}
