internal import Controls
internal import ProbeKit

/// A SHA-256 hash of a leaf or node: 32 bytes that stand where they are kept, with nothing on the heap.
package struct TreeHash: BitwiseCopyable, Hashable, Sendable, CustomStringConvertible {
    package static let byteCount = 32

    // The bytes in their order in memory; what numbers they make is of no interest.
    private var first: UInt64 = 0
    private var second: UInt64 = 0
    private var third: UInt64 = 0
    private var fourth: UInt64 = 0

    /// 32 zeros, to be written over.
    init() {}

    /// Nil for anything but 32 bytes.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self = unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(as: TreeHash.self) }
    }

    /// Reads padded base64, and no other spelling of it.
    package init?(base64 text: some Collection<UInt8>) {
        guard text.count == 44, let bytes = Base64.decodeExactly(text) else { return nil }
        self.init(bytes)
    }

    /// The hashes that stand one behind the other; nil for a length that is no multiple of 32.
    static func list(_ bytes: [UInt8]) -> [TreeHash]? {
        guard bytes.count % byteCount == 0 else { return nil }
        return unsafe bytes.withUnsafeBytes { buffer in
            stride(from: 0, to: buffer.count, by: byteCount).map {
                unsafe buffer.loadUnaligned(fromByteOffset: $0, as: TreeHash.self)
            }
        }
    }

    package var bytes: [UInt8] { unsafe withUnsafeBytes(of: self) { unsafe Array($0) } }

    /// Padded base64, as checkpoints and proofs have it.
    package var base64: String { Base64.encodePadded(bytes) }

    package var description: String { base64 }
}
