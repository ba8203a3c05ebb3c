import ProbeKit

/// What `/etc/sudo.conf` says of sudoers: sudo.conf(5) and sudoers(5), "SUDO_PLUGIN".
struct SudoConfiguration {
    private(set) var sudoers: HostPath = "/etc/sudoers"
    /// `sudoers_uid=` and `sudoers_gid=`. `sudoers_mode=` is only the mode with which a file is made.
    private(set) var owner: UInt32 = 0
    private(set) var group: UInt32 = 0
    /// Plugins, and directories of plugins, that are not those of sudo itself, escaped.
    private(set) var foreign: [String] = []

    private static let symbols = ["sudoers_policy", "sudoers_io", "sudoers_audit"]
    private static let directories = ["/usr/libexec/sudo", "/usr/lib/sudo", "/usr/lib64/sudo", "/usr/local/libexec/sudo"]

    init() {}

    init(parsing bytes: [UInt8]) {
        var joined: [UInt8] = []
        for (_, line) in ByteLines(bytes) {
            let text = joined.isEmpty ? line : line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            // A line with a comment is never continued.
            if let comment = text.firstIndex(of: UInt8(ascii: "#")) {
                joined += text[..<comment]
            } else if text.last == UInt8(ascii: "\\"), text.dropLast().last != UInt8(ascii: "\\") {
                joined += text.dropLast()
                continue
            } else {
                joined += text
            }
            take(joined)
            joined = []
        }
        take(joined)
    }

    private mutating func take(_ line: [UInt8]) {
        let words = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") }
        guard words.count > 2 else { return }
        if words[0].lowercased.elementsEqual("path".utf8), words[1].elementsEqual("plugin_dir".utf8) {
            let isForeign = words[2].split(separator: UInt8(ascii: ":")).contains { !Self.isKnown(HostPath($0)) }
            if isForeign { foreign.append(words[2].escaped) }
        }
        guard words[0].lowercased.elementsEqual("plugin".utf8) else { return }
        let isKnown = Self.symbols.contains { words[1].elementsEqual($0.utf8) } && Self.isSudoers(HostPath(words[2]))
        if !isKnown { foreign.append("\(words[1].escaped) \(words[2].escaped)") }
        for word in words[3...] {
            if word.starts(with: "sudoers_file=".utf8) { sudoers = HostPath(word.dropFirst(13)) }
            if word.starts(with: "sudoers_uid=".utf8) { owner = Self.number(word.dropFirst(12)) ?? owner }
            if word.starts(with: "sudoers_gid=".utf8) { group = Self.number(word.dropFirst(12)) ?? group }
        }
    }

    private static func isSudoers(_ path: HostPath) -> Bool {
        path.name.elementsEqual("sudoers.so".utf8) && (path.components.count == 1 && !path.isAbsolute || isKnown(path.parent))
    }

    private static func isKnown(_ directory: HostPath) -> Bool {
        let plain = directory.components.reduce(HostPath("/")) { $0.appending($1) }
        return directory.isAbsolute && directories.contains { plain.bytes.elementsEqual($0.utf8) }
    }

    private static func number(_ text: ArraySlice<UInt8>) -> UInt32? { text.decimal.flatMap(UInt32.init(exactly:)) }
}
