package import Notices

/// An entry as journald takes it: <https://systemd.io/JOURNAL_NATIVE_PROTOCOL>.
package struct JournalDatagram: Hashable, Sendable {
    package private(set) var bytes: [UInt8] = []

    package init(_ form: JournalEntryForm) { self.init(form.fields.map { ($0.name, $0.value) }) }

    /// - Parameter fields: names of capitals, digits and `_`, since journald drops others, with their values.
    package init(_ fields: [(name: String, value: String)]) {
        for (name, value) in fields { add(name, Array(value.utf8)) }
    }

    /// `NAME=value` in a line; what has line ends itself follows its name with its length in eight bytes, the lowest first.
    private mutating func add(_ name: String, _ value: [UInt8]) {
        bytes += name.utf8
        if value.contains(UInt8(ascii: "\n")) {
            bytes.append(UInt8(ascii: "\n"))
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: value.count >> ($0 * 8)) }
        } else {
            bytes.append(UInt8(ascii: "="))
        }
        bytes += value
        bytes.append(UInt8(ascii: "\n"))
    }
}
