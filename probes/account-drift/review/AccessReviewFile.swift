import Controls
import ProbeKit

/// A sheet that somebody reviews: a section `[AccessReview]` in unit-file syntax with what it is about, who reviewed it and when, and a
/// line for each subject: `Undecided=`, which the reviewer makes into `Keep=` or `Revoke=`. A hundred thousand subjects stay where they
/// were read.
struct AccessReviewFile {
    /// What could not be looked at when it was prepared. Sorted by byte.
    private(set) var gaps: [ArraySlice<UInt8>] = []
    private(set) var host = ""
    private(set) var preparedAt: Moment?
    private(set) var reviewedAt: SaidTime?
    /// Empty where nobody has signed for it yet.
    private(set) var reviewer = ""
    private(set) var scope = ""
    /// Sorted by byte.
    private(set) var subjects: [ArraySlice<UInt8>] = []
    private(set) var revoked: [ArraySlice<UInt8>] = []
    private(set) var undecided: [ArraySlice<UInt8>] = []

    struct Problem: Error, Hashable {
        let line: Int
        let text: String
    }

    /// Bytes of a value that is no subject.
    private static let valueLimit = 1024
    private static let header = Array("[AccessReview]".utf8)

    init(parsing bytes: [UInt8]) throws(Problem) {
        var isInside = false
        for (number, text) in ByteLines(bytes) {
            let line = (text.last == UInt8(ascii: "\r") ? text.dropLast() : text).trimmed
            guard let first = line.first, first != UInt8(ascii: "#"), first != UInt8(ascii: ";") else { continue }
            if line.elementsEqual(Self.header) {
                isInside = true
                continue
            }
            guard isInside, let equals = line.firstIndex(of: UInt8(ascii: "=")) else {
                throw Problem(line: number, text: "neither [AccessReview] nor a line of Key=Value below it")
            }
            try take(line[..<equals].trimmed, line[(equals + 1)...].trimmed, number)
        }
        guard isInside else { throw Problem(line: 1, text: "there is no section [AccessReview]") }
        subjects.sort { $0.lexicographicallyPrecedes($1) }
        gaps.sort { $0.lexicographicallyPrecedes($1) }
    }

    private mutating func take(_ key: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>, _ line: Int) throws(Problem) {
        switch String(decoding: key.prefix(20), as: UTF8.self) {
        case "Keep": subjects.append(value)
        case "Revoke":
            subjects.append(value)
            revoked.append(value)
        case "Undecided":
            subjects.append(value)
            undecided.append(value)
        case "Gap": gaps.append(value)
        case "Host": host = try Self.text(value, line)
        case "ReviewedBy": reviewer = try Self.text(value, line)
        case "Scope": scope = try Self.text(value, line)
        case "PreparedAt": preparedAt = try Self.time(value, line)?.latest
        case "ReviewedAt": reviewedAt = try Self.time(value, line)
        default:
            throw Problem(
                line: line, text: "the keys are Host=, PreparedAt=, Scope=, Gap=, ReviewedBy=, ReviewedAt=, Keep=, Revoke= and Undecided=")
        }
    }

    private static func text(_ value: ArraySlice<UInt8>, _ line: Int) throws(Problem) -> String {
        guard value.count <= valueLimit else { throw Problem(line: line, text: "longer than \(valueLimit) bytes") }
        return value.escaped
    }

    /// Nil for an empty value.
    private static func time(_ value: ArraySlice<UInt8>, _ line: Int) throws(Problem) -> SaidTime? {
        if value.isEmpty { return nil }
        let text = String(decoding: value.prefix(100), as: UTF8.self)
        guard let time = SaidTime(text) else {
            throw Problem(line: line, text: "neither a day such as 2026-11-22 nor a time such as 2026-11-22T06:00:00Z")
        }
        return time
    }
}
