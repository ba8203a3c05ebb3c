import ProbeKit

/// The certificates of PostgreSQL: of every cluster whose configuration lies in a usual place.
struct PostgreSQLReader {
    private static let patterns: [HostPath] = [
        "/etc/postgresql/*/*/postgresql.conf", "/var/lib/pgsql/data/postgresql.conf", "/var/lib/pgsql/*/data/postgresql.conf",
        "/var/lib/postgresql/data/postgresql.conf", "/var/lib/postgres/data/postgresql.conf",
    ]

    private struct Value {
        let text: [UInt8]
        let line: ConfigurationScan.Line
    }

    private var values: [String: Value] = [:]

    static func read(_ scan: inout ConfigurationScan) {
        for path in patterns.flatMap({ scan.expand($0) }) where scan.kind(of: path) != nil {
            var reader = PostgreSQLReader()
            reader.read(path, &scan)
            let data = HostPath(reader.values["data_directory"]?.text ?? path.parent.bytes)
            // What ALTER SYSTEM wrote comes last.
            reader.read(data.appending(HostPath("postgresql.auto.conf")), &scan)
            reader.report(path, data, &scan)
        }
    }

    private init() {}

    @discardableResult
    private mutating func read(_ path: HostPath, _ scan: inout ConfigurationScan) -> Bool {
        var copy = self
        let isThere = scan.read(path) { scan, file in
            for (number, text) in ByteLines(file.bytes) { copy.take(text, .init(path: path, number: number), &scan) }
        }
        self = copy
        return isThere
    }

    private mutating func take(_ line: ArraySlice<UInt8>, _ place: ConfigurationScan.Line, _ scan: inout ConfigurationScan) {
        let line = line.trimmingReturn.trimmed
        let name = line.prefix { !ConfigurationWords.isSpace($0) && $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: "#") }
        guard !name.isEmpty else { return }
        var rest = line.dropFirst(name.count).drop(while: ConfigurationWords.isSpace)
        if rest.first == UInt8(ascii: "=") { rest = rest.dropFirst().drop(while: ConfigurationWords.isSpace) }
        let value = Self.value(rest)
        let path = place.path.parent.appending(HostPath(value))
        switch name.keyword {
        case "include": if !read(path, &scan) { scan.addGap("includes \(path.escaped), which does not exist", at: place) }
        case "include_if_exists": read(path, &scan)
        case "include_dir":
            for name in scan.names(in: path) where name.bytes.keyword.hasSuffix(".conf") && name.bytes.first != UInt8(ascii: ".") {
                read(path.appending(name), &scan)
            }
        default: values[name.keyword] = Value(text: value, line: place)
        }
    }

    /// `'text'`, in which two quotes are one, or a bare word.
    private static func value(_ text: ArraySlice<UInt8>) -> [UInt8] {
        let quote = UInt8(ascii: "'")
        guard text.first == quote else { return Array(text.prefix { !ConfigurationWords.isSpace($0) && $0 != UInt8(ascii: "#") }) }
        var value: [UInt8] = []
        var rest = text.dropFirst()
        while let byte = rest.popFirst() {
            if byte == quote {
                guard rest.first == quote else { return value }
                rest = rest.dropFirst()
            }
            value.append(byte)
        }
        return value
    }

    private func report(_ main: HostPath, _ data: HostPath, _ scan: inout ConfigurationScan) {
        guard let ssl = values["ssl"], ["on", "true", "yes", "1", "t", "y"].contains(ssl.text.keyword) else { return }
        let path = { (name: String, usual: String) in data.appending(HostPath(values[name]?.text ?? Array(usual.utf8))) }
        let port = values["port"].map { $0.text[...].port } ?? 5432
        scan.add(
            path("ssl_cert_file", "server.crt"), key: path("ssl_key_file", "server.key"), at: (values["ssl_cert_file"] ?? ssl).line,
            ports: port.map { [$0] } ?? [])
    }
}
