import Controls
import ProbeKit

/// What the checks of soc2d on itself are told beside what files say: where the ledger is, whose it is, and whether it is signed.
enum SelfCheckSettings {
    /// The probe of the `soc2d.*` checks.
    static let probe = "soc2d"

    /// - Parameters:
    ///   - key: the verifier key of the log.
    ///   - fork: why the log is not signed any more; nil where it is.
    static func all(ledger: String, key: String, fork: String?) -> [Assignment] {
        let place = Place(file: "the monitor", line: 1)
        let said = [("Ledger", ledger), ("Key", key)] + (fork.map { [("Fork", $0)] } ?? [])
        return said.map { Assignment(key: $0.0, value: $0.1, place: place) }
    }
}
