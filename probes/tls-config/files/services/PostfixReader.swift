import ProbeKit

/// The certificates of Postfix: main.cf, where the last line of a name wins, and what master.cf overrides.
struct PostfixReader {
    private static let main: HostPath = "/etc/postfix/main.cf"
    private static let master: HostPath = "/etc/postfix/master.cf"
    private static let depthLimit = 16

    private struct Value {
        let text: ArraySlice<UInt8>
        let line: ConfigurationScan.Line
    }

    private var values: [String: Value] = [:]

    static func read(_ scan: inout ConfigurationScan) {
        var reader = PostfixReader()
        scan.read(main) { _, file in reader.takeMain(file) }
        reader.report(&scan)
        let plain = reader
        scan.read(master) { scan, file in plain.takeMaster(file, &scan) }
    }

    private init() {}

    /// Logical lines: one that begins with white space goes on with the one before, postconf(5).
    private static func logicalLines(_ file: File) -> [(number: Int, line: [UInt8])] {
        var lines: [(number: Int, line: [UInt8])] = []
        for (number, text) in ByteLines(file.bytes) {
            guard let first = text.first(where: { !ConfigurationWords.isSpace($0) }), first != UInt8(ascii: "#") else { continue }
            if text.first.map(ConfigurationWords.isSpace) == true, !lines.isEmpty {
                lines[lines.count - 1].line += text
            } else {
                lines.append((number, Array(text)))
            }
        }
        return lines
    }

    private mutating func takeMain(_ file: File) {
        for (number, line) in Self.logicalLines(file) {
            guard let (name, value) = line[...].halves(at: UInt8(ascii: "=")) else { continue }
            values[name.keyword] = Value(text: value, line: .init(path: file.path, number: number))
        }
    }

    /// `-o name=value` of a service is main.cf for that service.
    private func takeMaster(_ file: File, _ scan: inout ConfigurationScan) {
        for (number, line) in Self.logicalLines(file) {
            var own = self
            var isOwn = false
            let words = line[...].split(whereSeparator: ConfigurationWords.isSpace)
            for (option, setting) in zip(words, words.dropFirst()) where option.elementsEqual("-o".utf8) {
                guard let (name, value) = setting.halves(at: UInt8(ascii: "=")), name.keyword.contains("_tls_") else { continue }
                own.values[name.keyword] = Value(text: value, line: .init(path: file.path, number: number))
                isOwn = true
            }
            guard isOwn, let service = words.first else { continue }
            own.report(&scan, ports: Self.ports(of: service))
        }
    }

    /// The names of services(5) that Postfix is usually given.
    private static func ports(of service: ArraySlice<UInt8>) -> [UInt16] {
        switch service.keyword {
        case "smtp": [25]
        case "submission": [587]
        case "smtps", "submissions": [465]
        default: service.port.map { [$0] } ?? []
        }
    }

    private func report(_ scan: inout ConfigurationScan, ports: [UInt16] = []) {
        reportNames(&scan, ports)
        for prefix in ["smtpd", "smtp"] {
            let shown = prefix == "smtpd" ? ports : []
            if reportChainFiles("\(prefix)_tls_chain_files", &scan, shown) { continue }
            for kind in ["", "d", "ec"] {
                let name = "\(prefix)_tls_\(kind)cert_file"
                guard let certificate = value(name, &scan), let line = values[name]?.line else { continue }
                guard let file = path(certificate) else { continue }
                let key = value("\(prefix)_tls_\(kind)key_file", &scan).flatMap { path($0) } ?? file
                scan.add(file, key: key, at: line, ports: shown)
            }
        }
    }

    /// Each file holds a key, certificates, or a key and its certificates: a key comes before what it belongs to.
    private func reportChainFiles(_ name: String, _ scan: inout ConfigurationScan, _ ports: [UInt16]) -> Bool {
        guard let list = value(name, &scan), let line = values[name]?.line else { return false }
        return reportFiles(list[...], line, &scan, ports)
    }

    /// `tls_server_sni_maps`: a name, then what `smtpd_tls_chain_files` would have. The text from which the map was made is read.
    private func reportNames(_ scan: inout ConfigurationScan, _ ports: [UInt16]) {
        let name = "tls_server_sni_maps"
        guard let maps = value(name, &scan), let line = values[name]?.line else { return }
        for map in maps.split(whereSeparator: { ConfigurationWords.isSpace($0) || $0 == UInt8(ascii: ",") }) {
            guard let (kind, path) = map.halves(at: UInt8(ascii: ":")), Self.textMaps.contains(kind.keyword) else {
                scan.addGap("\(name) names a table that cannot be read here", at: line)
                continue
            }
            let text = HostPath(path)
            let isThere = scan.read(text) { scan, file in
                for (number, entry) in Self.logicalLines(file) {
                    let host = entry.prefix { !ConfigurationWords.isSpace($0) }
                    let place = ConfigurationScan.Line(path: text, number: number)
                    reportFiles(entry.dropFirst(host.count), place, &scan, ports, [Array(host)])
                }
            }
            if !isThere { scan.addGap("\(name) names \(text.escaped), of which there is no text", at: line) }
        }
    }

    /// Tables that postmap(1) makes from a text that lies beside them, and the text itself.
    private static let textMaps: Set<String> = ["btree", "cdb", "dbm", "hash", "lmdb", "texthash"]

    @discardableResult
    private func reportFiles(
        _ list: ArraySlice<UInt8>, _ line: ConfigurationScan.Line, _ scan: inout ConfigurationScan, _ ports: [UInt16],
        _ names: [[UInt8]] = []
    ) -> Bool {
        var key: HostPath?
        let words = list.split { ConfigurationWords.isSpace($0) || $0 == UInt8(ascii: ",") }
        for word in words {
            let path = HostPath(word)
            var labels: [String] = []
            let isThere = scan.read(path) { _, file in labels = PEMBlocks(file.bytes).map(\.label) }
            if labels.contains(where: { $0.hasSuffix("PRIVATE KEY") }) || !isThere { key = path }
            if labels.contains("CERTIFICATE") { scan.add(path, key: key, at: line, ports: ports, names: names) }
            if labels.isEmpty { scan.add(nil, key: path, at: line, ports: ports, names: names) }
        }
        return !words.isEmpty
    }

    private func path(_ text: [UInt8]) -> HostPath? { text.isEmpty || text.isWord("none") ? nil : HostPath(text) }

    /// The value of a name with the names in it replaced; nil where it is not set, or where that cannot be told, which is a gap.
    private func value(_ name: String, _ scan: inout ConfigurationScan) -> [UInt8]? {
        guard let value = values[name], !value.text.isEmpty else { return nil }
        if let expanded = expanded(value.text, depth: 0) { return expanded }
        scan.addGap("\(name) holds an expression that is not understood: postconf -x \(name)", at: value.line)
        return nil
    }

    /// `$name`, `${name}` and `$(name)`; the conditional forms are not understood.
    private func expanded(_ text: ArraySlice<UInt8>, depth: Int) -> [UInt8]? {
        guard depth < Self.depthLimit, text.count < 1 << 16 else { return nil }
        var result: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "$") else {
                result.append(byte)
                continue
            }
            let opened = rest.first
            let closing: UInt8? = opened == UInt8(ascii: "{") ? UInt8(ascii: "}") : opened == UInt8(ascii: "(") ? UInt8(ascii: ")") : nil
            if closing != nil { rest = rest.dropFirst() }
            let name = rest.prefix { $0 == UInt8(ascii: "_") || ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || (0x30...0x39).contains($0) }
            rest = rest.dropFirst(name.count)
            if let closing, rest.popFirst() != closing { return nil }
            guard let value = values[name.keyword], let inner = expanded(value.text, depth: depth + 1) else { return nil }
            result += inner
            guard result.count < 1 << 16 else { return nil }
        }
        return result
    }
}
