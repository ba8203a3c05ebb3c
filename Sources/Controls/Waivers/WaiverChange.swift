/// That a waiver came into force or ended: what the ledger keeps of it.
package enum WaiverChange: Hashable, Sendable {
    case began(Waiver, Moment)
    case ended(Waiver, Ending, Moment)

    package enum Ending: Hashable, Sendable {
        case expired
        /// Its file is gone, or says so little that it covers nothing, before it expired.
        case revoked
        /// Another decision covers the same subject: that of this name, which may be the same file, altered.
        case replaced(by: String)
    }
}
