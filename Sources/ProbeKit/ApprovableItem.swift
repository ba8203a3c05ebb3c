package import Controls

/// One thing that a person approves with a baseline, typed: such as a listener, an account, a grant or a key.
package struct ApprovableItem: Hashable, Sendable {
    /// The drift check that it belongs to.
    package let check: CheckID
    /// As results print it.
    package let subject: String
    /// Everything about it that a later look is compared with, in words.
    package let value: String

    package init(_ check: CheckID, subject: String, value: String) {
        self.check = check
        self.subject = subject
        self.value = value
    }
}
