import Controls
import HostFixtures
import LinuxHost
import ProbeKit
import Testing

@testable import Probes

/// The certificate that a configured file begins with.
@Suite struct CertificateFileTests {
    private static let der: [UInt8] = [0x30, 0x03, 0x02, 0x01, 0x05]
    private static let pem = "-----BEGIN CERTIFICATE-----\nMAMC\nAQU=\n-----END CERTIFICATE-----\n"

    private func file(_ entry: MemoryTree.Entry?) -> CertificateFile {
        var tree: MemoryTree = [:]
        tree["/c.pem"] = entry
        return CertificateFile("/c.pem", on: Host(files: tree, now: Moment(seconds: 0), sha256: Digest.sha256))
    }

    @Test(arguments: [
        pem, "text before\n" + pem, pem.split(separator: "\n").joined(separator: "\r\n") + "\r\n",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n" + pem, pem + "-----BEGIN CERTIFICATE-----\nbroken",
        "-----BEGIN TRUSTED CERTIFICATE-----\nMAMCAQUwAA==\n-----END TRUSTED CERTIFICATE-----\n",
    ]) func `the first certificate counts`(text: String) {
        #expect(file(.text(text)).fingerprint == Digest.sha256(Self.der).hexadecimal)
    }

    @Test func `a file in DER is read`() { #expect(file(.file(Self.der)).fingerprint == Digest.sha256(Self.der).hexadecimal) }

    @Test(arguments: [
        "", "-----BEGIN CERTIFICATE-----\nMAMCAQU\n-----END CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----\nMAMCAQU=\n",
        "-----BEGIN CERTIFICATE-----\nMAMC!QU=\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nMAUCAQU=\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nMAMCAQU=\n-----END PRIVATE KEY-----\n", "0\u{1}", "-----BEGIN CERTIFICATE-----",
    ]) func `what is no certificate is told`(text: String) {
        let file = file(.text(text))
        #expect(file.isThere && file.fingerprint == nil && file.problem?.reason == .parseError)
    }

    @Test func `missing and unreadable are two states`() {
        #expect(!file(nil).isThere && file(nil).problem == nil)
        #expect(file(.denied).isThere && file(.denied).problem?.reason == .unreadable)
        #expect(file(.fifo).problem?.reason == .unreadable)
    }
}
