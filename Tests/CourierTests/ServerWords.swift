@testable import Courier

/// What a TLS server writes, put together by hand.
enum ServerWords {
    static func record(_ type: UInt8, _ content: [UInt8], version: Int = 0x0303) -> [UInt8] {
        [type] + [UInt8](version, bytes: 2) + content.vector(lengthBytes: 2)
    }

    static func message(_ type: UInt8, _ body: [UInt8]) -> [UInt8] { [type] + body.vector(lengthBytes: 3) }

    static func hello(_ version: Int, suite: Int, isRetry: Bool = false) -> [UInt8] {
        let random: [UInt8] =
            isRetry
            ? [0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91]
                + [0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C]
            : Array(repeating: 7, count: 32)
        let extensions: [UInt8] = version == 0x0304 ? [0, 43, 0, 2, 3, 4].vector(lengthBytes: 2) : []
        return message(2, [UInt8](min(version, 0x0303), bytes: 2) + random + [0] + [UInt8](suite, bytes: 2) + [0] + extensions)
    }

    static func certificates(_ all: [[UInt8]]) -> [UInt8] {
        message(11, all.flatMap { $0.vector(lengthBytes: 3) }.vector(lengthBytes: 3))
    }

    /// ServerKeyExchange with a prime, or a modulus, of so many bits behind so many zero bytes.
    static func temporaryKey(bits: Int, zeros: Int = 0) -> [UInt8] {
        let prime = Array(repeating: 0, count: zeros) + [UInt8(1 << ((bits - 1) % 8))] + Array(repeating: 0xFF, count: (bits - 1) / 8)
        return message(12, prime.vector(lengthBytes: 2) + [2].vector(lengthBytes: 2) + [9].vector(lengthBytes: 2) + [4, 1, 0, 0])
    }

    static let helloDone = message(14, [])

    static func alert(_ number: UInt8, level: UInt8 = 2) -> [UInt8] { record(21, [level, number]) }
}

/// A TLS server that knows a few suites of a few versions.
struct ToyServer: Sendable {
    /// By version, the preferred suite first.
    var suites: [Int: [Int]]
    var bits = 1024
    var asksForCertificate = false
    var isRetrying = false

    /// What it says to a hello.
    func answer(to hello: OfferedHello) -> [UInt8] {
        guard let known = suites[hello.offered] else {
            // It takes the newest that it has, as a server before TLS 1.3 does.
            guard let lower = suites.keys.filter({ $0 < min(hello.version, hello.offered) }).max(), let suite = suites[lower]?.first,
                hello.suites.contains(suite)
            else { return ServerWords.alert(70) }
            return ServerWords.record(22, ServerWords.hello(lower, suite: suite))
        }
        guard let suite = known.first(where: { hello.suites.contains($0) }) else { return ServerWords.alert(40) }
        var flight = ServerWords.hello(hello.offered, suite: suite, isRetry: isRetrying)
        if hello.offered < 0x0304 {
            flight += ServerWords.certificates([[0x30, 1, 1], [0x30, 1, 2]]) + ServerWords.temporaryKey(bits: bits, zeros: 1)
            if asksForCertificate { flight += ServerWords.message(13, [1, 1, 0, 0]) }
            flight += ServerWords.helloDone
        }
        return ServerWords.record(22, flight, version: min(hello.offered, 0x0303))
    }

    /// On loopback.
    func start() -> ScriptedServer {
        ScriptedServer { peer in
            guard let hello = OfferedHello(record: peer.hearRecord()) else { return }
            peer.say(answer(to: hello))
        }
    }
}
