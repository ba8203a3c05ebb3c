internal import Controls
internal import ProbeKit

/// A ``Statement`` as the ledger keeps it.
struct KeptStatement: RecordedObject, Hashable {
    private var author = ""
    private var moment = Moment(nanoseconds: 0)
    private var text = ""

    init() {}

    init(_ statement: Statement) { (author, moment, text) = (statement.author, statement.moment, statement.text) }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("author", &author)
        try form.nanoseconds("moment_ns", &moment)
        try form.field("text", &text)
    }

    /// Nil where nobody says it, or too much.
    var statement: Statement? { try? Statement(author: author, moment: moment, text: text) }
}
