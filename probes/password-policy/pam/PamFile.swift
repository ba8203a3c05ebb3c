import ProbeKit

/// The lines of one PAM file: pam.conf(5), as libpam 1.5 assembles them.
struct PamFile: Hashable, Sendable {
    var lines: [PamLine] = []
    /// The line where reading breaks off: a continuation without end, or a NUL byte. libpam then refuses the whole service.
    var brokenLine: Int?

    /// Reads a file of pam.d, or pam.conf, whose lines begin with the service.
    init(parsing bytes: [UInt8], hasService: Bool = false) {
        var joined: [UInt8] = []
        var start: Int?
        for (number, line) in ByteLines(bytes) {
            let text = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            if text.isEmpty || text.first == UInt8(ascii: "#") { continue }
            guard !text.contains(0), joined.count + text.count < Self.longest else {
                brokenLine = number
                return
            }
            let visible = text.prefix { $0 != UInt8(ascii: "#") }
            let isWhole = visible.count == text.count
            if isWhole, let kept = Self.continued(text) {
                joined += kept
                joined.append(UInt8(ascii: " "))
                start = start ?? number
                continue
            }
            let whole = joined.isEmpty ? visible : (joined + visible)[...]
            lines.append(PamLine(parsing: whole, number: start ?? number, hasService: hasService))
            joined = []
            start = nil
        }
        brokenLine = start
    }

    /// libpam 1.5 reads into a buffer of 1024 bytes.
    private static let longest = 1023

    /// The line without the `\` at its end; nil where there is none.
    private static func continued(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let trimmed = text.trimmed
        return trimmed.last == UInt8(ascii: "\\") ? trimmed.dropLast() : nil
    }
}
