import Controls
import ProbeKit

/// Where a repository is, as restic, borg and rclone write it. User names, passwords, queries and fragments are dropped while it is read, so
/// that nothing else can ever print them.
enum RepositoryLocation: Hashable, Sendable {
    case path(HostPath)
    /// A host, reached by a protocol.
    case host(Remote)
    /// A provider's store that is not named by a host.
    case store(scheme: String, name: String)
    /// Nobody can tell from the text alone; it may hold what must not be printed.
    case unknown(scheme: String)

    struct Remote: Hashable, Sendable {
        /// `sftp`, `ssh`, `rest`, `https` and so on.
        let scheme: String
        /// A name in small letters, or an address.
        let host: String
        let port: Int?
        let path: String
    }

    private static let urls: Set<String> = [
        "sftp", "ssh", "http", "https", "rest", "rsync", "s3", "ftp", "ftps", "scp", "smb", "webdav", "webdavs",
    ]
    /// Whose locations never hold a password.
    private static let withoutPassword: Set<String> = ["ssh", "sftp", "scp"]
    private static let stores: Set<String> = ["s3", "b2", "azure", "gs", "swift"]

    init(_ text: String) {
        if text.hasPrefix("/") {
            self = .path(HostPath(text))
        } else if let colon = text.firstIndex(of: ":") {
            self = Self.parsed(scheme: text[..<colon], rest: text[text.index(after: colon)...], whole: text)
        } else {
            self = .unknown(scheme: "")
        }
    }

    /// What may be kept and printed. Read again, it is the same location.
    var printed: String {
        switch self {
        case .path(let path): Self.kept(path.bytes)
        case .host(let remote): Self.kept("\(remote.scheme)://\(remote.authority)/\(remote.printedPath)".utf8)
        case .store(let scheme, let name): Self.kept("\(scheme):\(scheme == "s3" ? "//" : "")\(name)".utf8)
        case .unknown(let scheme): scheme.isEmpty ? "a location of unknown form" : "\(scheme):…"
        }
    }

    /// Escaped, but with the percent signs as they are: what was escaped once stays as it is when it is read again.
    private static func kept(_ bytes: some Collection<UInt8>) -> String { Subject.escaping(bytes).replacing("%25", with: "%") }

    /// What a mount names as its server: `user@host:/path`, or a URL.
    init(server source: String) {
        self = source.contains("://") ? RepositoryLocation(source) : Self.secureCopy("ssh", source[...])
    }

    /// `/path`, `///path` or `//localhost/path`.
    private static func file(_ rest: Substring) -> RepositoryLocation {
        var path = rest.hasPrefix("//") ? rest.dropFirst(2) : rest
        if rest.hasPrefix("//localhost/") { path = path.dropFirst(9) }
        return path.hasPrefix("/") ? .path(HostPath(String(path))) : .unknown(scheme: "file")
    }

    private static func parsed(scheme: Substring, rest: Substring, whole: String) -> RepositoryLocation {
        let word = scheme.lowercased()
        if word == "file" { return file(rest) }
        if word == "local" { return rest.hasPrefix("/") ? .path(HostPath(String(rest))) : .unknown(scheme: word) }
        if rest.hasPrefix("//") {
            let known = urls.contains(word) || stores.contains(word)
            return known ? url(word, rest.dropFirst(2)) : .unknown(scheme: "")
        }
        if word == "rclone" { return .unknown(scheme: word) }
        if word == "sftp" { return secureCopy(word, rest) }
        if word == "rest" || word == "s3", let inner = rest.firstIndex(of: ":"), rest[rest.index(after: inner)...].hasPrefix("//") {
            return authority(word, rest[inner...].dropFirst(3))
        }
        if word == "s3" { return authority(word, rest) }
        if stores.contains(word) { return store(word, rest) }
        if urls.contains(word) { return .unknown(scheme: word) }
        // `C:/backup` is a path of another system.
        if word.utf8.count == 1 { return .unknown(scheme: "") }
        return secureCopy("ssh", whole[...])
    }

    /// `//` is gone: `user:password@host:port/path?query`.
    private static func url(_ scheme: String, _ rest: Substring) -> RepositoryLocation {
        if scheme == "s3", !rest.prefix(while: { $0 != "/" }).contains(where: { ".:".contains($0) }) { return store(scheme, rest) }
        return stores.contains(scheme) && scheme != "s3" ? store(scheme, rest) : authority(scheme, rest)
    }

    private static func authority(_ scheme: String, _ rest: Substring) -> RepositoryLocation {
        let plain = rest.prefix { $0 != "?" && $0 != "#" }
        let authority = plain.prefix { $0 != "/" }
        let path = plain.dropFirst(authority.count + 1)
        // A password may hold `/`, `?` or `#`: what looks like the host is then a user, or part of the password.
        let mayBeCut = rest[authority.endIndex...].contains("@")
        let isPlain = withoutPassword.contains(scheme) && !mayHoldPassword(authority)
        guard isPlain || !mayBeCut, let (host, port) = hostAndPort(afterLastAt(authority)) else { return .unknown(scheme: scheme) }
        return .host(Remote(scheme: scheme, host: host, port: port, path: String(path)))
    }

    /// Whether a colon may stand between a user and a password.
    private static func mayHoldPassword(_ authority: Substring) -> Bool {
        (authority.lastIndex(of: "@").map { authority[..<$0] } ?? authority).contains(":")
    }

    /// `user@host:path`, as scp(1) and restic's `sftp:` have it.
    private static func secureCopy(_ scheme: String, _ text: Substring) -> RepositoryLocation {
        let name = text.prefix { $0 != "/" }
        let target = afterLastAt(name)
        // An IPv6 address stands in brackets, so that its colons do not end it.
        let end = target.hasPrefix("[") ? target.firstIndex(of: "]").map { target.index(after: $0) } : target.firstIndex(of: ":")
        guard let end, end < target.endIndex, target[end] == ":", let (host, _) = hostAndPort(target[..<end]) else {
            return .unknown(scheme: scheme)
        }
        let path = text[text.index(after: end)...]
        // `user:12/34@host:/path` was cut inside a password.
        if mayHoldPassword(name), let mark = path.firstIndex(of: "@"), !path.hasPrefix("/") || path[mark...].contains(":") {
            return .unknown(scheme: scheme)
        }
        return .host(Remote(scheme: scheme, host: host, port: nil, path: String(path.drop { $0 == "/" })))
    }

    private static func store(_ scheme: String, _ rest: Substring) -> RepositoryLocation {
        let name = rest.prefix { $0 != "?" && $0 != "#" }
        let isNamed = name.utf8.first.map { $0 < 0x80 && ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A || $0 >= 0x30 && $0 <= 0x39) } ?? false
        return isNamed && !rest.contains("@") ? .store(scheme: scheme, name: String(name)) : .unknown(scheme: scheme)
    }

    private static func afterLastAt(_ text: Substring) -> Substring {
        text.lastIndex(of: "@").map { text[text.index(after: $0)...] } ?? text
    }

    /// `host`, `host:port`, `[address]` or `[address]:port`; nil for anything else.
    private static func hostAndPort(_ text: Substring) -> (String, Int?)? {
        var host = text
        var port: Int?
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            host = text[text.index(after: text.startIndex)..<end]
            guard IPAddress(host) != nil else { return nil }
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
            if !rest.isEmpty {
                port = number(rest.dropFirst())
                guard port != nil else { return nil }
            }
            return (host.lowercased(), port)
        }
        if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            port = number(text[text.index(after: colon)...])
            guard port != nil else { return nil }
        }
        let isName = host.utf8.allSatisfy {
            ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || "-._".utf8.contains($0)
        }
        return host.isEmpty || !isName || host.utf8.count > 253 ? nil : (host.lowercased(), port)
    }

    private static func number(_ text: Substring) -> Int? { Array(text.utf8)[...].decimal.flatMap { $0 <= 65_535 ? $0 : nil } }
}

extension RepositoryLocation.Remote {
    /// An IPv6 address stands in brackets before its port.
    fileprivate var authority: String { (host.contains(":") ? "[\(host)]" : host) + (port.map { ":\($0)" } ?? "") }

    /// The path, but nothing of one that could hold the end of what stands before a host.
    fileprivate var printedPath: String { path.contains("@") ? "…" : path }
}

extension RepositoryLocation {
    /// Whether both can be the same place: ways to write it and the short form of a host's name do not matter, nor does where a relative
    /// path begins.
    func isSame(as other: RepositoryLocation) -> Bool {
        switch (self, other) {
        case (.path(let first), .path(let second)): first.components.elementsEqual(second.components, by: ==)
        case (.host(let first), .host(let second)): first.isSame(as: second)
        case (.store, .store), (.unknown, .unknown): self == other
        case (.path, _), (.host, _), (.store, _), (.unknown, _): false
        }
    }
}

extension RepositoryLocation.Remote {
    fileprivate func isSame(as other: RepositoryLocation.Remote) -> Bool {
        let names = [host, other.host]
        let isShort = names.contains { !$0.contains(".") && !$0.contains(":") }
        let areSame = host == other.host || (isShort && names.allSatisfy { $0.prefix { $0 != "." } == host.prefix { $0 != "." } })
        let (mine, theirs) = (plainPath, other.plainPath)
        return areSame && (mine.suffix(theirs.count) == theirs || theirs.suffix(mine.count) == mine)
    }

    private var plainPath: [Substring] { path.split(separator: "/").filter { $0 != "." && $0 != "~" } }
}
