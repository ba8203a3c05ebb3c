/// What a person says about a deficiency. It changes what is known of the work on it, never a result.
package struct Statement: Hashable, Sendable {
    package let author: String
    package let moment: Moment
    /// Free text, such as a ticket; may be empty.
    package let text: String

    /// Bytes.
    package static let authorLimit = 200
    package static let textLimit = 4000

    /// - Throws: if nobody says it, or says too much.
    package init(author: String, moment: Moment, text: String) throws(DeficiencyProblem) {
        guard !author.trimmed.isEmpty else { throw .nameless }
        guard author.utf8.count <= Self.authorLimit, text.utf8.count <= Self.textLimit else { throw .tooLong }
        self.author = author.trimmed
        self.moment = moment
        self.text = text
    }
}
