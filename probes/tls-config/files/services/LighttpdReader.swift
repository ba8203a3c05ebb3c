import ProbeKit

/// The certificates of lighttpd: `ssl.pemfile`, inside or outside of `$SERVER["socket"]` and `$HTTP["host"]`.
struct LighttpdReader {
    private static let main: HostPath = "/etc/lighttpd/lighttpd.conf"

    private struct Block {
        var ports: [UInt16] = []
        var names: [[UInt8]] = []
        var certificate: (path: HostPath, line: ConfigurationScan.Line)?
        var key: HostPath?
    }

    private var blocks = [Block()]

    static func read(_ scan: inout ConfigurationScan) {
        var reader = LighttpdReader()
        reader.read(main, &scan)
        while let block = reader.blocks.popLast() { report(block, &scan) }
    }

    private init() {}

    private mutating func read(_ path: HostPath, _ scan: inout ConfigurationScan) {
        var copy = self
        scan.read(path) { scan, file in
            for (number, text) in ByteLines(file.bytes) { copy.take(text.trimmingReturn.trimmed, .init(path: path, number: number), &scan) }
        }
        self = copy
    }

    private mutating func take(_ line: ArraySlice<UInt8>, _ place: ConfigurationScan.Line, _ scan: inout ConfigurationScan) {
        guard let first = line.first, first != UInt8(ascii: "#") else { return }
        if first == UInt8(ascii: "}") {
            if blocks.count > 1, let block = blocks.popLast() { Self.report(block, &scan) }
            return
        }
        if line.last == UInt8(ascii: "{") {
            open(line, place, &scan)
        } else if line.starts(with: "include_shell".utf8) {
            scan.addGap("what a program prints is configuration: it is not run", at: place)
        } else if line.starts(with: "include".utf8) {
            include(line.dropFirst("include".utf8.count).trimmed, place, &scan)
        } else if let (name, value) = line.halves(at: UInt8(ascii: "=")), name.starts(with: "ssl.p".utf8) {
            set(name.keyword, value, place, &scan)
        }
    }

    /// `$SERVER["socket"] == ":443" {` and `$HTTP["host"] == "name" {`; other conditions say nothing about port or name.
    private mutating func open(_ line: ArraySlice<UInt8>, _ place: ConfigurationScan.Line, _ scan: inout ConfigurationScan) {
        guard blocks.count < 64 else { return scan.addGap("its blocks are nested too deeply", at: place) }
        var block = Block(ports: blocks[blocks.count - 1].ports, names: blocks[blocks.count - 1].names)
        let parts = line.split(separator: UInt8(ascii: "\""))
        if parts.count >= 4, parts[2].trimmed.reversed().starts(with: "==".utf8) {
            if parts[1].isWord("socket") { block.ports = parts[3].port.map { [$0] } ?? [] }
            if parts[1].isWord("host") { block.names = [Array(parts[3])] }
        }
        blocks.append(block)
    }

    private mutating func include(_ text: ArraySlice<UInt8>, _ place: ConfigurationScan.Line, _ scan: inout ConfigurationScan) {
        guard let name = Self.text(text) else { return scan.addGap("includes what a variable names", at: place) }
        let path = place.path.parent.appending(HostPath(name))
        for path in name.hasWildcard ? scan.expand(path) : [path] { read(path, &scan) }
    }

    private mutating func set(
        _ name: String, _ value: ArraySlice<UInt8>, _ place: ConfigurationScan.Line, _ scan: inout ConfigurationScan
    ) {
        guard name == "ssl.pemfile" || name == "ssl.privkey" else { return }
        guard let text = Self.text(value) else { return scan.addGap("\(name) is put together from variables", at: place) }
        if name == "ssl.pemfile" {
            blocks[blocks.count - 1].certificate = (HostPath(text), place)
        } else {
            blocks[blocks.count - 1].key = HostPath(text)
        }
    }

    /// A text in double quotes and nothing else but a comment.
    private static func text(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard value.first == UInt8(ascii: "\""), let end = value.dropFirst().firstIndex(of: UInt8(ascii: "\"")) else { return nil }
        let rest = value[(end + 1)...].trimmed
        return rest.isEmpty || rest.first == UInt8(ascii: "#") ? value[(value.startIndex + 1)..<end] : nil
    }

    private static func report(_ block: Block, _ scan: inout ConfigurationScan) {
        guard let certificate = block.certificate else { return }
        scan.add(certificate.path, key: block.key ?? certificate.path, at: certificate.line, ports: block.ports, names: block.names)
    }
}
