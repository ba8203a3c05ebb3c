package import LinuxHost
package import Ledger

/// Why the monitor does not start, and the way out.
package enum ServiceRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// A directory, or something in it, that cannot be trusted or cannot be had.
    case state(StateProblem)
    case key(KeyFileProblem)
    /// The ledger was begun with a key, and there is none now.
    case noKey(path: String)
    /// The key is there, and cannot be used.
    case unusableKey(String)
    case badOrigin(String)
    /// Nobody could say of which host the records are.
    case noIdentity
    case ledger(LedgerFailure)
    case start(StartRefusal)
    case control(ControlFailure)
    /// The kernel does not give what every process needs.
    case noThread

    package var description: String {
        switch self {
        case .state(let problem): problem.description
        case .key(let problem): problem.description
        case .noKey(let path):
            "the ledger was begun with a key, and neither the credential soc2d.log-key nor \(path) is there: put it back from where it is "
                + "kept; a new key is never made for an old ledger. Without it, keep the ledger as evidence elsewhere and begin a new one"
        case .unusableKey(let text): "the key of the log: \(text)"
        case .badOrigin(let text): "Origin=\(text) cannot be the name of a log: leave out spaces and +"
        case .noIdentity: "/etc/machine-id says nothing of which host this is; `systemd-machine-id-setup` makes an identity"
        case .ledger(let failure): failure.description
        case .start(let refusal): refusal.description
        case .control(let failure): failure.description
        case .noThread: "no thread can be had; look at TasksMax= of the unit, or at `ulimit -u`"
        }
    }

    /// What kind of trouble it is, for the exit status.
    package enum Kind: Hashable, Sendable { case configuration, cannotCreate, system }

    package var kind: Kind {
        switch self {
        case .state(let problem): problem.isRefusal ? .configuration : .cannotCreate
        case .key, .noKey, .unusableKey, .badOrigin, .noIdentity: .configuration
        case .ledger, .control, .noThread, .start(.ledger): .system
        case .start(.otherKey), .start(.otherOrigin), .start(.noGenesis): .configuration
        }
    }
}
