package import ProbeKit

/// Why something was not kept or read.
package enum LedgerFailure: Error, Hashable, Sendable, CustomStringConvertible {
    case database(DatabaseFailure)
    case tree(TreeFailure)
    case record(RecordProblem)
    case random(RandomFailure)
    case signing(SigningFailure)
    /// What is to be kept does not follow what is kept, or what is kept does not fit together.
    case unfit(String)

    package var description: String {
        switch self {
        case .database(let failure): failure.description
        case .tree(let failure): failure.description
        case .record(let problem): "a record of the ledger: \(problem)"
        case .random(let failure): failure.description
        case .signing(let failure): failure.description
        case .unfit(let text): text
        }
    }

    /// Whether what was read is wrong, as against something that could not be read.
    package var showsDamage: Bool {
        switch self {
        case .database(let failure): failure.kind == .damaged
        case .tree(.inaccessible), .random, .signing: false
        case .tree, .record, .unfit: true
        }
    }

    /// Runs something that fails in its own words.
    static func database<Result>(_ body: () throws(DatabaseFailure) -> Result) throws(LedgerFailure) -> Result {
        do throws(DatabaseFailure) { return try body() } catch { throw .database(error) }
    }

    static func tree<Result>(_ body: () throws(TreeFailure) -> Result) throws(LedgerFailure) -> Result {
        do throws(TreeFailure) { return try body() } catch { throw .tree(error) }
    }

    static func record<Result>(_ body: () throws(RecordProblem) -> Result) throws(LedgerFailure) -> Result {
        do throws(RecordProblem) { return try body() } catch { throw .record(error) }
    }
}
