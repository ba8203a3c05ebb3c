/// Where secret bytes come from; tests have one of their own.
package protocol RandomSource: Sendable {
    /// Writes every byte.
    func fill(_ bytes: inout MutableSpan<UInt8>) throws(RandomFailure)
}

extension RandomSource {
    /// So many bytes, for what need not be wiped, such as a salt.
    package func bytes(_ count: Int) throws(RandomFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var span = bytes.mutableSpan
        try fill(&span)
        return bytes
    }
}

/// The kernel gave no random bytes.
package struct RandomFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// errno(3).
    package let error: Int32

    package init(error: Int32) { self.error = error }

    package var description: String { "getrandom(2) failed with error \(error)" }
}
