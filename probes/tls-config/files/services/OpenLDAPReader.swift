import Controls
import ProbeKit

/// The certificates of slapd: `cn=config.ldif` of slapd.d, and slapd.conf.
struct OpenLDAPReader {
    private static let directories: [HostPath] = ["/etc/ldap", "/etc/openldap"]

    private var certificate: (path: HostPath, line: ConfigurationScan.Line)?
    private var key: (path: HostPath, line: ConfigurationScan.Line)?

    static func read(_ scan: inout ConfigurationScan) {
        for directory in directories {
            // slapd takes slapd.d where both are there.
            var reader = OpenLDAPReader()
            let isThere = scan.read(directory.appending(HostPath("slapd.d/cn=config.ldif"))) { scan, file in reader.takeLDIF(file, &scan) }
            if !isThere { reader.readFile(directory.appending(HostPath("slapd.conf")), &scan) }
            guard let line = (reader.certificate ?? reader.key)?.line else { continue }
            scan.add(reader.certificate?.path, key: reader.key?.path, at: line)
        }
    }

    private init() {}

    /// RFC 2849: a line that begins with a space goes on with the one before; two colons mean base64.
    private mutating func takeLDIF(_ file: File, _ scan: inout ConfigurationScan) {
        var lines: [(number: Int, text: [UInt8])] = []
        for (number, text) in ByteLines(file.bytes) {
            if text.first == UInt8(ascii: " "), !lines.isEmpty {
                lines[lines.count - 1].text += text.dropFirst().trimmingReturn
            } else {
                lines.append((number, Array(text.trimmingReturn)))
            }
        }
        for (number, text) in lines {
            guard let (name, value) = text[...].halves(at: UInt8(ascii: ":")) else { continue }
            let line = ConfigurationScan.Line(path: file.path, number: number)
            guard value.first == UInt8(ascii: ":") else {
                set(name.keyword, value, line)
                continue
            }
            guard let plain = Base64.decodePadded(value.dropFirst().trimmed) else {
                scan.addGap("a value is no base64", at: line)
                continue
            }
            set(name.keyword, plain[...], line)
        }
    }

    private mutating func readFile(_ path: HostPath, _ scan: inout ConfigurationScan) {
        var copy = self
        scan.read(path) { scan, file in
            for (number, text) in ByteLines(file.bytes) {
                // A line that begins with white space goes on with the one before: none of ours does.
                guard let words = ConfigurationWords.of(text), words.count > 1 else { continue }
                if words[0].isWord("include") {
                    copy.readFile(HostPath(words[1]), &scan)
                } else {
                    copy.set("olc" + words[0].keyword, words[1][...], .init(path: path, number: number))
                }
            }
        }
        self = copy
    }

    private mutating func set(_ name: String, _ value: ArraySlice<UInt8>, _ line: ConfigurationScan.Line) {
        switch name {
        case "olctlscertificatefile": certificate = (HostPath(value), line)
        case "olctlscertificatekeyfile": key = (HostPath(value), line)
        default: break
        }
    }
}
