import Controls
import Notices
import ProbeKit

/// One request as `soc2d notify render` shows it.
struct SampleBody: RecordedObject {
    private(set) var body = ""
    private var contentType = ""
    private var operation = ""
    /// What is put behind the address.
    private var path: String?

    init() {}

    private init(_ rendered: RenderedBody) {
        body = String(decoding: rendered.body { "(\($0.rawValue) of the credential)" }, as: UTF8.self)
        (contentType, operation) = (rendered.contentType, rendered.operation.rawValue)
        let query = rendered.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        let path = rendered.path.map { "/\($0)" }.joined() + (query.isEmpty ? "" : "?\(query)")
        self.path = path.isEmpty ? nil : path
    }

    private init(_ body: String, _ contentType: String) {
        (self.body, self.contentType, operation) = (body, contentType, RenderedBody.Operation.create.rawValue)
    }

    static func all(of message: Message, for kind: DestinationKind, _ manner: DestinationKind.Manner, _ size: MessageSize) -> [SampleBody] {
        if let renderer = kind.renderer(manner) { return renderer.render(message, size).map(SampleBody.init) }
        guard kind == .journald else { return [SampleBody(message.note, "text/plain; charset=utf-8")] }
        let sending = Sending(
            number: 1, destination: JournalEntryForm.destination, notice: message.lead.notice, attempt: 1, leaf: 1,
            checkpoint: message.checkpoint)
        let fields = JournalEntryForm(sending).fields.map { "\($0.name)=\($0.value)\n" }
        return [SampleBody(fields.joined(), "application/vnd.fdo.journal")]
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("body", &body)
        try form.field("content_type", &contentType)
        try form.field("operation", &operation)
        try form.field("path", &path)
    }
}
