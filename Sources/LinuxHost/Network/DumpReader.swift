import Controls
import ProbeKit

/// How far the answer to a dump request has been read.
enum DumpProgress: Hashable {
    /// Another datagram follows.
    case more
    case end
    /// The kernel refuses, with an error number.
    case refused(Int32)
}

/// Reads what the kernel answers to one dump request over netlink(7), datagram by datagram. Pure: the bytes may come from anywhere.
protocol DumpReader {
    /// What is asked, for people.
    var question: String { get }
    /// The number that the request carried.
    var sequence: UInt32 { get }
    /// Whether the table changed while the kernel walked it, so that parts may be missing (NLM_F_DUMP_INTR).
    var wasInterrupted: Bool { get set }

    /// Takes one message of the table.
    mutating func take(_ body: RecordBytes, kind: UInt16) throws(ProbeFailure)
}

extension DumpReader {
    /// Reads one datagram: messages of a 16-byte header each, aligned to four bytes.
    mutating func read(_ bytes: [UInt8], count: Int) throws(ProbeFailure) -> DumpProgress {
        var rest = RecordBytes(bytes, 0..<min(count, bytes.count))
        guard rest.count > 0 else { throw malformed("an empty datagram") }
        while rest.count > 0 {
            guard let length = rest.number32(at: 0).map(Int.init), length >= 16, length <= rest.count, let kind = rest.number16(at: 4),
                let flags = rest.number16(at: 6), let number = rest.number32(at: 8)
            else { throw malformed("a message that is cut off") }
            let body = rest.part(16..<length)
            rest = rest.part(min(RecordBytes.aligned(length), rest.count)..<rest.count)
            if number != sequence { continue }
            if flags & DumpMessage.interrupted != 0 { wasInterrupted = true }
            switch kind {
            case DumpMessage.noOperation: continue
            case DumpMessage.error, DumpMessage.done: return try end(body, kind: kind)
            default: try take(body, kind: kind)
            }
        }
        return .more
    }

    private func end(_ body: RecordBytes, kind: UInt16) throws(ProbeFailure) -> DumpProgress {
        let code = body.number32(at: 0).map { Int32(bitPattern: $0) }
        guard let code = code ?? (kind == DumpMessage.done ? 0 : nil) else { throw malformed("an error without a number") }
        return code == 0 ? .end : .refused(code == .min ? .max : abs(code))
    }

    func malformed(_ what: String) -> ProbeFailure { ProbeFailure(.parseError, "the kernel answered \(what) for \(question)") }
}

/// Numbers of netlink(7).
private enum DumpMessage {
    /// NLMSG_NOOP, NLMSG_ERROR, NLMSG_DONE.
    static let (noOperation, error, done): (UInt16, UInt16, UInt16) = (1, 2, 3)
    /// NLM_F_DUMP_INTR.
    static let interrupted: UInt16 = 0x10
}
