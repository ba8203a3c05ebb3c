import ProbeKit

/// The certificates of vsftpd: `name=value` without white space; the last line wins.
struct VsftpdReader {
    private static let patterns: [HostPath] = ["/etc/vsftpd.conf", "/etc/vsftpd/*.conf"]

    static func read(_ scan: inout ConfigurationScan) {
        for path in patterns.flatMap({ scan.expand($0) }) { scan.read(path) { scan, file in take(file, &scan) } }
    }

    private static func take(_ file: File, _ scan: inout ConfigurationScan) {
        var values: [String: (text: ArraySlice<UInt8>, number: Int)] = [:]
        for (number, text) in ByteLines(file.bytes) where text.first != UInt8(ascii: "#") {
            if let (name, value) = text.halves(at: UInt8(ascii: "=")) { values[name.keyword] = (value, number) }
        }
        let isOn = values["ssl_enable"].map { ["yes", "true", "1"].contains($0.text.keyword) } ?? false
        let port = values["listen_port"].map { $0.text.port } ?? 21
        for kind in ["rsa", "dsa"] {
            let (certificate, key) = (values["\(kind)_cert_file"], values["\(kind)_private_key_file"])
            guard let named = certificate ?? key else { continue }
            // Without a key of its own the file holds both: vsftpd.conf(5).
            scan.add(
                certificate.map { HostPath($0.text) }, key: HostPath((key ?? named).text), at: .init(path: file.path, number: named.number),
                ports: isOn ? port.map { [$0] } ?? [] : [])
        }
    }
}
