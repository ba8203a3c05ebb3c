import ProbeKit

/// When an account was last seen logging in. Kept small, since a host may have a hundred thousand of them.
struct LastLogin: Recorded, Hashable, Sendable {
    /// The name, escaped.
    var name = ""
    /// The newest login up to now, in seconds since 1970; nil where there is none.
    var time: Int64?
    /// The position of the source that tells of it.
    var source = 0
    /// The newest login after now, which a wrong clock wrote.
    var future: Int64?

    init() {}

    init(name: String, time: Int64?, source: Int, future: Int64?) {
        self.name = name
        self.time = time
        self.source = source
        self.future = future
    }

    /// A line such as `alice:1790000000:2:`, whose fields are those above.
    mutating func record(in form: inout RecordForm) throws(RecordProblem) {
        var text = recordedLine
        try text.record(in: &form)
        guard form.isReading else { return }
        guard let login = LastLogin(recorded: text) else { throw RecordProblem(text: "not a login: \(text)", offset: form.bytes.count) }
        self = login
    }

    private var recordedLine: String { "\(name):\(time.map(String.init) ?? ""):\(source):\(future.map(String.init) ?? "")" }

    /// Reads the form that ``record(in:)`` writes, and nothing else.
    private init?(recorded text: String) {
        let fields = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map { Substring($0) }
        guard fields.count == 4, !fields[0].isEmpty, let source = Int(fields[2]) else { return nil }
        name = String(fields[0])
        time = Int64(fields[1])
        self.source = source
        future = Int64(fields[3])
        guard recordedLine == text else { return nil }
    }
}
