/// The number of a deficiency, `D-41` to people. Numbers follow each other without a gap, and none is used twice.
package struct DeficiencyID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// From 1.
    package let number: Int64

    package init(number: Int64) { self.number = number }

    package var description: String { "D-\(number)" }

    package static func < (first: DeficiencyID, second: DeficiencyID) -> Bool { first.number < second.number }
}
