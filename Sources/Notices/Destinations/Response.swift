internal import ProbeKit

/// What a receiver answered, as far as it is kept.
package struct Response: Hashable, Sendable {
    /// The status of HTTP.
    package let status: Int
    /// Values of ``wantedHeaders`` by their names in lower case.
    package let headers: [String: String]
    /// The beginning of the body.
    package let body: [UInt8]

    package static let wantedHeaders: Set = ["retry-after", "date", "x-ratelimit-reset-after"]
    /// Bytes of a body that are looked at.
    package static let bodyLimit = 65_536

    package init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = Array(body.prefix(Self.bodyLimit))
    }

    /// Whether the body is this text and nothing else.
    func says(_ text: String) -> Bool { body.elementsEqual(text.utf8) }

    /// Whether the body has one of these texts in it, in upper or lower case of ASCII.
    func mentions(_ texts: [String]) -> Bool {
        let lower = String(decoding: body.prefix(4096), as: UTF8.self).lowercased()
        return texts.contains { lower.contains($0) }
    }

    /// The members of a body that is a JSON object, with those of objects in it as `outer.inner`: texts, numbers, `true` and `false`. Of
    /// a body that ends early those that were there.
    var members: [String: String] {
        var reader = JSONReader(body)
        var members: [String: String] = [:]
        try? Self.read(&reader, under: "", into: &members)
        return members
    }

    /// Whether the body is a JSON object to its end, and no page of something in the place of the receiver.
    var isObject: Bool {
        var reader = JSONReader(body)
        var members: [String: String] = [:]
        return (try? Self.read(&reader, under: "", into: &members)) != nil
    }

    private static func read(_ reader: inout JSONReader, under prefix: String, into members: inout [String: String]) throws(JSONProblem) {
        try reader.object { reader, key throws(JSONProblem) in
            switch try reader.kind() {
            case .object: try read(&reader, under: "\(prefix)\(key).", into: &members)
            case .string: members[prefix + key] = try reader.string()
            case .number: members[prefix + key] = try reader.decimal()
            case .boolean: members[prefix + key] = try reader.boolean() ? "true" : "false"
            case .array, .null: try reader.skip()
            }
        }
    }
}
