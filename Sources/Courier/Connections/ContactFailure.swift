internal import Controls
package import ProbeKit

/// Why a service could not be brought to the point where TLS begins.
package struct ContactFailure: Error, Hashable, Sendable {
    package let reach: Handshake.Reach
    /// What was heard, escaped and cut, for people.
    package let text: String

    package init(_ reach: Handshake.Reach, _ text: String) {
        self.reach = reach
        self.text = text
    }

    /// While connecting.
    init(connecting failure: ConnectionFailure) { self.init(.unreachable, failure.text) }

    /// Once connected.
    init(talking failure: ConnectionFailure) {
        switch failure {
        case .unreachable: self.init(.unreachable, failure.text)
        case .late: self.init(.silent, failure.text)
        case .broken: self.init(.closing, failure.text)
        case .tooMuch: self.init(.malformed, failure.text)
        }
    }
}

/// Words of a service, fit for people.
enum Quotation {
    static let limit = 120

    /// Escaped, at most ``limit`` characters.
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(Subject.escaping(Array(bytes.prefix(limit))).prefix(limit))
    }

    /// The same of the first line that is not empty.
    static func firstLine(_ bytes: some Collection<UInt8>) -> String {
        let isLineEnd = { (byte: UInt8) in byte == 10 || byte == 13 }
        return text(bytes.drop(while: isLineEnd).prefix { !isLineEnd($0) })
    }
}
