import ProbeKit

/// The certificates of nginx: `ssl_certificate` and its key, inherited from outer blocks where an inner one says nothing.
struct NginxReader {
    private static let mainFiles: [HostPath] = ["/etc/nginx/nginx.conf", "/usr/local/nginx/conf/nginx.conf"]

    /// What outer blocks say.
    private struct Context {
        var certificates: [NginxDirective] = []
        var keys: [NginxDirective] = []
        var isOn = false
        var terms = ConfigurationScan.Terms()
    }

    private var scan: ConfigurationScan
    private let prefix: HostPath
    /// The ports on which any server says `ssl`: it holds for the address, not for the server.
    private var securePorts: Set<UInt16> = []

    static func read(_ scan: inout ConfigurationScan) {
        for path in mainFiles {
            var reader = NginxReader(scan: scan, prefix: path.parent)
            let directives = reader.directives(path)
            for module in directives where ["http", "stream", "mail"].contains(module.name.keyword) {
                reader.securePorts = []
                reader.findSecurePorts(module)
                reader.visit(module, Context())
                reader.addClientKeys(module)
            }
            scan = reader.scan
        }
    }

    private init(scan: ConfigurationScan, prefix: HostPath) {
        self.scan = scan
        self.prefix = prefix
    }

    /// The directives of a file, those of included files in the place of `include`.
    private mutating func directives(_ path: HostPath) -> [NginxDirective] {
        var found: [NginxDirective] = []
        var copy = self
        scan.read(path) { scan, file in
            guard let directives = NginxFile.directives(file) else {
                scan.addGap("its syntax is broken: nginx -t", in: path)
                return
            }
            copy.scan = scan
            found = copy.including(directives)
            scan = copy.scan
        }
        return found
    }

    private mutating func including(_ directives: [NginxDirective]) -> [NginxDirective] {
        var found: [NginxDirective] = []
        for var directive in directives {
            if let block = directive.block {
                directive.block = including(block)
                found.append(directive)
            } else if directive.name.isWord("include"), let pattern = directive.arguments.first {
                let path = prefix.appending(HostPath(pattern))
                for path in pattern.hasWildcard ? scan.expand(path) : [path] { found += self.directives(path) }
            } else {
                found.append(directive)
            }
        }
        return found
    }

    private mutating func findSecurePorts(_ block: NginxDirective) {
        for directive in block.block ?? [] {
            if directive.name.isWord("server") { findSecurePorts(directive) }
            guard directive.name.isWord("listen"), directive.arguments.contains(where: { $0.isWord("ssl") || $0.isWord("quic") }) else {
                continue
            }
            securePorts.formUnion(ports(directive))
        }
    }

    private mutating func visit(_ block: NginxDirective, _ outer: Context) {
        let inner = block.block ?? []
        var context = outer
        let (certificates, keys) = (inner.named("ssl_certificate"), inner.named("ssl_certificate_key"))
        if !certificates.isEmpty { context.certificates = certificates }
        if !keys.isEmpty { context.keys = keys }
        if let switched = inner.named("ssl").last { context.isOn = switched.arguments.first?.isWord("on") == true }
        context.terms.protocols = inner.named("ssl_protocols").last?.line ?? context.terms.protocols
        context.terms.ciphers = inner.named("ssl_ciphers").last?.line ?? context.terms.ciphers
        let isServer = block.name.isWord("server")
        let listened = Set(inner.named("listen").flatMap { ports($0) })
        let secured = context.isOn ? listened : listened.intersection(securePorts)
        if !certificates.isEmpty && !isServer { add(context, [], []) }
        if isServer, !secured.isEmpty || !certificates.isEmpty { add(context, secured.sorted(), names(inner)) }
        for directive in inner where directive.name.isWord("server") && directive.block != nil { visit(directive, context) }
    }

    /// The keys with which nginx is a client itself, at any depth.
    private mutating func addClientKeys(_ block: NginxDirective) {
        for directive in block.block ?? [] {
            addClientKeys(directive)
            guard Self.clientKeys.contains(directive.name.keyword), directive.block == nil, let file = path(directive) else { continue }
            scan.add(nil, key: file, at: directive.line)
        }
    }

    private static let clientKeys: Set<String> = ["grpc_ssl_certificate_key", "proxy_ssl_certificate_key", "uwsgi_ssl_certificate_key"]

    private func names(_ inner: [NginxDirective]) -> [[UInt8]] {
        inner.named("server_name").flatMap(\.arguments).filter { !$0.isEmpty && !$0.isWord("_") && $0.first != UInt8(ascii: "~") }
    }

    private mutating func add(_ context: Context, _ ports: [UInt16], _ names: [[UInt8]]) {
        for (index, certificate) in context.certificates.enumerated() {
            let key = index < context.keys.count ? path(context.keys[index]) : nil
            guard let file = path(certificate) else { continue }
            scan.add(file, key: key, at: certificate.line, ports: ports, names: names, terms: context.terms)
        }
    }

    /// The file that a directive names; nil, and a gap, where it names something else.
    private mutating func path(_ directive: NginxDirective) -> HostPath? {
        guard let word = directive.arguments.first, !word.isEmpty else { return nil }
        let isForeign = ["data:", "engine:", "store:"].contains { word.starts(with: $0.utf8) }
        guard !isForeign, !word.contains(UInt8(ascii: "$")) else {
            scan.addGap("\(directive.name.escapedText) names no file, but a variable or another store", at: directive.line)
            return nil
        }
        return prefix.appending(HostPath(word))
    }

    /// `listen 443 ssl`, `[::]:443`, `192.0.2.1:8000-8010`; 80 for an address alone.
    private func ports(_ directive: NginxDirective) -> [UInt16] {
        guard let word = directive.arguments.first, !word.starts(with: "unix:".utf8) else { return [] }
        let text = word[...]
        let behind = text.lastIndex(of: UInt8(ascii: "]")).map { text[($0 + 1)...] } ?? text
        let number = behind.lastIndex(of: UInt8(ascii: ":")).map { behind[($0 + 1)...] } ?? behind
        let ends = number.split(separator: UInt8(ascii: "-")).map { $0.decimal.flatMap { UInt16(exactly: $0) } }
        switch ends.count {
        case 1: return [ends[0] ?? 80]
        case 2:
            guard let low = ends[0], let high = ends[1], low <= high, high - low < 1000 else { return [] }
            return Array(low...high)
        default: return [80]
        }
    }
}

extension [NginxDirective] {
    fileprivate func named(_ name: String) -> [NginxDirective] { filter { $0.name.isWord(name) && $0.block == nil } }
}

extension [UInt8] {
    fileprivate var escapedText: String { self[...].escaped }
}
