package import Controls
import Ledger
package import ProbeKit

/// Whether the monitor keeps its promises, and whether its evidence is what was recorded.
package struct SelfCheckProbe: Probe {
    static let scheduleAdherence: CheckID = "soc2d.schedule-adherence"
    static let evidenceIntegrity: CheckID = "soc2d.evidence-integrity"

    package static let manifest = Manifest(
        probe: "soc2d",
        purpose: "Shows whether every check was performed when it was due, and whether the evidence is what was recorded.",
        reads: ["the ledger of the monitor", "checkpoints that are remembered outside it"],
        usualDeadline: .seconds(60), looksBack: true,
        checks: [
            CheckManifest(
                scheduleAdherence,
                advice: "see what kept the monitor from looking with `journalctl -u soc2d`; then look again with `soc2d status`",
                adviceByReason: [
                    .stale: "let the check see what it looks at, as its own results say, or say in a control that it is out of scope; then "
                        + "look again with `soc2d status`"
                ]),
            CheckManifest(
                evidenceIntegrity,
                advice: "keep a copy of the ledger as it is, compare with a checkpoint that left the host, and find out who changed it; "
                    + "verify with `soc2d evidence verify`",
                adviceByReason: [
                    .notPersistent: "make room where the ledger is; look with `df -h /var/lib/soc2d`",
                    .untrusted: "find out whether a backup was restored or a disk copied; verify with `soc2d evidence verify`",
                ]),
        ])

    let settings: SelfCheckSettings

    package init(settings: inout Settings) { self.settings = SelfCheckSettings(&settings) }

    package func observe(_ host: Host, after previous: SelfEvidence?) throws(ProbeFailure) -> SelfEvidence {
        try observe(host, after: previous) { _ in true }
    }

    /// Verifies the whole ledger only where that was asked for.
    package func observe(
        _ host: Host, after previous: SelfEvidence?, wanting wants: (CheckID) -> Bool
    ) throws(ProbeFailure) -> SelfEvidence {
        var evidence = SelfEvidence()
        evidence.schedule = wants(Self.scheduleAdherence) ? schedule(at: host.now, after: previous?.schedule) : previous?.schedule
        if wants(Self.evidenceIntegrity) { evidence.integrity = IntegrityLook(settings, host) }
        return evidence
    }

    private func schedule(at now: Moment, after previous: ScheduleLook?) -> ScheduleLook {
        let source = "ledger"
        guard let path = settings.ledger else {
            return .unread(Unread(source, .notConfigured, "nobody said where the ledger is; the monitor does"), after: previous)
        }
        do throws(LedgerFailure) {
            return try ScheduleAudit.look(try LedgerReader(path, hasher: try Self.hasher()), at: now, after: previous)
        } catch {
            return .unread(Unread(source, .unreadable, error.description), after: previous)
        }
    }

    static func hasher() throws(LedgerFailure) -> TreeHasher {
        do throws(LibcryptoFailure) { return try TreeHasher() } catch { throw .unfit("\(error)") }
    }

    package func judge(_ evidence: SelfEvidence, against baseline: Baseline<SelfEvidence>?, into results: inout Results) {
        if results.wants(Self.scheduleAdherence) { ScheduleJudge(evidence.schedule).judge(into: &results) }
        if results.wants(Self.evidenceIntegrity) { judgeIntegrity(evidence.integrity ?? IntegrityLook(), into: &results) }
    }

    // MARK: evidence-integrity

    private func judgeIntegrity(_ look: IntegrityLook, into results: inout Results) {
        let notes = look.notes.map { Note(.attention, $0) }
        results.add(integrity("host", Self.verdict(look.kind), required: "a ledger that is what its log signed", look.text, notes: notes))
        if let fork = settings.fork {
            results.add(integrity("log-fork", .fail(.untrusted), required: "one history of the log", fork))
        }
        if let text = settings.storeFull {
            results.add(integrity("store-full", .fail(.notPersistent), required: "room for what is recorded", text))
        }
    }

    private func integrity(_ subject: String, _ verdict: Verdict, required: String, _ observed: String, notes: [Note] = []) -> CheckResult {
        CheckResult(
            Self.evidenceIntegrity, subject: subject, verdict, required: required, observed: observed,
            sources: settings.ledger.map { [Source(Subject.escaping($0.utf8))] } ?? [], notes: notes)
    }

    private static func verdict(_ kind: IntegrityLook.Kind) -> Verdict {
        switch kind {
        case .verified: .pass
        case .unsigned: .fail(.missing)
        case .broken: .fail(.changed)
        case .unread: .inconclusive(.unreadable)
        case .notConfigured: .inconclusive(.notConfigured)
        }
    }
}

extension ScheduleLook {
    /// Nothing could be read: the next look goes on where this one should have.
    static func unread(_ unread: Unread, after previous: ScheduleLook?) -> ScheduleLook {
        var look = previous ?? ScheduleLook()
        look.unread = unread
        return look
    }
}
