package import ProbeKit

/// The size of what ServerKeyExchange carries.
package enum TemporaryKey {
    /// The bits of the Diffie-Hellman prime (RFC 5246, section 7.4.3), or of the RSA modulus of an export suite (RFC 2246, section
    /// 7.4.3): the first thing in the message either way.
    package static func bits(_ body: some Sequence<UInt8>) throws(WireProblem) -> Int {
        var reader = ByteReader(body)
        guard let number = reader.vector(lengthBytes: 2), let next = reader.vector(lengthBytes: 2), !next.isEmpty else {
            throw .malformed("ServerKeyExchange that is cut short")
        }
        let significant = number.drop { $0 == 0 }
        guard let first = significant.first else { throw .malformed("ServerKeyExchange with a prime of 0") }
        return significant.count * 8 - first.leadingZeroBitCount
    }

    /// Whether the ServerKeyExchange of a suite begins with such a number.
    package static func isSent(with suite: CipherSuite) -> Bool { suite.usesDHE || suite.usesStaticRSA && suite.isExport }
}
