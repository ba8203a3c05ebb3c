import Controls
import ProbeKit

/// The places in which private keys usually lie, whether or not a service is configured to use them.
struct KeyStores {
    /// The files that hold a key, or that are called like one, in order.
    private(set) var paths: [HostPath] = []
    private(set) var gaps: [Unread] = []
    /// Files that were looked at.
    private var count = 0

    private static let patterns: [HostPath] = [
        "/etc/letsencrypt/live/*/privkey*.pem", "/etc/letsencrypt/archive/*/privkey*.pem",
        "/var/lib/caddy/.local/share/caddy/certificates/*/*/*.key", "/var/lib/caddy/.local/share/caddy/pki/authorities/*/*.key",
    ]
    /// Every file in them counts, hidden ones and those one directory further down as well.
    private static let directories: [HostPath] = ["/etc/ssl/private", "/etc/pki/tls/private"]
    private static let limit = 4096

    init(_ files: any FileTree) {
        for directory in Self.directories { look(directory, levels: 1, files) }
        for pattern in Self.patterns {
            do throws(ReadFailure) { for path in try Glob.expand(pattern, files) { try take(path, levels: 0, files) } } catch {
                gaps.append(Unread(error))
            }
        }
    }

    /// - Parameter levels: how many directories further down are looked at.
    private mutating func look(_ directory: HostPath, levels: Int, _ files: any FileTree) {
        do throws(ReadFailure) {
            for name in try files.names(in: directory) ?? [] { try take(directory.appending(name), levels: levels, files) }
        } catch { gaps.append(Unread(error)) }
    }

    private mutating func take(_ path: HostPath, levels: Int, _ files: any FileTree) throws(ReadFailure) {
        switch try files.status(of: path)?.kind {
        case .regular where count < Self.limit:
            count += 1
            add(path, files)
        case .regular:
            let gap = Unread("private keys", .limitExceeded, "more than \(Self.limit) files lie in the usual stores")
            if !gaps.contains(gap) { gaps.append(gap) }
        case .directory where levels > 0: look(path, levels: levels - 1, files)
        case .directory:
            gaps.append(Unread(path.escaped, .limitExceeded, "not looked at, so deep in a store; name its keys with PrivateKey="))
        case .fifo, .socket, .link, .device, nil: break
        }
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
