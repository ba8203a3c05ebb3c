import ProbeKit

/// The certificates of Dovecot: `ssl_cert = </path` (2.3) and `ssl_server_cert_file = path` (2.4), also for one name.
struct DovecotReader {
    private static let main: HostPath = "/etc/dovecot/dovecot.conf"

    /// What one block says; the last line wins.
    private struct Block {
        var names: [[UInt8]] = []
        /// What the names of its settings begin with: in `ssl_server { cert_file = … }` the block says it (2.4).
        var prefix = ""
        var certificate: (path: HostPath, line: ConfigurationScan.Line)?
        var key: (path: HostPath, line: ConfigurationScan.Line)?
        var furtherCertificate: (path: HostPath, line: ConfigurationScan.Line)?
        var furtherKey: (path: HostPath, line: ConfigurationScan.Line)?
    }

    private var blocks: [Block] = [Block()]

    static func read(_ scan: inout ConfigurationScan) {
        var reader = DovecotReader()
        reader.read(main, &scan)
        // Blocks that were never closed still count.
        while let block = reader.blocks.popLast() { report(block, &scan) }
    }

    private init() {}

    @discardableResult
    private mutating func read(_ path: HostPath, _ scan: inout ConfigurationScan) -> Bool {
        var copy = self
        let isThere = scan.read(path) { scan, file in
            for (number, text) in ByteLines(file.bytes) { copy.take(text.trimmingReturn.trimmed, .init(path: path, number: number), &scan) }
        }
        self = copy
        return isThere
    }

    private mutating func take(_ line: ArraySlice<UInt8>, _ place: ConfigurationScan.Line, _ scan: inout ConfigurationScan) {
        if line.isEmpty || line.first == UInt8(ascii: "#") { return }
        let words = line.split(whereSeparator: ConfigurationWords.isSpace)
        if let first = words.first, first.isWord("!include") || first.isWord("!include_try") {
            include(words.dropFirst().first ?? [], isOptional: first.isWord("!include_try"), place, &scan)
        } else if line.last == UInt8(ascii: "{") {
            guard blocks.count < 64 else { return scan.addGap("its blocks are nested too deeply", at: place) }
            let isName = words.first.map { $0.isWord("local_name") } ?? false
            let names = isName ? words.dropFirst().dropLast().map { Array($0.unquoted) } : blocks[blocks.count - 1].names
            blocks.append(Block(names: names, prefix: words.first?.isWord("ssl_server") == true ? "ssl_server_" : ""))
        } else if line.elementsEqual("}".utf8) {
            if blocks.count > 1, let block = blocks.popLast() { Self.report(block, &scan) }
        } else if let (name, value) = line.halves(at: UInt8(ascii: "=")) {
            let name = name.keyword
            set(name.hasPrefix("ssl_") ? name : blocks[blocks.count - 1].prefix + name, value, place, &scan)
        }
    }

    private mutating func include(
        _ pattern: ArraySlice<UInt8>, isOptional: Bool, _ place: ConfigurationScan.Line, _ scan: inout ConfigurationScan
    ) {
        let path = place.path.parent.appending(HostPath(pattern))
        let isPattern = pattern.hasWildcard
        for path in isPattern ? scan.expand(path) : [path] where !read(path, &scan) && !isOptional && !isPattern {
            scan.addGap("includes \(path.escaped), which does not exist", at: place)
        }
    }

    private static let names: Set<String> = [
        "ssl_cert", "ssl_key", "ssl_alt_cert", "ssl_alt_key", "ssl_server_cert_file", "ssl_server_key_file", "ssl_server_alt_cert_file",
        "ssl_server_alt_key_file",
    ]

    private mutating func set(
        _ name: String, _ value: ArraySlice<UInt8>, _ place: ConfigurationScan.Line, _ scan: inout ConfigurationScan
    ) {
        let isFile = name.hasSuffix("_file")
        guard Self.names.contains(name), !value.isEmpty else { return }
        let text = value.first == UInt8(ascii: "<") ? value.dropFirst().trimmed : isFile ? value.unquoted : []
        guard !text.isEmpty, !text.contains(UInt8(ascii: "$")) else {
            return scan.addGap("\(name) names no file: doveconf \(name)", at: place)
        }
        let found = (path: place.path.parent.appending(HostPath(text)), line: place)
        switch name {
        case "ssl_cert", "ssl_server_cert_file": blocks[blocks.count - 1].certificate = found
        case "ssl_key", "ssl_server_key_file": blocks[blocks.count - 1].key = found
        case "ssl_alt_cert", "ssl_server_alt_cert_file": blocks[blocks.count - 1].furtherCertificate = found
        default: blocks[blocks.count - 1].furtherKey = found
        }
    }

    private static func report(_ block: Block, _ scan: inout ConfigurationScan) {
        for (certificate, key) in [(block.certificate, block.key), (block.furtherCertificate, block.furtherKey)] {
            guard let line = certificate?.line ?? key?.line else { continue }
            scan.add(certificate?.path, key: key?.path, at: line, names: block.names)
        }
    }
}
