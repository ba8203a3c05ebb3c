import ProbeKit

/// The settings of `/etc/login.defs`. Its readers disagree: shadow-utils takes the last line of a name, PAM the first,
/// and only PAM cuts a line at `#` in its middle.
struct LoginDefs: Hashable, Sendable {
    struct Value: Hashable, Sendable {
        let text: String
        let line: Int
    }

    private var lines: [String: [Value]] = [:]

    init() {}

    init(parsing bytes: [UInt8]) {
        for (number, line) in ByteLines(bytes) {
            let text = line.trimmed
            guard let first = text.first, first != UInt8(ascii: "#") else { continue }
            let name = text.prefix { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
            let value = text[name.endIndex...].trimmed
            lines[name.escaped, default: []].append(Value(text: value.escaped, line: number))
        }
    }

    /// Every line of a name, in order.
    func all(_ name: String) -> [Value] { lines[name] ?? [] }

    /// What useradd(8), passwd(1) and chage(1) use: the last line, with surrounding quotation marks removed.
    func forShadowUtils(_ name: String) -> Value? {
        all(name).last.map { Value(text: $0.text.filter { $0 != "\"" }, line: $0.line) }
    }

    /// What pam_unix(8) uses: the first line, cut at `#`.
    func forPAM(_ name: String) -> Value? {
        all(name).first.map { value in
            let kept = value.text.prefix { $0 != "#" }
            return Value(text: kept.split(separator: " ").first.map(String.init) ?? "", line: value.line)
        }
    }
}
