/// That a silence came into force or ended: what the ledger keeps of it.
package enum SilenceChange: Hashable, Sendable {
    case began(Silence, Moment)
    case ended(Silence, Ending, Moment)

    package enum Ending: String, CaseIterable, Hashable, Sendable {
        case expired
        /// Its file is gone before it expired.
        case withdrawn
        /// Its file says something else.
        case changed
    }
}
