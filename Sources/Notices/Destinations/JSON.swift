internal import Controls

/// A piece of a body, with its members in the order in which people read them.
indirect enum JSON: Sendable {
    case text(String)
    case number(Int64)
    case flag(Bool)
    case null
    case list([JSON])
    case object([(key: String, value: JSON)])

    /// The object without the members that say nothing.
    static func facts(_ members: KeyValuePairs<String, String>) -> JSON {
        .object(members.filter { !$0.value.isEmpty }.map { ($0.key, .text($0.value)) })
    }

    /// The object with the members of another behind its own.
    func with(_ other: JSON) -> JSON {
        guard case .object(let own) = self, case .object(let more) = other else { return self }
        return .object(own + more)
    }

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return bytes
    }

    private func write(to bytes: inout [UInt8]) {
        switch self {
        case .text(let text): appendJSONString(text, to: &bytes)
        case .number(let number): bytes += String(number).utf8
        case .flag(let flag): bytes += (flag ? "true" : "false").utf8
        case .null: bytes += "null".utf8
        case .list(let values): Self.write(values, between: "[", "]", to: &bytes) { $0.write(to: &$1) }
        case .object(let members):
            Self.write(members, between: "{", "}", to: &bytes) { member, bytes in
                appendJSONString(member.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.write(to: &bytes)
            }
        }
    }

    private static func write<Part>(
        _ parts: [Part], between open: String, _ close: String, to bytes: inout [UInt8], each: (Part, inout [UInt8]) -> Void
    ) {
        bytes += open.utf8
        for (index, part) in parts.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            each(part, &bytes)
        }
        bytes += close.utf8
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByBooleanLiteral {
    init(stringLiteral text: String) { self = .text(text) }
    init(arrayLiteral values: JSON...) { self = .list(values) }
    init(dictionaryLiteral members: (String, JSON)...) { self = .object(members.map { (key: $0.0, value: $0.1) }) }
    init(booleanLiteral flag: Bool) { self = .flag(flag) }
}
