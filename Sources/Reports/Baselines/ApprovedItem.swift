package import Controls

/// One thing of an approved state, such as a listener or an account.
package struct ApprovedItem: Hashable, Sendable {
    package var check: CheckID
    package var subject: String
    /// Everything about it that a later look is compared with, in words.
    package var value: String

    package init(_ check: CheckID, subject: String, value: String) {
        self.check = check
        self.subject = subject
        self.value = value
    }

    var json: JSONValue { .object([("check", .text(check.rawValue)), ("subject", .text(subject)), ("value", .text(value))]) }
}
