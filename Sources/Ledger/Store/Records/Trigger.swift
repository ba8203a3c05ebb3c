/// Why an execution was performed that no plan promised.
package enum Trigger: String, CaseIterable, Hashable, Sendable {
    /// Nobody had seen anything of the probe yet.
    case firstLook = "first-look"
}
