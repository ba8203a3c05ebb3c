import Controls
import ProbeKit

/// What `TrustAnchor=` adds to the anchors of the system, in the form in which the courier takes it.
struct TrustAnchors: Hashable, Sendable {
    /// DER in base64, one certificate each.
    var certificates: [String] = []
    /// SHA-256, lower-case hexadecimal.
    var pins: [String] = []
    /// The files that could not be used.
    var gaps: [Unread] = []

    /// Characters of base64 in all: a question has to fit into one packet.
    private static let sizeLimit = 64 << 10

    init(_ settings: [Settings.Placed<TrustAnchor>], in files: any FileTree) {
        for setting in settings {
            switch setting.value {
            case .pin(let digest): if !pins.contains(digest) { pins.append(digest) }
            case .file(let path): read(HostPath(path), in: files)
            }
        }
    }

    private mutating func read(_ path: HostPath, in files: any FileTree) {
        do throws(ReadFailure) {
            guard let file = try files.contents(of: path) else {
                gaps.append(Unread(path.escaped, .unreadable, "no such file; TrustAnchor= names it"))
                return
            }
            add(Self.certificates(in: file.bytes), of: path)
        } catch {
            gaps.append(Unread(error))
        }
    }

    private mutating func add(_ found: [String]?, of path: HostPath) {
        guard let found, !found.isEmpty else {
            gaps.append(Unread(path.escaped, .parseError, "not a file of PEM certificates"))
            return
        }
        let new = found.filter { !certificates.contains($0) }
        guard (certificates + new).reduce(0, { $0 + $1.utf8.count }) <= Self.sizeLimit else {
            gaps.append(
                Unread(path.escaped, .limitExceeded, "more trust anchors than fit into a question; name only those that are needed"))
            return
        }
        certificates += new
    }

    /// The certificates of a file in PEM, still in base64; nil if one is broken.
    private static func certificates(in bytes: [UInt8]) -> [String]? {
        var found: [String] = []
        for block in PEMBlocks(bytes) where block.label == "CERTIFICATE" || block.label == "X509 CERTIFICATE" {
            guard let text = block.body?.filter({ $0 > 0x20 }), !text.isEmpty, Base64.decodePadded(text) != nil else { return nil }
            found.append(String(decoding: text, as: UTF8.self))
        }
        return found
    }
}
