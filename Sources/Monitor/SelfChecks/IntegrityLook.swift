import Controls
import Ledger
import ProbeKit

/// What a verification of the whole ledger came to.
struct IntegrityLook: RecordedObject, Hashable, Sendable {
    enum Kind: String, Hashable, Sendable {
        case verified, unsigned, broken, unread
        case notConfigured = "not-configured"
    }

    var kind = Kind.notConfigured
    /// What else there is to say, such as a remembered checkpoint that counts for nothing.
    var notes: [String] = []
    var text = ""

    init() {}

    init(_ settings: SelfCheckSettings, _ host: Host) {
        guard let path = settings.ledger else {
            text = "nobody said where the ledger is; the monitor does"
            return
        }
        let anchors = settings.remembered.compactMap { remembered($0, host.files, settings.keys) }
        do throws(LedgerFailure) {
            let reader = try LedgerReader(path, hasher: try SelfCheckProbe.hasher())
            let report = EvidenceVerification.report(of: reader, keys: settings.keys, anchors: anchors)
            take(report.with(LedgerReplay(of: reader).broken).verdict)
        } catch {
            (kind, text) = (error.showsDamage ? .broken : .unread, error.description)
        }
    }

    private mutating func take(_ verdict: IntegrityVerdict) {
        text = verdict.description
        kind =
            switch verdict {
            case .verified: .verified
            case .unsigned: .unsigned
            case .broken(_, .unread): .unread
            case .broken: .broken
            }
    }

    private mutating func remembered(_ path: String, _ files: any FileTree, _ keys: [VerifierKey]) -> RememberedCheckpoint? {
        do throws(ReadFailure) {
            guard let file = try files.contents(of: HostPath(path)) else {
                notes.append("\(path) remembers no checkpoint")
                return nil
            }
            return remembered(file.bytes, in: path, keys)
        } catch {
            notes.append("\(path): \(error.text)")
            return nil
        }
    }

    private mutating func remembered(_ note: [UInt8], in path: String, _ keys: [VerifierKey]) -> RememberedCheckpoint? {
        do throws(NoteProblem) {
            let signed = try SignedCheckpoint(parsing: note)
            _ = try signed.signers(among: keys)
            return RememberedCheckpoint(signed.checkpoint, in: path)
        } catch {
            notes.append("\(path) holds no checkpoint of this log: \(error)")
            return nil
        }
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.word("kind", &kind)
        try form.field("notes", &notes)
        try form.field("text", &text)
    }
}
