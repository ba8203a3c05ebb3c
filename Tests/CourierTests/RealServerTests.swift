import Controls
import Courier
import Foundation
import ProbeKit
import Testing

/// The survey against a TLS library that others wrote.
@Suite(.enabled(if: RealServer.isPossible, "needs /usr/bin/openssl")) struct RealServerTests {
    private func survey(_ arguments: [String]) throws -> Handshake {
        let server = try RealServer(arguments)
        var request = HandshakeRequest()
        request.address = .v4(0x7F00_0001)
        request.port = server.port
        var survey = EndpointSurvey(request)
        withExtendedLifetime(server) { survey.run() }
        return survey.handshake
    }

    @Test func `every suite that OpenSSL has for an RSA certificate is found`() throws {
        let handshake = try survey(["-cipher", "ALL:COMPLEMENTOFALL:@SECLEVEL=0", "-ciphersuites", "TLS_AES_128_GCM_SHA256"])
        #expect(handshake.reach == .tls)
        let tls12 = handshake.versions[3]
        #expect(tls12.outcome == .accepted && tls12.isComplete)
        let found = Set(tls12.suites.compactMap { CipherSuite(number: $0.number)?.name })
        #expect(found == (try Self.suites(of: "ALL:COMPLEMENTOFALL:@SECLEVEL=0")))
        let temporary = tls12.suites.filter { CipherSuite(number: $0.number)?.usesDHE == true }
        #expect(!temporary.isEmpty && temporary.allSatisfy { ($0.keyExchangeBits ?? 0) >= 1024 })
        #expect(handshake.versions[4].suites.map(\.number) == [0x1301])
        #expect(handshake.versions[0].outcome == .refused)
    }

    /// What the library itself names for TLS 1.2 and a server without ECDSA, DSS, PSK and SRP.
    private static func suites(of list: String) throws -> Set<String> {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: RealServer.program)
        process.arguments = ["ciphers", "-stdname", "-v", list]
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return Set(
            text.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) }
                .filter { name in
                    name.contains("_WITH_") && !["ECDSA", "DSS", "PSK", "SRP"].contains { name.contains($0) }
                })
    }

    @Test func `a server of TLS 1·0 alone is told apart`() throws {
        let handshake = try survey(["-tls1", "-cipher", "ALL:@SECLEVEL=0"])
        #expect(handshake.versions.map(\.outcome) == [.refused, .accepted, .refused, .refused, .refused])
    }

    @Test func `a server that knows another group asks again`() throws {
        let handshake = try survey(["-tls1_3", "-groups", "P-521", "-Verify", "1"])
        #expect(handshake.versions.map(\.outcome) == [.refused, .refused, .refused, .refused, .accepted])
        #expect(handshake.versions[4].suites.count == 3)
    }
}
