/// A check as the test of one control. The same check under another control is another test.
package struct TestedCheck: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The entity's identifier of the control, such as `AC-07`.
    package let control: String
    package let check: CheckID

    package init(control: String, check: CheckID) {
        self.control = control
        self.check = check
    }

    package var description: String { "\(control) \(check)" }

    package static func < (first: TestedCheck, second: TestedCheck) -> Bool {
        (first.control, first.check) < (second.control, second.check)
    }
}
