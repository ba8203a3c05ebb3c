import Ledger

/// What is known of the signatures over the log.
struct Seal {
    /// The newest checkpoint.
    private(set) var newest: Checkpoint?
    /// Signed, as others may keep it; empty where nothing was signed.
    private(set) var note = ""
    /// Whether leaves were kept since.
    var isDue = false
    /// Why nothing is signed any more.
    var fork: SigningDecision.Fork?
    /// Whether this run of the monitor has signed, and so proved what other places remember.
    private var hasSigned = false

    init() {}
    init(_ signed: SignedCheckpoint?) {
        newest = signed?.checkpoint
        note = signed.map { Self.text($0) } ?? ""
    }

    mutating func take(_ signed: SignedCheckpoint) {
        (newest, isDue, fork, hasSigned) = (signed.checkpoint, false, nil, true)
        note = Self.text(signed)
    }

    private static func text(_ signed: SignedCheckpoint) -> String { String(decoding: signed.note.bytes, as: UTF8.self) }

    /// `<origin> <size> <root>`; empty where nothing was signed yet.
    var text: String { newest.map { "\($0.origin) \($0.head.size) \($0.head.root.base64)" } ?? "" }

    /// What the next signature has to agree with.
    func remembered(outside places: [RememberedCheckpoint]) -> [RememberedCheckpoint] {
        guard hasSigned, let newest else { return places }
        return [RememberedCheckpoint(newest, in: "the monitor")]
    }
}
