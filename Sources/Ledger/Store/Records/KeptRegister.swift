package import Controls
package import ProbeKit

/// A ``DeficiencyRegister`` as it stands, in canonical JSON: a copy to go on from, and no evidence.
package struct KeptRegister: RecordedObject {
    package private(set) var register = DeficiencyRegister()

    package init() {}

    package init(_ register: DeficiencyRegister) { self.register = register }

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        var histories = register.histories.sorted { $0.key < $1.key }.map { KeptHistory($0.key, $0.value) }
        var next = register.next.number
        try form.field("histories", &histories)
        try form.field("next", &next)
        guard form.isReading else { return }
        register = DeficiencyRegister(
            Dictionary(histories.map { ($0.test, $0.history) }) { first, _ in first }, next: DeficiencyID(number: next))
    }
}
