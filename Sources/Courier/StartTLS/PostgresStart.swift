internal import ProbeKit

/// SSLRequest of PostgreSQL (“Frontend/Backend Protocol”, SSL Session Encryption).
enum PostgresStart {
    static func ask(_ conversation: inout Conversation) throws(ContactFailure) {
        try conversation.say([UInt8](8, bytes: 4) + [UInt8](80_877_103, bytes: 4))
        switch try conversation.bytes(1)[0] {
        case UInt8(ascii: "S"): return
        case UInt8(ascii: "N"): throw ContactFailure(.plaintext, "the server takes no TLS")
        case UInt8(ascii: "E"): throw ContactFailure(.refusing, "an error instead of an answer")
        case let other: throw ContactFailure(.malformed, "byte \(other) instead of an answer")
        }
    }
}
