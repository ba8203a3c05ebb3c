internal import Controls
package import ProbeKit

/// The hello of a client that offers one version, or that a current browser could send (RFC 8446, section 4.1.2). Nobody goes on
/// after the answer, so its random bytes and its key share have no secret behind them.
package struct ClientHello: Hashable, Sendable {
    /// The versions that are offered, never empty.
    private let versions: [TLSVersion]
    package let suites: [UInt16]
    private let serverName: String?

    /// Offers one version alone.
    package init(_ version: TLSVersion, suites: [UInt16], serverName: String?) {
        versions = [version]
        self.suites = suites
        self.serverName = serverName
    }

    /// A short hello such as every current service takes: TLS 1.3 and TLS 1.2, and few suites.
    package static func modest(serverName: String?) -> ClientHello {
        let suites: [UInt16] = [
            0x1301, 0x1302, 0x1303, 0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8, 0xC013, 0xC014, 0x009C, 0x009D, 0x002F, 0x0035,
        ]
        return ClientHello(versions: [.tls13, .tls12], suites: suites, serverName: serverName)
    }

    private init(versions: [TLSVersion], suites: [UInt16], serverName: String?) {
        self.versions = versions
        self.suites = suites
        self.serverName = serverName
    }

    /// Whether a version is among those that are offered.
    func offers(_ wire: UInt16) -> Bool { versions.contains { $0.wire == wire } }

    private var newest: TLSVersion { versions.max() ?? .tls12 }

    /// The record that is sent.
    package var bytes: [UInt8] {
        let body = fixedPart + extensions
        let message = [1] + body.vector(lengthBytes: 3)
        // The version of the record says little, and old servers refuse one that they do not know (RFC 8446, appendix D.4).
        return [22] + [UInt8](Int(newest == .ssl3 ? newest.wire : TLSVersion.tls10.wire), bytes: 2) + message.vector(lengthBytes: 2)
    }

    private var fixedPart: [UInt8] {
        let signalled = newest == .tls13 && versions.count == 1 ? suites : suites + [Self.renegotiationSignal]
        // A session number makes servers in the middle take TLS 1.3 for a resumed TLS 1.2 (RFC 8446, appendix D.4).
        let session = newest == .tls13 ? Self.randomBytes(32) : []
        return [UInt8](Int(min(newest, .tls12).wire), bytes: 2) + Self.randomBytes(32) + session.vector(lengthBytes: 1)
            + signalled.flatMap { [UInt8](Int($0), bytes: 2) }.vector(lengthBytes: 2) + [1, 0]
    }

    /// RFC 5746, section 3.3.
    private static let renegotiationSignal: UInt16 = 0x00FF

    /// Nothing in SSL 3, which has none.
    private var extensions: [UInt8] {
        if newest == .ssl3 { return [] }
        var all = HelloExtension.serverName(serverName)
        all += HelloExtension.groups(withFiniteFields: newest == .tls13) + HelloExtension.pointFormats
        if newest >= .tls12 { all += HelloExtension.signatureSchemes }
        if versions.contains(where: { $0 < .tls13 }) { all += HelloExtension.strengthenings }
        if newest == .tls13 { all += HelloExtension.supported(versions) + HelloExtension.keyShare(Self.randomBytes(32)) }
        // Some load balancers swallow a hello of 256 to 511 bytes (RFC 7685).
        let length = 4 + fixedPart.count + 2 + all.count
        if (256..<512).contains(length) { all += HelloExtension.padding(max(0, 508 - length)) }
        return all.vector(lengthBytes: 2)
    }

    private static func randomBytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: .min ... .max) } }
}
