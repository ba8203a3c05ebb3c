/// What `soc2d.conf` says: where the monitor keeps what it has, and for how long.
package struct MonitorSettings: Hashable, Sendable {
    /// `StateDirectory=`: an absolute path.
    package var stateDirectory = "/var/lib/soc2d"
    /// `ParallelProbes=`: how many probes may run at once; nil for one for each processor, and at most four.
    package var parallelProbes: Int?
    /// `Origin=`: the name of the log, which is fixed when the log begins; nil for one that is made of the identity of the host.
    package var origin: String?
    /// `Retention=`: how long evidence is kept.
    package var retention = usualRetention
    /// `LegalHold=`: whether nothing is to be removed, whatever its age.
    package var legalHold = false

    /// `Signer=`: who may sign.
    package var signers = Signers()
    /// `RequireSignature=`: whether nobody may rely on a waiver, a roster or a record of human work that nobody signed.
    package var requiresSignatures = false

    package init() {}

    /// - Parameter cryptography: what verifies; nil for a keyring that is only carried to where something does.
    package func keyring(_ cryptography: (any Cryptography)? = nil) -> Keyring {
        Keyring(signers, requiresSignatures: requiresSignatures, cryptography)
    }

    /// A window of twelve months, and the audit of it.
    package static let usualRetention = TimeSpan.days(400)
    /// Shorter than this nobody can look into what happened.
    package static let shortestRetention = TimeSpan.days(1)
}
