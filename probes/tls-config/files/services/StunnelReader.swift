import ProbeKit

/// The certificates of stunnel: those of each service, or the global ones.
struct StunnelReader {
    private static let pattern: HostPath = "/etc/stunnel/*.conf"

    private struct Section {
        var certificate: (path: HostPath, line: ConfigurationScan.Line)?
        var key: HostPath?
        var ports: [UInt16] = []
        var isClient = false
    }

    static func read(_ scan: inout ConfigurationScan) {
        for path in scan.expand(pattern) { scan.read(path) { scan, file in take(file, &scan) } }
    }

    private static func take(_ file: File, _ scan: inout ConfigurationScan) {
        var sections = [Section()]
        for (number, text) in ByteLines(file.bytes) {
            let line = text.trimmingReturn.trimmed
            guard let first = line.first, first != UInt8(ascii: "#"), first != UInt8(ascii: ";") else { continue }
            if first == UInt8(ascii: "[") {
                // A service begins with what was said before all of them.
                sections.append(sections[0])
            } else if let (name, value) = line.halves(at: UInt8(ascii: "=")) {
                set(name.keyword, value, .init(path: file.path, number: number), &sections[sections.count - 1])
            }
        }
        for section in sections.count == 1 ? sections : Array(sections.dropFirst()) {
            guard let certificate = section.certificate else { continue }
            let ports = section.isClient ? [] : section.ports
            scan.add(certificate.path, key: section.key ?? certificate.path, at: certificate.line, ports: ports)
        }
    }

    private static func set(_ name: String, _ value: ArraySlice<UInt8>, _ line: ConfigurationScan.Line, _ section: inout Section) {
        switch name {
        case "cert": section.certificate = (HostPath(value), line)
        case "key": section.key = HostPath(value)
        case "accept": section.ports = value.port.map { [$0] } ?? []
        case "client": section.isClient = value.isWord("yes")
        default: break
        }
    }
}
