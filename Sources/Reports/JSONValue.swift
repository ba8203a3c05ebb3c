import Controls

/// A piece of JSON with its keys in the order in which people read them.
indirect enum JSONValue {
    case text(String)
    case number(Int64)
    case flag(Bool)
    case null
    case list([JSONValue])
    case object([(key: String, value: JSONValue)])

    /// Null where there is nothing to say.
    static func text(_ text: String?) -> JSONValue { text.map { .text($0) } ?? .null }
    static func number(_ number: Int64?) -> JSONValue { number.map { .number($0) } ?? .null }
    static func number(_ number: Int) -> JSONValue { .number(Int64(number)) }
    static func moment(_ moment: Moment?) -> JSONValue { .text(moment?.rfc3339) }
    /// Whole seconds.
    static func seconds(_ span: TimeSpan?) -> JSONValue { .number(span?.seconds) }
    static func texts(_ texts: [String]) -> JSONValue { .list(texts.map { .text($0) }) }
}

extension JSONForm {
    mutating func value(_ value: JSONValue) {
        switch value {
        case .text(let text): string(text)
        case .number(let number): raw(String(number))
        case .flag(let flag): raw(flag ? "true" : "false")
        case .null: raw("null")
        case .list(let values): list(values) { $0.value($1) }
        case .object(let fields): members(fields)
        }
    }

    private mutating func members(_ fields: [(key: String, value: JSONValue)]) {
        raw("{")
        for (index, field) in fields.enumerated() {
            if index > 0 { raw(",") }
            string(field.key)
            raw(":")
            value(field.value)
        }
        raw("}")
    }
}

/// One JSON document of a few pages.
struct JSONPage: JSONForm {
    var bytes: [UInt8] = []

    /// Writes one line.
    static func render(_ fields: [(key: String, value: JSONValue)], to write: ([UInt8]) -> Void) {
        var page = JSONPage()
        page.value(.object(fields))
        page.raw("\n")
        page.flush(to: write)
    }
}
