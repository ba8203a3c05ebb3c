/// What the verification of a ledger file came to: two verdicts, which nobody merges.
package struct Verification: Hashable, Sendable {
    /// The file, as it was named.
    package var file: String
    /// Whether the records are what the log signed.
    package var integrity: Judgement
    /// Whether every promised slot has its record.
    package var completeness: Judgement
    /// The verifier key that was used; nil where there was none.
    package var key: String?
    /// Whether the key came with the file that it vouches for.
    package var isKeyFromFile: Bool
    /// How many checkpoints from elsewhere the file was held against.
    package var anchors: Int
    /// What the checkpoint beside the ledger is worth; nil where none is looked for.
    package var neighbour: String?

    package init(
        file: String, integrity: Judgement, completeness: Judgement, key: String?, isKeyFromFile: Bool, anchors: Int,
        neighbour: String? = nil
    ) {
        self.file = file
        self.integrity = integrity
        self.completeness = completeness
        self.key = key
        self.isKeyFromFile = isKeyFromFile
        self.anchors = anchors
        self.neighbour = neighbour
    }

    package struct Judgement: Hashable, Sendable {
        /// In the words of the verdict, such as `reconciled`.
        package let words: String
        package let isGood: Bool
        /// What it rests on and what it cannot show, a line each.
        package let grounds: [String]

        package init(_ words: String, isGood: Bool, grounds: [String] = []) {
            self.words = words
            self.isGood = isGood
            self.grounds = grounds
        }
    }

    package var isGood: Bool { integrity.isGood && completeness.isGood }

    /// What these verdicts do not show, and how it can be shown.
    var limits: [String] {
        var limits: [String] = []
        if isKeyFromFile {
            limits.append(
                "the key is the one that the file itself names, which proves nothing about who wrote it: give the one you were handed with --key"
            )
        }
        if anchors == 0 {
            limits.append(
                "a cut tail or a replaced file shows only against a checkpoint kept elsewhere: give one with --anchor")
        }
        if let neighbour { limits.append(neighbour) }
        return limits
    }
}
