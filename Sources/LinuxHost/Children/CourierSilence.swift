/// Why a courier gave no answer.
package struct CourierSilence: Error, Hashable, Sendable {
    /// What happened, and what would help.
    package let text: String
    /// Whether the question had gone out, so that it may have been acted upon.
    package let hasLeft: Bool
}
