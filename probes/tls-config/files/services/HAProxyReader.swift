import ProbeKit

/// The certificates of HAProxy: `bind … ssl crt`, `crt-list`, `load` of a `crt-store`, and `server … crt`.
struct HAProxyReader {
    private static let main: HostPath = "/etc/haproxy/haproxy.cfg"

    private var certificateBase: HostPath = "/"
    private var keyBase: HostPath?

    static func read(_ scan: inout ConfigurationScan) {
        var reader = HAProxyReader()
        scan.read(main) { scan, file in reader.take(file, &scan) }
    }

    private init() {}

    private mutating func take(_ file: File, _ scan: inout ConfigurationScan) {
        for (number, text) in ByteLines(file.bytes) {
            let place = ConfigurationScan.Line(path: file.path, number: number)
            guard let words = ConfigurationWords.of(text) else {
                scan.addGap("a quote is not closed: haproxy -c -f \(file.path.escaped)", at: place)
                continue
            }
            guard let first = words.first, words.count > 1 else { continue }
            switch first.keyword {
            case "crt-base": certificateBase = HostPath(words[1])
            case "key-base": keyBase = HostPath(words[1])
            case "bind": take(words, ports: Self.ports(words[1]), place, &scan)
            case "server", "default-server": take(words, ports: [], place, &scan)
            case "load": takeLoad(words, place, &scan)
            default: break
            }
        }
    }

    private func take(_ words: [[UInt8]], ports: [UInt16], _ place: ConfigurationScan.Line, _ scan: inout ConfigurationScan) {
        for (option, value) in zip(words, words.dropFirst()) {
            switch option.keyword {
            case "crt": addAll(value, ports: ports, names: [], place, &scan)
            case "crt-list": takeList(value, ports: ports, place, &scan)
            default: break
            }
        }
    }

    /// `load crt FILE key FILE`.
    private func takeLoad(_ words: [[UInt8]], _ place: ConfigurationScan.Line, _ scan: inout ConfigurationScan) {
        let value = { (name: String) in zip(words, words.dropFirst()).first { $0.0.isWord(name) }?.1 }
        guard let word = value("crt"), let certificate = path(word, below: certificateBase, place, &scan) else { return }
        if let word = value("key"), let key = path(word, below: keyBase ?? certificateBase, place, &scan) {
            scan.add(certificate, key: key, at: place)
        } else {
            add(certificate, ports: [], names: [], place, &scan)
        }
    }

    /// Lines of `FILE [options] names`.
    private func takeList(_ word: [UInt8], ports: [UInt16], _ place: ConfigurationScan.Line, _ scan: inout ConfigurationScan) {
        guard let path = path(word, below: "/", place, &scan) else { return }
        let isThere = scan.read(path) { scan, file in
            for (number, text) in ByteLines(file.bytes) {
                let line = ConfigurationScan.Line(path: path, number: number)
                guard let words = ConfigurationWords.of(text), let first = words.first else { continue }
                let names = words.dropFirst().drop { $0.first != UInt8(ascii: "[") }.drop { $0.last != UInt8(ascii: "]") }.dropFirst()
                let plain = words.contains { $0.first == UInt8(ascii: "[") } ? Array(names) : Array(words.dropFirst())
                addAll(first, ports: ports, names: plain.filter { $0.first != UInt8(ascii: "!") }, line, &scan)
            }
        }
        if !isThere { scan.addGap("names \(path.escaped), which does not exist", at: place) }
    }

    /// A file, or every certificate of a directory.
    private func addAll(
        _ word: [UInt8], ports: [UInt16], names: [[UInt8]], _ place: ConfigurationScan.Line, _ scan: inout ConfigurationScan
    ) {
        guard let path = path(word, below: certificateBase, place, &scan) else { return }
        guard scan.kind(of: path) == .directory else { return add(path, ports: ports, names: names, place, &scan) }
        for name in scan.names(in: path) {
            let text = name.bytes.keyword
            let isFurther = [".key", ".issuer", ".ocsp", ".sctl"].contains { text.hasSuffix($0) }
            if text.hasPrefix(".") || isFurther { continue }
            add(path.appending(name), ports: ports, names: names, place, &scan)
        }
    }

    /// The key stands in the file itself, or in one beside it that is called the same with `.key`.
    private func add(
        _ path: HostPath, ports: [UInt16], names: [[UInt8]], _ place: ConfigurationScan.Line, _ scan: inout ConfigurationScan
    ) {
        var holdsKey = false
        let isThere = scan.read(path) { _, file in holdsKey = KeyLabel.of(file.bytes) != nil }
        let stem = path.bytes.reversed().starts(with: "trc.".utf8) ? Array(path.bytes.dropLast(4)) : path.bytes
        let beside = [path.bytes, stem].map { HostPath($0 + Array(".key".utf8)) }
        let key = holdsKey || !isThere ? path : beside.first { scan.kind(of: $0) == .regular }
        scan.add(path, key: key ?? path, at: place, ports: ports, names: names)
    }

    private func path(
        _ word: [UInt8], below base: HostPath, _ place: ConfigurationScan.Line, _ scan: inout ConfigurationScan
    ) -> HostPath? {
        if word.first == UInt8(ascii: "@") || word.contains(UInt8(ascii: "$")) {
            scan.addGap("names no file, but a variable or a certificate store", at: place)
            return nil
        }
        return base.appending(HostPath(word))
    }

    /// `*:443,[::]:8443`, each with one port.
    private static func ports(_ word: [UInt8]) -> [UInt16] {
        word[...].split(separator: UInt8(ascii: ",")).filter { !$0.contains(UInt8(ascii: "/")) && !$0.contains(UInt8(ascii: "@")) }
            .compactMap(\.port)
    }
}
