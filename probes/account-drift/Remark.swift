import Controls
import ProbeKit

/// Something that a reader of a check should know and that changes no result.
struct Remark: RecordedObject, Hashable, Sendable {
    var code = Note.Code.attention
    var text = ""

    init() {}

    init(_ code: Note.Code, _ text: String) {
        self.code = code
        self.text = text
    }

    var note: Note { Note(code, text) }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.word("code", &code)
        try form.field("text", &text)
    }
}
