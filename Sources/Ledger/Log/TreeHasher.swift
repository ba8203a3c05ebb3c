/// Hashes leaves and nodes as RFC 6962, section 2.1, says. One context serves all hashes, so nothing is allocated for any of them.
package final class TreeHasher {
    private let digester: Libcrypto.Digester

    package init() throws(LibcryptoFailure) { digester = try Libcrypto.Digester() }

    /// SHA-256 of nothing.
    package var emptyTree: TreeHash {
        unsafe hash(UnsafeRawBufferPointer(start: nil, count: 0), UnsafeRawBufferPointer(start: nil, count: 0))
    }

    /// SHA-256 of some bytes that are no part of a tree.
    func digest(_ bytes: [UInt8]) -> [UInt8] {
        unsafe bytes.withUnsafeBytes { unsafe hash(UnsafeRawBufferPointer(start: nil, count: 0), $0) }.bytes
    }

    /// SHA-256 of the bytes that `body` adds.
    func digest<Failure>(_ body: (_ add: ([UInt8]) -> Void) throws(Failure) -> Void) throws(Failure) -> [UInt8] {
        digester.begin()
        try body { unsafe $0.withUnsafeBytes { unsafe digester.add($0) } }
        var result = TreeHash()
        unsafe withUnsafeMutableBytes(of: &result) { unsafe digester.finish(into: $0) }
        return result.bytes
    }

    /// SHA-256 of 0x00 and the leaf.
    package func leaf(_ bytes: [UInt8]) -> TreeHash {
        unsafe withUnsafeBytes(of: UInt8(0x00)) { mark in unsafe bytes.withUnsafeBytes { unsafe hash(mark, $0) } }
    }

    /// SHA-256 of 0x01, the left hash and the right hash.
    package func node(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
        unsafe withUnsafeBytes(of: UInt8(0x01)) { mark in
            unsafe withUnsafeBytes(of: (left, right)) { unsafe hash(mark, $0) }
        }
    }

    private func hash(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) -> TreeHash {
        var result = TreeHash()
        unsafe withUnsafeMutableBytes(of: &result) { unsafe digester.hash(first, second, into: $0) }
        return result
    }
}
