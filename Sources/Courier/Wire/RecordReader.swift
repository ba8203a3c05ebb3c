/// A record of the TLS record protocol (RFC 8446, section 5.1; RFC 6101, section 5.2).
package struct TLSRecord: Hashable, Sendable {
    package enum Kind: UInt8, Hashable, Sendable {
        case changeCipherSpec = 20
        case alert
        case handshake
        case applicationData
        case heartbeat
    }

    package let kind: Kind
    package let content: [UInt8]
}

/// Cuts bytes from the network into records, in whatever pieces they come.
package struct RecordReader: Sendable {
    /// 2^14 bytes and what compression or encryption may add (RFC 5246, section 6.2).
    package static let contentLimit = (16 << 10) + 2048
    /// A flight has a handful; more are sent to keep us busy.
    package static let recordLimit = 1024

    private var pending: [UInt8] = []
    private var count = 0

    package init() {}

    /// Whether a record has begun and not ended.
    package var isInside: Bool { !pending.isEmpty }

    /// Takes more bytes, and gives the records that they complete.
    package mutating func take(_ bytes: some Sequence<UInt8>) throws(WireProblem) -> [TLSRecord] {
        pending += bytes
        var records: [TLSRecord] = []
        var reader = ByteReader(pending[...])
        while let record = try Self.next(&reader, isFirst: count == 0) {
            count += 1
            guard count <= Self.recordLimit else { throw .tooLong("more than \(Self.recordLimit) records") }
            records.append(record)
            pending.removeFirst(5 + record.content.count)
        }
        return records
    }

    /// The next record; nil where its bytes are not all there. A header is judged as soon as its bytes are.
    private static func next(_ reader: inout ByteReader, isFirst: Bool) throws(WireProblem) -> TLSRecord? {
        guard let type = reader.byte() else { return nil }
        guard let kind = TLSRecord.Kind(rawValue: type) else { throw isFirst ? .notTLS : .malformed("record of type \(type)") }
        guard let major = reader.byte() else { return nil }
        guard major == 3 else { throw isFirst ? .notTLS : .malformed("record of version \(major)") }
        guard reader.byte() != nil, let length = reader.number16() else { return nil }
        guard Int(length) <= contentLimit else { throw .tooLong("record of \(length) bytes") }
        guard length > 0 || kind == .applicationData else { throw .malformed("empty record") }
        return reader.bytes(Int(length)).map { TLSRecord(kind: kind, content: Array($0)) }
    }
}
