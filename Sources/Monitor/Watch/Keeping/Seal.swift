import Ledger

/// What is known of the signatures over the log.
struct Seal {
    /// The newest checkpoint.
    var newest: Checkpoint?
    /// Whether leaves were kept since.
    var isDue = false
    /// Why nothing is signed any more.
    var fork: SigningDecision.Fork?

    /// `<origin> <size> <root>`; empty where nothing was signed yet.
    var text: String { newest.map { "\($0.origin) \($0.head.size) \($0.head.root.base64)" } ?? "" }

    /// What has to agree with the next signature. What other places remember was proved with the first.
    func remembered(outside places: [RememberedCheckpoint]) -> [RememberedCheckpoint] {
        newest.map { [RememberedCheckpoint($0, in: "the monitor")] } ?? places
    }
}
