import Controls

/// A record as it is written: one line of JSON, members in the order in which they are added.
struct RecordText {
    private var bytes: [UInt8] = Array("{".utf8)

    /// An object within a record.
    init() {}

    init(format: String) { add("format", raw: format) }

    /// Adds an escaped text, as what it stands for.
    mutating func add(_ key: String, _ text: String?) {
        guard let text else { return }
        add(key, raw: String(validating: Subject.unescaping(text), as: UTF8.self) ?? text)
    }

    /// Adds a number, where there is one.
    mutating func add(_ key: String, _ number: Int64?) {
        guard let number else { return }
        begin(key)
        bytes += "\(number)".utf8
    }

    /// Adds a time, where there is one.
    /// - Parameter seconds: since 1970.
    mutating func add(_ key: String, time seconds: Int64?) {
        guard let seconds else { return }
        add(key, raw: Moment(seconds: seconds).rfc3339)
    }

    mutating func add(_ key: String, _ object: RecordText?) {
        guard let object else { return }
        begin(key)
        bytes += object.bytes + "}".utf8
    }

    /// The whole, with the end of its line.
    var line: [UInt8] { bytes + "}\n".utf8 }

    private mutating func add(_ key: String, raw text: String) {
        begin(key)
        appendJSONString(text, to: &bytes)
    }

    private mutating func begin(_ key: String) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        appendJSONString(key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
    }
}
