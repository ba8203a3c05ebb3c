import Controls
import ProbeKit

/// One setting of a file, or of a module's arguments, with the line that says it.
struct SettingLine: RecordedObject, Hashable, Sendable {
    /// The name in small letters.
    var name = ""
    /// The value, escaped, up to where a hash could begin; empty for a flag.
    var value = ""
    var path = ""
    var line = 0

    init() {}

    init(_ name: String, _ value: String, path: String, line: Int) {
        self.name = name.beforeHash
        self.value = value.beforeHash
        self.path = path
        self.line = line
    }

    var source: Source { Source(path, line: line) }
    /// Where it stands, for notes.
    var place: String { "\(path):\(line)" }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("line", &line)
        try form.field("name", &name)
        try form.field("path", &path)
        try form.field("value", &value)
    }
}

/// What a file of settings says, in order, as far as its reader reads it.
struct SettingsFile: RecordedObject, Hashable, Sendable {
    var path = ""
    var lines: [SettingLine] = []
    /// The line at which the reader gives up; nil where it reads to the end.
    var stoppedAt: Int?

    init() {}

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("lines", &lines)
        try form.field("path", &path)
        try form.field("stopped_at", &stoppedAt)
    }
}

/// A line of `name = value`, as libpwquality and pam_faillock split it: `#` ends it anywhere, white space or `=` ends the name.
struct SettingText {
    let name: ArraySlice<UInt8>
    let value: ArraySlice<UInt8>

    init?(_ line: ArraySlice<UInt8>) {
        var text = line.prefix { $0 != UInt8(ascii: "#") }.drop(while: Self.isSpace)
        while let last = text.last, Self.isSpace(last) { text = text.dropLast() }
        guard !text.isEmpty else { return nil }
        name = text.prefix { !Self.isSpace($0) && $0 != UInt8(ascii: "=") }
        var rest = text[name.endIndex...].drop(while: Self.isSpace)
        if rest.first == UInt8(ascii: "=") { rest = rest.dropFirst() }
        value = rest.drop(while: Self.isSpace)
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte) }
}

extension String {
    /// The text up to the first `$`, with which every hash begins: somebody may have pasted one anywhere, crypt(5).
    var beforeHash: String { contains("$") ? prefix { $0 != "$" } + "$…" : self }
}

extension StringProtocol {
    /// A whole number as strtol(3) reads one that fills the text: white space, a sign, digits; nil for anything else.
    var wholeNumber: Int? {
        let text = drop { $0 == " " || $0 == "\t" }
        let digits = text.first == "-" || text.first == "+" ? text.dropFirst() : text
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int(digits) else { return nil }
        return text.first == "-" ? -value : value
    }

    /// The number at the start, as atoi(3) and scanf(3) read it; nil where there is none.
    var leadingNumber: Int? {
        let text = drop { $0 == " " || $0 == "\t" }
        let sign = text.prefix { $0 == "-" || $0 == "+" }.prefix(1)
        let digits = text.dropFirst(sign.count).prefix { $0.isASCII && $0.isNumber }
        return Int(digits).map { sign == "-" ? -$0 : $0 }
    }
}
