internal import Controls
internal import Ledger
internal import LinuxHost
internal import Notices
internal import ProbeKit

/// What of a letter arrives, or does not, together.
struct Parcel: Hashable, Sendable {
    let sendings: [Sending]
    /// In which size it is tried first.
    let size: MessageSize

    private init(_ sendings: [Sending], _ size: MessageSize) { (self.sendings, self.size) = (sendings, size) }

    /// The parcels of a letter: one for each notice where the receiver gets a request for each, otherwise one.
    static func all(of letter: Letter) -> [Parcel] {
        letter.destination.kind.tellsOneByOne ? letter.sendings.map { Parcel([$0], .full) } : [Parcel(letter.sendings, .full)]
    }

    /// The same in two parts, so that a notice that the receiver does not take holds up no other; empty where it is one notice already.
    var halves: [Parcel] {
        guard sendings.count > 1 else { return [] }
        let middle = sendings.count / 2
        return [Parcel(Array(sendings[..<middle]), .oneLine), Parcel(Array(sendings[middle...]), .oneLine)]
    }

    /// Nil where there is nothing in it.
    func message(in letter: Letter) -> Message? {
        let items = sendings.map { Message.Item($0.notice, key: $0.notice.key, isWhole: $0.opening == .unsaid) }
        guard let first = items.first else { return nil }
        return Message(
            first, Array(items.dropFirst()), checkpoint: letter.checkpoint, note: letter.note, mayBeSecond: letter.mayBeSecond,
            earlier: sendings.count == 1 ? first.notice.isClosed ? sendings[0].opening?.message : nil : nil)
    }
}

extension DestinationKind {
    /// Whether each notice is a request of its own, so that one may arrive and another not.
    fileprivate var tellsOneByOne: Bool { self == .webhook || self == .pagerduty }
}

extension Letter {
    /// `<origin> <size> <root> <keyid>`, as far as it is known.
    fileprivate var checkpoint: String {
        guard let signed = try? SignedCheckpoint(parsing: Array(note.utf8)) else { return sendings.last?.checkpoint ?? "" }
        let checkpoint = signed.checkpoint
        let keyID = signed.note.signatures.first { $0.name == checkpoint.origin }?.keyID
        let key = keyID.map { String(String(UInt64($0) | 1 << 32, radix: 16).dropFirst()) }
        return (["\(checkpoint.origin)", "\(checkpoint.head.size)", checkpoint.head.root.base64] + (key.map { [$0] } ?? []))
            .joined(separator: " ")
    }
}

extension Notice {
    /// By which receivers know that two notices are about the same: the SHA-256 of `[host-id, control, check, subject]` in canonical JSON, in
    /// hexadecimal digits. Notices about soc2d itself have their kind for a check.
    fileprivate var key: String {
        var json: [UInt8] = []
        for text in [hostID, control, deficiency == nil ? kind.rawValue : check, subject] {
            json.append(UInt8(ascii: json.isEmpty ? "[" : ","))
            appendJSONString(text, to: &json)
        }
        return Digest.sha256(json + [UInt8(ascii: "]")]).hexadecimal
    }
}
