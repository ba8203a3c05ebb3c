import Controls
import ProbeKit

/// Lines of which only the last few are told, since a file may hold any number, and how many there are.
struct LastLines: RecordedObject, Hashable, Sendable {
    var last: [SettingLine] = []
    var count = 0

    private static let most = 4

    init() {}

    mutating func add(_ line: SettingLine) {
        count += 1
        if last.count == Self.most { last.removeFirst() }
        last.append(line)
    }

    /// A note for each line that is kept, and one for how many there are besides.
    func notes(_ code: Note.Code, _ text: (SettingLine) -> String) -> [Note] {
        let told = last.map { Note(code, text($0)) }
        guard count > last.count, let first = last.first else { return told }
        return [Note(code, "\(count - last.count) earlier lines of \(first.name) are in the same position")] + told
    }

    /// The notes on lines that lose to another.
    static func losing(_ lines: LastLines?, to winner: SettingLine?) -> [Note] {
        guard let lines, let winner else { return [] }
        return lines.notes(.shadowedSetting) { "\($0.name) = \($0.value) in \($0.place) loses to \(winner.place)" }
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("count", &count)
        try form.field("last", &last)
    }
}
