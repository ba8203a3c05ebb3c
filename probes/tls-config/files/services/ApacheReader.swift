import ProbeKit

/// The certificates of Apache: `SSLCertificateFile` of each virtual host, or of the main server where a host has none.
struct ApacheReader {
    private static let mainFiles: [(path: HostPath, root: HostPath)] = [
        ("/etc/apache2/apache2.conf", "/etc/apache2"), ("/etc/httpd/conf/httpd.conf", "/etc/httpd"),
        ("/etc/apache2/httpd.conf", "/etc/apache2"),
    ]

    /// The main server, or one virtual host.
    private struct Server {
        var certificates: [(path: HostPath, line: ConfigurationScan.Line)] = []
        var keys: [HostPath] = []
        var names: [[UInt8]] = []
        var ports: [UInt16] = []
        var isOn = false
        var terms = ConfigurationScan.Terms()
    }

    private var root: HostPath
    private var defined: [[UInt8]: [UInt8]] = [:]
    private var main = Server()
    private var hosts: [Server] = []
    private var isInHost = false
    /// How many sections that do not count are open.
    private var skipped = 0

    static func read(_ scan: inout ConfigurationScan) {
        for file in mainFiles {
            var reader = ApacheReader(root: file.root)
            reader.read(file.path, &scan)
            reader.report(&scan)
        }
    }

    private init(root: HostPath) { self.root = root }

    @discardableResult
    private mutating func read(_ path: HostPath, _ scan: inout ConfigurationScan) -> Bool {
        var copy = self
        let isThere = scan.read(path) { scan, file in copy.take(file, &scan) }
        self = copy
        return isThere
    }

    private mutating func take(_ file: File, _ scan: inout ConfigurationScan) {
        var joined: [UInt8] = []
        var start = 0
        for (number, text) in ByteLines(file.bytes) {
            let text = text.trimmingReturn
            if joined.isEmpty { start = number }
            if text.last == UInt8(ascii: "\\") {
                joined += text.dropLast()
                continue
            }
            let line = (joined + text)[...].trimmed
            joined = []
            if line.first == UInt8(ascii: "#") { continue }
            take(line, at: .init(path: file.path, number: start), &scan)
        }
    }

    private mutating func take(_ line: ArraySlice<UInt8>, at place: ConfigurationScan.Line, _ scan: inout ConfigurationScan) {
        if line.first == UInt8(ascii: "<") {
            takeSection(line, at: place, &scan)
            return
        }
        guard skipped == 0, let word = line.split(separator: UInt8(ascii: " ")).first else { return }
        guard var words = ConfigurationWords.of(line, comments: false) else {
            // A quote that is not closed matters only where it hides a certificate.
            if word.keyword.hasPrefix("sslcertificate") { scan.addGap("a quote is not closed: apachectl configtest", at: place) }
            return
        }
        let name = words.removeFirst().keyword
        takeDirective(name, words, at: place, &scan)
    }

    private mutating func takeDirective(
        _ name: String, _ words: [[UInt8]], at place: ConfigurationScan.Line, _ scan: inout ConfigurationScan
    ) {
        guard let raw = words.first else { return }
        switch name {
        case "define": defined[raw] = words.count > 1 ? expanded(words[1]) ?? [] : []
        case "undefine": defined[raw] = nil
        case "serverroot": if let path = expanded(raw) { root = HostPath(path) }
        case "include", "includeoptional": include(raw, isOptional: name == "includeoptional", at: place, &scan)
        case "sslengine": server.isOn = raw.isWord("on") || raw.isWord("optional")
        case "sslprotocol": server.terms.protocols = place
        // With a version in front the line holds for that version, and TLS 1.3 has few suites to narrow.
        case "sslciphersuite": if words.count == 1 { server.terms.ciphers = place }
        case "servername": server.names.insert(host(raw), at: 0)
        case "serveralias": server.names += words.map(host)
        // What a macro holds is known to mod_macro only.
        case "use": scan.addGap("uses a macro, which is not followed: apachectl -t -D DUMP_CONFIG", at: place)
        case "sslproxymachinecertificatefile": if let path = path(raw, at: place, &scan) { scan.add(nil, key: path, at: place) }
        case "sslproxymachinecertificatepath":
            guard let path = path(raw, at: place, &scan) else { return }
            for name in scan.names(in: path) { scan.add(nil, key: path.appending(name), at: place) }
        case "sslcertificatefile": if let path = path(raw, at: place, &scan) { server.certificates.append((path, place)) }
        case "sslcertificatekeyfile": if let path = path(raw, at: place, &scan) { server.keys.append(path) }
        default: break
        }
    }

    private mutating func takeSection(_ line: ArraySlice<UInt8>, at place: ConfigurationScan.Line, _ scan: inout ConfigurationScan) {
        let inside = line.dropFirst().prefix { $0 != UInt8(ascii: ">") }
        guard var words = ConfigurationWords.of(inside, comments: false), !words.isEmpty else { return }
        let name = words.removeFirst().keyword
        if skipped > 0 {
            skipped += name.hasPrefix("/") ? -1 : 1
            return
        }
        switch name {
        case "virtualhost":
            isInHost = true
            hosts.append(Server())
            hosts[hosts.count - 1].ports = words.compactMap { expanded($0)?[...].port }
        case "/virtualhost": isInHost = false
        case "ifdefine":
            let isNegated = words.first?.first == UInt8(ascii: "!")
            let isDefined = defined[Array((words.first ?? []).drop { $0 == UInt8(ascii: "!") })] != nil
            if isNegated == isDefined { skipped = 1 }
        // Which modules are loaded is not asked: what needs mod_ssl is taken as if it were there.
        case "ifmodule": if words.first?.first == UInt8(ascii: "!") { skipped = 1 }
        case "macro": skipped = 1
        default: break
        }
    }

    private mutating func include(
        _ raw: [UInt8], isOptional: Bool, at place: ConfigurationScan.Line, _ scan: inout ConfigurationScan
    ) {
        guard let pattern = path(raw, at: place, &scan) else { return }
        for path in pattern.bytes.hasWildcard ? scan.expand(pattern) : [pattern] {
            if scan.kind(of: path) == .directory {
                for name in scan.names(in: path) { read(path.appending(name), &scan) }
            } else if !read(path, &scan), !isOptional, !pattern.bytes.hasWildcard {
                scan.addGap("includes \(path.escaped), which does not exist", at: place)
            }
        }
    }

    private mutating func report(_ scan: inout ConfigurationScan) {
        for server in [main] + hosts {
            let own = server.certificates.isEmpty ? main : server
            guard server.isOn || !server.certificates.isEmpty else { continue }
            let terms = ConfigurationScan.Terms(
                protocols: server.terms.protocols ?? main.terms.protocols, ciphers: server.terms.ciphers ?? main.terms.ciphers)
            for (index, certificate) in own.certificates.enumerated() {
                // Without a key of its own the file holds both.
                let key = index < own.keys.count ? own.keys[index] : certificate.path
                let ports = server.isOn ? server.ports : []
                scan.add(certificate.path, key: key, at: certificate.line, ports: ports, names: server.names, terms: terms)
            }
        }
    }

    private var server: Server {
        get { isInHost ? hosts[hosts.count - 1] : main }
        set { if isInHost { hosts[hosts.count - 1] = newValue } else { main = newValue } }
    }

    /// The name without scheme and port.
    private func host(_ word: [UInt8]) -> [UInt8] {
        let plain = word[...].split(separator: UInt8(ascii: "/")).last ?? []
        return Array(plain.prefix { $0 != UInt8(ascii: ":") })
    }

    private func path(_ word: [UInt8], at place: ConfigurationScan.Line, _ scan: inout ConfigurationScan) -> HostPath? {
        guard let word = expanded(word), !word.starts(with: "pkcs11:".utf8) else {
            scan.addGap("names no file, but a variable that is set elsewhere or another store", at: place)
            return nil
        }
        return root.appending(HostPath(word))
    }

    /// The word with `${NAME}` replaced; nil where a name is not defined here.
    private func expanded(_ word: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        var rest = word[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "$"), rest.first == UInt8(ascii: "{"), let end = rest.firstIndex(of: UInt8(ascii: "}")) else {
                result.append(byte)
                continue
            }
            guard let value = defined[Array(rest[rest.startIndex + 1..<end])] else { return nil }
            result += value
            rest = rest[(end + 1)...]
        }
        return result
    }
}
