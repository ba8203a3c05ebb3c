import ProbeKit

/// The certificates of MySQL and MariaDB servers: option files, the last line of the server's groups wins.
struct MySQLReader {
    private static let mainFiles: [HostPath] = ["/etc/my.cnf", "/etc/mysql/my.cnf"]

    private struct Value {
        let text: ArraySlice<UInt8>
        let line: ConfigurationScan.Line
    }

    private var values: [String: Value] = [:]
    private var isServer = false

    static func read(_ scan: inout ConfigurationScan) {
        var reader = MySQLReader()
        for path in mainFiles { reader.read(path, &scan) }
        reader.report(&scan)
    }

    private init() {}

    private mutating func read(_ path: HostPath, _ scan: inout ConfigurationScan) {
        var copy = self
        copy.isServer = false
        scan.read(path) { scan, file in
            for (number, text) in ByteLines(file.bytes) {
                copy.take(text.trimmingReturn.trimmed, .init(path: path, number: number), &scan)
            }
        }
        values = copy.values
    }

    private mutating func take(_ line: ArraySlice<UInt8>, _ place: ConfigurationScan.Line, _ scan: inout ConfigurationScan) {
        guard let first = line.first, first != UInt8(ascii: "#"), first != UInt8(ascii: ";") else { return }
        if first == UInt8(ascii: "[") {
            let group = line.dropFirst().prefix { $0 != UInt8(ascii: "]") }.keyword
            isServer = ["mysqld", "server", "mariadb", "mariadbd", "galera"].contains { group == $0 || group.hasPrefix("\($0)-") }
        } else if first == UInt8(ascii: "!") {
            include(line, place, &scan)
        } else if isServer, let (name, value) = line.halves(at: UInt8(ascii: "=")) {
            // A dash and an underscore are the same in the name of an option.
            values[String(name.keyword.map { $0 == "-" ? "_" : $0 })] = Value(text: value.unquoted, line: place)
        }
    }

    private mutating func include(_ line: ArraySlice<UInt8>, _ place: ConfigurationScan.Line, _ scan: inout ConfigurationScan) {
        let words = line.split(maxSplits: 1, whereSeparator: ConfigurationWords.isSpace)
        guard words.count == 2 else { return }
        let path = place.path.parent.appending(HostPath(words[1].trimmed))
        switch words[0].keyword {
        case "!include": read(path, &scan)
        case "!includedir":
            for name in scan.names(in: path) where name.bytes.keyword.hasSuffix(".cnf") { read(path.appending(name), &scan) }
        default: break
        }
    }

    private func report(_ scan: inout ConfigurationScan) {
        let data = HostPath(values["datadir"]?.text ?? Array("/var/lib/mysql".utf8)[...])
        let path = { (name: String) in values[name].flatMap { $0.text.isEmpty ? nil : data.appending(HostPath($0.text)) } }
        guard let line = (values["ssl_cert"] ?? values["ssl_key"])?.line else { return }
        let port = values["port"].map { $0.text.port } ?? 3306
        scan.add(path("ssl_cert"), key: path("ssl_key"), at: line, ports: port.map { [$0] } ?? [])
    }
}
