internal import ProbeKit

/// What came back for one ClientHello.
enum HelloAnswer: Sendable {
    /// A ServerHello, and what was read after it.
    case hello(ServerHello, ServerFlight)
    case alert(Alert)
    /// Closed, or broken off, before anything was said.
    case closed
    /// Nothing, or not enough, in time.
    case silence
    /// The first bytes are no TLS.
    case words([UInt8])
    case malformed(String)
    /// TLS could not begin.
    case failure(ContactFailure)
    /// Nobody was asked: the time, the connections or the patience are used up.
    case unasked(String)

    /// For people.
    var text: String {
        switch self {
        case .hello(let hello, _):
            TLSVersion(wire: hello.version).map { "answered in \($0.rawValue)" } ?? "answered in version \(hello.version)"
        case .alert(let alert): alert.text
        case .closed: "closed without a word"
        case .silence: "no answer in time"
        case .words(let bytes): Quotation.firstLine(bytes)
        case .malformed(let text), .unasked(let text): text
        case .failure(let failure): failure.text
        }
    }

    /// What the service is when nothing better is heard.
    var reach: Handshake.Reach {
        switch self {
        // A ServerHello of a version that was not offered.
        case .hello, .alert: .refusing
        case .closed: .closing
        case .silence, .unasked: .silent
        case .words(let bytes): Self.isText(bytes) ? .plaintext : .malformed
        case .malformed: .malformed
        case .failure(let failure): failure.reach
        }
    }

    /// Whether further hellos would meet the same: the service is not there, or is no TLS service.
    var isFinal: Bool {
        switch self {
        case .words, .failure: true
        case .hello, .alert, .closed, .silence, .malformed, .unasked: false
        }
    }

    /// Whether bytes begin like something that people could read.
    private static func isText(_ bytes: [UInt8]) -> Bool {
        bytes.prefix(32).allSatisfy { (0x20..<0x7F).contains($0) || (9...13).contains($0) }
    }
}

extension HelloAnswer {
    /// The suite that was chosen in a version, with what came behind it; nil where the version was not accepted.
    func choice(of version: TLSVersion) -> (suite: UInt16, flight: ServerFlight)? {
        guard case .hello(let hello, let flight) = self, hello.version == version.wire else { return nil }
        return (hello.suite, flight)
    }
}
