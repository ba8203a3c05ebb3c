import Ledger

/// What is known of the signatures over the log.
struct Seal {
    /// The newest checkpoint.
    private(set) var newest: Checkpoint?
    /// Whether leaves were kept since.
    var isDue = false
    /// Why nothing is signed any more.
    var fork: SigningDecision.Fork?
    /// Whether this run of the monitor has signed, and so proved what other places remember.
    private var hasSigned = false

    init() {}
    init(_ newest: Checkpoint?) { self.newest = newest }

    mutating func take(_ signed: SignedCheckpoint) { (newest, isDue, fork, hasSigned) = (signed.checkpoint, false, nil, true) }

    /// `<origin> <size> <root>`; empty where nothing was signed yet.
    var text: String { newest.map { "\($0.origin) \($0.head.size) \($0.head.root.base64)" } ?? "" }

    /// What the next signature has to agree with.
    func remembered(outside places: [RememberedCheckpoint]) -> [RememberedCheckpoint] {
        guard hasSigned, let newest else { return places }
        return [RememberedCheckpoint(newest, in: "the monitor")]
    }
}
