import Controls
import ProbeKit
import Testing

@testable import Ledger

/// Keys, their public forms, and what nobody may see.
@Suite struct LogKeyTests {
    /// Written by `openssl pkey` and by Python's hashlib for the seed 1, 2, … 32 and the name below.
    @Test func `a seed has a known public key, key id and text form`() throws {
        let key = try LogFixture(size: 0).keys[0].verifier
        #expect(key.publicKey.hexadecimal == "79b5562e8fe654f94078b112e8a98ba7901f853ae695bed7e0e3910bad049664")
        #expect(key.description == "soc2d.example.com/host-a+659ec34a+AXm1Vi6P5lT5QHixEuipi6eQH4U65pW+1+DjkQutBJZk")
        #expect(
            key.pem
                == "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAebVWLo/mVPlAeLES6KmLp5AfhTrmlb7X4OORC60ElmQ=\n-----END PUBLIC KEY-----\n")
        #expect(VerifierKey(parsing: key.description) == key)
    }

    @Test func `a text form with any change is refused`() throws {
        let text = try LogFixture(size: 0).keys[0].verifier.description
        for place in text.utf8.indices {
            var bytes = Array(text.utf8)
            let offset = text.utf8.distance(from: text.utf8.startIndex, to: place)
            bytes[offset] ^= 1
            #expect(VerifierKey(parsing: bytes.text) == nil, "\(offset)")
            #expect(VerifierKey(parsing: Array(text.utf8.prefix(offset)).text) == nil, "\(offset)")
        }
        for form in ["", "+", "++", "a+b+c", text + "\n", " " + text, text + "=", text.uppercased(), text + "+"] {
            #expect(VerifierKey(parsing: form) == nil, "\(form)")
        }
        // An algorithm that is not Ed25519, with the key id that would be right for it.
        #expect(VerifierKey(parsing: "a+00000000+" + Base64.encodePadded([4] + Array(repeating: 0, count: 32))) == nil)
        let name = try #require(LogName("a"))
        #expect(VerifierKey(name: name, publicKey: Array(repeating: 0, count: 31)) == nil)
        let spaced = try #require(LogName("a b"))
        #expect(VerifierKey(name: spaced, publicKey: Array(repeating: 0, count: 32)) == nil)
    }

    @Test func `a signature is the same each time, and belongs to one text and one key`() throws {
        let log = try LogFixture(size: 0)
        let text = [UInt8]("text\n")
        let signature = try log.keys[0].sign(text)
        #expect(try log.keys[0].sign(text) == signature && signature.bytes.count == 64)
        let publicKey = log.keys[0].verifier.publicKey
        #expect(Libcrypto.verify(signature.bytes, of: text, by: publicKey))
        #expect(!Libcrypto.verify(signature.bytes, of: [UInt8]("Text\n"), by: publicKey))
        #expect(!Libcrypto.verify(signature.bytes, of: text, by: log.keys[1].verifier.publicKey))
        #expect(!Libcrypto.verify(Array(signature.bytes.dropLast()), of: text, by: publicKey))
        #expect(!Libcrypto.verify(signature.bytes + [0], of: text, by: publicKey))
        #expect(!Libcrypto.verify([], of: text, by: publicKey))
        #expect(!Libcrypto.verify(signature.bytes, of: text, by: []))
        #expect(!Libcrypto.verify(signature.bytes, of: text, by: Array(repeating: 0xFF, count: 32)))
    }

    @Test func `a key prints nothing of its secret`() throws {
        let key = try LogFixture(size: 0).keys[0]
        var printed = "\(key) \(String(reflecting: key))"
        dump(key, to: &printed)
        // The seed counts 1, 2, 3, …
        #expect(!printed.contains("2, 3, 4") && !printed.contains("020304"))
    }

    @Test func `a key cannot have a name with a space`() throws {
        let name = try #require(LogName("my log"))
        #expect(throws: SigningFailure.note(.malformed("a key cannot be called “my log”", line: nil))) { try LogFixture.key(name, 1) }
    }

    @Test func `without random bytes there is no key`() {
        #expect(throws: RandomFailure(error: 38)) { try KeySeed.drawn(from: NoRandom()).read { _ in } }
        #expect(throws: RandomFailure.self) { try NoRandom().bytes(32) }
    }

    @Test func `the kernel gives other bytes each time`() throws {
        let (first, second) = try (KernelRandom().bytes(32), KernelRandom().bytes(32))
        #expect(first != second && first.count == 32)
        #expect(try KernelRandom().bytes(0) == [])
        let seed = try KeySeed.drawn(from: KernelRandom())
        #expect(seed.read { Array($0) } != Array(repeating: 0, count: 32))
    }
}
