@testable import Courier
import ProbeKit
import Testing

/// The readers of TLS records and messages, on good bytes and on every kind of bad ones.
@Suite struct WireReaderTests {
    private static let certificates: [[UInt8]] = [Array(repeating: 1, count: 300), [0x30, 0]]

    private static let flight: [UInt8] =
        ServerWords.record(21, [1, 112])
        + ServerWords.record(
            22,
            ServerWords.hello(0x0303, suite: 0x0033) + ServerWords.certificates(certificates)
                + ServerWords.temporaryKey(bits: 1023, zeros: 2) + ServerWords.message(13, [1, 1, 0, 0]) + ServerWords.helloDone)

    private func read(_ bytes: [UInt8], pieces size: Int) throws -> ServerFlight {
        var flight = ServerFlight()
        for start in stride(from: 0, to: bytes.count, by: size) { try flight.take(bytes[start..<min(start + size, bytes.count)]) }
        return flight
    }

    @Test(arguments: [1, 2, 7, 4096]) func `a flight reads the same in pieces of every size`(_ size: Int) throws {
        let flight = try read(Self.flight, pieces: size)
        #expect(flight.hello?.suite == 0x0033 && flight.hello?.version == 0x0303)
        #expect(flight.certificates == Self.certificates)
        #expect(flight.keyExchangeBits == 1023)
        #expect(flight.requestsClientCertificate && flight.isDone && !flight.isCutShort)
    }

    @Test func `a message may be spread over records`() throws {
        let hello = ServerWords.hello(0x0304, suite: 0x1301)
        #expect(try read(hello.flatMap { ServerWords.record(22, [$0]) }, pieces: 50).hello?.suite == 0x1301)
        let crumbs = ServerWords.hello(0x0303, suite: 0x0033) + ServerWords.certificates([[UInt8](repeating: 1, count: 1024)])
        #expect(throws: WireProblem.tooLong("more than 1024 records")) {
            try read(crumbs.flatMap { ServerWords.record(22, [$0]) }, pieces: 50)
        }
        let halves = ServerWords.record(22, Array(hello[..<20])) + ServerWords.record(22, Array(hello[20...]))
        #expect(try read(halves, pieces: 3).hello?.version == 0x0304)
    }

    @Test func `an export suite shows the size of its temporary key`() throws {
        let bytes = ServerWords.record(22, ServerWords.hello(0x0301, suite: 0x0003) + ServerWords.temporaryKey(bits: 512))
        #expect(try read(bytes, pieces: 100).keyExchangeBits == 512)
    }

    @Test func `lengths beyond reason are refused before they are read`() {
        var records = RecordReader()
        #expect(throws: WireProblem.tooLong("record of 18433 bytes")) { try records.take([22, 3, 3, 0x48, 0x01]) }
        var messages = HandshakeReader()
        #expect(throws: WireProblem.tooLong("handshake message of 262145 bytes")) { try messages.take([11, 4, 0, 1]) }
    }

    @Test func `a flight that ends anywhere is cut short and never read past its end`() throws {
        for length in Self.flight.indices {
            let flight = try read(Array(Self.flight.prefix(length)), pieces: 64)
            #expect(!flight.isDone)
        }
    }

    @Test func `changed bytes never trap`() {
        var random = SeededGenerator(state: 20_26)
        let samples = [
            Self.flight, ServerWords.record(22, ServerWords.hello(0x0304, suite: 0x1301)),
            ServerWords.record(22, ServerWords.hello(0x0301, suite: 0x0003) + ServerWords.temporaryKey(bits: 512)), ServerWords.alert(40),
        ]
        for sample in samples {
            for _ in 0..<1500 {
                var bytes = sample
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: .min ... .max, using: &random)
                }
                _ = try? read(bytes, pieces: Int.random(in: 1...200, using: &random))
                _ = try? ServerHello(bytes.dropFirst(9))
                _ = CertificateMessage(parsing: bytes.dropFirst(9), version: .tls13)
                _ = try? TemporaryKey.bits(bytes.dropFirst(9))
                _ = Alert(bytes.suffix(2))
                _ = try? LDAPMessage(bytes)
                _ = try? LDAPMessage.size(bytes)
                _ = MySQLStart.capabilities(bytes)
                _ = Banner(bytes, suggested: nil)
            }
        }
    }

    @Test func `LDAP messages that are changed or cut never trap`() throws {
        let sample: [UInt8] = [0x30, 0x84, 0, 0, 0, 16, 2, 1, 1, 0x78, 0x84, 0, 0, 0, 7, 0x0A, 1, 0, 4, 0, 4, 0]
        #expect(try LDAPMessage(sample).resultCode == 0)
        #expect(try LDAPMessage.size(sample) == sample.count)
        for length in sample.indices { #expect(throws: WireProblem.self) { try LDAPMessage(sample.prefix(length)) } }
        var random = SeededGenerator(state: 7)
        for _ in 0..<5000 {
            var bytes = sample
            bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: .min ... .max, using: &random)
            _ = try? LDAPMessage(bytes).resultCode
        }
    }

    @Test func `a hello holds what its era allows`() throws {
        for version in TLSVersion.allCases {
            let suites = CipherSuite.all.filter { $0.fits(version) }.map(\.number)
            let hello = try #require(OfferedHello(record: ClientHello(version, suites: suites, serverName: "a.example").bytes))
            #expect(hello.offered == Int(version.wire))
            #expect(hello.recordVersion == (version == .ssl3 ? 0x0300 : 0x0301))
            #expect(hello.suites.prefix(suites.count) == suites.map(Int.init)[...])
            #expect(hello.suites.contains(0x00FF) == (version != .tls13))
            #expect(hello.extensions.isEmpty == (version == .ssl3))
            #expect((hello.extensions[13] != nil) == (version >= .tls12))
            #expect((hello.extensions[51] != nil) == (version == .tls13))
            #expect(version == .ssl3 || hello.serverName == "a.example")
            #expect(version == .ssl3 || !(256..<512).contains(hello.length))
        }
    }

    @Test func `an address is not sent as a name`() throws {
        for name in ["192.0.2.1", "2001:db8::1", "", String(repeating: "a", count: 256)] {
            let hello = try #require(OfferedHello(record: ClientHello(.tls12, suites: [0x009C], serverName: name).bytes))
            #expect(hello.serverName == nil)
        }
    }
}

/// The same numbers on every run: SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var number = state
        number = (number ^ number >> 30) &* 0xBF58_476D_1CE4_E5B9
        number = (number ^ number >> 27) &* 0x94D0_49BB_1331_11EB
        return number ^ number >> 31
    }
}
