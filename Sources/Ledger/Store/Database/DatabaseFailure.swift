/// Why the ledger file could not be opened, read or written.
package struct DatabaseFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// The file is not one to trust, or not ours.
        case refused
        case missing
        /// This user may not read it.
        case denied
        /// Somebody else writes.
        case busy
        /// No space left. Nothing of the transaction was kept.
        case full
        case readOnly
        /// The disk failed. What was written before may be lost without another word, so the connection serves nobody any more.
        case inputOutput
        /// An earlier call failed with ``inputOutput``.
        case poisoned
        /// The file is not what SQLite or we wrote.
        case damaged
        /// A later version of the program wrote it.
        case newer
        case other
    }

    package let kind: Kind
    /// SQLite's extended result code, <https://sqlite.org/rescode.html>; 0 where SQLite was not asked.
    package let code: Int32
    package let text: String

    init(_ kind: Kind, code: Int32 = 0, _ text: String) {
        self.kind = kind
        self.code = code
        self.text = text
    }

    package var description: String { code == 0 ? text : "\(text) (SQLite result \(code))" }
}
