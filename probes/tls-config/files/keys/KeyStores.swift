import Controls
import ProbeKit

/// The places in which private keys usually lie, whether or not a service is configured to use them.
struct KeyStores {
    /// The files that hold a key, or that are called like one, in order.
    private(set) var paths: [HostPath] = []
    private(set) var gaps: [Unread] = []

    private static let patterns: [HostPath] = [
        "/etc/ssl/private/*", "/etc/pki/tls/private/*", "/etc/letsencrypt/live/*/privkey*.pem", "/etc/letsencrypt/archive/*/privkey*.pem",
        "/var/lib/caddy/.local/share/caddy/certificates/*/*/*.key", "/var/lib/caddy/.local/share/caddy/pki/authorities/*/*.key",
    ]
    private static let limit = 4096

    init(_ files: any FileTree) {
        for pattern in Self.patterns { look(pattern, files) }
    }

    private mutating func look(_ pattern: HostPath, _ files: any FileTree) {
        do throws(ReadFailure) {
            for path in try Glob.expand(pattern, files) {
                guard paths.count < Self.limit else {
                    gaps.append(Unread(pattern.escaped, .limitExceeded, "more than \(Self.limit) files"))
                    return
                }
                if try files.status(of: path)?.kind == .regular { add(path, files) }
            }
        } catch { gaps.append(Unread(error)) }
    }

    private mutating func add(_ path: HostPath, _ files: any FileTree) {
        if Self.isCalledKey(path) {
            paths.append(path)
            return
        }
        do throws(ReadFailure) { if let file = try files.contents(of: path), KeyLabel.of(file.bytes) != nil { paths.append(path) } } catch {
            gaps.append(Unread(error))
        }
    }

    /// Keys in other forms than PEM cannot be told from other bytes, but by their name they can.
    private static func isCalledKey(_ path: HostPath) -> Bool {
        let name = path.name.lowercased
        return name.starts(with: "privkey".utf8)
            || [".key", ".p12", ".pfx", ".jks"].contains { name.reversed().starts(with: $0.utf8.reversed()) }
    }
}

/// The label under which a private key stands in PEM.
enum KeyLabel {
    /// The first label of a private key, combined files included; nil where there is none.
    static func of(_ bytes: [UInt8]) -> String? { PEMBlocks(bytes).first { $0.label.hasSuffix("PRIVATE KEY") }?.label }
}
