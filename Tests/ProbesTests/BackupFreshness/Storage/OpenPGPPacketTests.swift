import Testing

@testable import Probes

struct OpenPGPPacketTests {
    /// What gpg writes for a passphrase: AES-256, a salted and repeated SHA-512, then encrypted data of version 1.
    private let forPassphrase: [UInt8] = [0x8C, 13, 4, 9, 3, 10, 1, 2, 3, 4, 5, 6, 7, 8, 0xFF]
    private let data: [UInt8] = [0xD2, 0x4B, 1, 0x55]

    /// A session key of version 3 in a packet whose header is given.
    private func forKey(_ header: [UInt8], algorithm: UInt8, _ key: [UInt8]) -> [UInt8] {
        header + [3, 1, 2, 3, 4, 5, 6, 7, 8, algorithm] + key
    }

    private func isEncrypted(_ bytes: [UInt8]) -> Bool? { OpenPGPPacket(message: bytes)?.isEncrypted }

    @Test func `a session key before encrypted data is a message, in old and new form`() {
        #expect(isEncrypted(forPassphrase + data) == true)
        #expect(isEncrypted([0xC3] + forPassphrase.dropFirst() + data) == true)
        #expect(isEncrypted(forPassphrase + [0xA4, 0x0A, 7, 7]) == true, "a packet without integrity protection")
        let rsa: [UInt8] = [0, 9, 1, 2]
        for header: [UInt8] in [[0x84, 14], [0x85, 0, 14], [0x86, 0, 0, 0, 14], [0xC1, 14], [0xC1, 0xFF, 0, 0, 0, 14]] {
            #expect(isEncrypted(forKey(header, algorithm: 1, rsa) + data) == true, "\(header)")
        }
        let long = [0x08, 0] + [UInt8](repeating: 5, count: 256)
        #expect(isEncrypted(forKey([0xC1, 0xC0, 0x4C], algorithm: 1, long) + data) == true)
        #expect(isEncrypted(forKey([0x84, 18], algorithm: 16, rsa + rsa) + data) == true)
        #expect(isEncrypted(forKey([0x84, 17], algorithm: 18, rsa + [2, 7, 7]) + data) == true)
        #expect(isEncrypted(forKey([0x84, 45], algorithm: 25, [UInt8](repeating: 7, count: 32) + [2, 7, 7]) + data) == true)
    }

    @Test func `several session keys are one message`() {
        #expect(isEncrypted(forKey([0x84, 14], algorithm: 1, [0, 9, 1, 2]) + forPassphrase + data) == true)
    }

    @Test func `what fits in part only is no message`() {
        let key = forKey([0x84, 14], algorithm: 1, [0, 9, 1, 2])
        let doubtful: [[UInt8]] = [
            [0x84, 1, 3], [0x84, 1, 3] + data, [0x84, 1, 3, 0x84, 1, 3, 0x84, 1, 3],
            key, forPassphrase, key + [0x8C], key + [0xD2, 0x4B], key + Array("plain".utf8), key + [0xD2, 0x4B, 9, 0],
            forKey([0x84, 14], algorithm: 3, [0, 9, 1, 2]) + data, forKey([0x84, 14], algorithm: 1, [0, 8, 1, 2]) + data,
            forKey([0x84, 14], algorithm: 1, [0xFF, 0xFF, 1, 2]) + data, forKey([0x84, 200], algorithm: 1, [0, 9, 1, 2]) + data,
            forKey([0x86, 0xFF, 0xFF, 0xFF, 0xFF], algorithm: 1, [0, 9, 1, 2]), data,
            [0x8C, 13, 4, 0] + forPassphrase.dropFirst(4) + data, [0x8C, 13, 4, 9, 2] + forPassphrase.dropFirst(5) + data,
            [0x8C, 13, 4, 9, 3, 99] + forPassphrase.dropFirst(6) + data, [0x8C, 13, 3] + forPassphrase.dropFirst(3) + data,
        ]
        for bytes in doubtful { #expect(isEncrypted(bytes) == nil, "\(bytes)") }
    }

    @Test func `a message that is cut anywhere is not taken for clear`() {
        let message = forKey([0x84, 14], algorithm: 1, [0, 9, 1, 2]) + forPassphrase + data
        for count in 0..<message.count { #expect(isEncrypted(Array(message.prefix(count))) != false, "\(count)") }
    }
}
