package import Controls
import Ledger
package import ProbeKit

/// Whether the monitor keeps its promises, whether its evidence is what was recorded, and whether people are told.
package struct SelfCheckProbe: Probe {
    static let scheduleAdherence: CheckID = "soc2d.schedule-adherence"
    static let evidenceIntegrity: CheckID = "soc2d.evidence-integrity"
    static let deficiencyCommunicated: CheckID = "soc2d.deficiency-communicated"
    static let deliverySelftest: CheckID = "soc2d.delivery-selftest"

    package static let manifest = Manifest(
        probe: "soc2d",
        purpose: "Shows whether every check was performed when it was due, whether the evidence is what was recorded, and whether people "
            + "are told of deficiencies.",
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
            CheckManifest(
                deficiencyCommunicated,
                advice: "see in `soc2d status` what the receiver last said, and try it with `soc2d notify test DESTINATION`",
                adviceByReason: [
                    .missing: "see in `soc2d status` why, tell whoever is responsible otherwise, and let them write that down with "
                        + "`soc2d deficiencies acknowledge ID`"
                ]),
            CheckManifest(
                deliverySelftest,
                advice:
                    "see in `soc2d status` what the receiver last said, mend its file or its credential as docs/destinations says, and try "
                    + "it with `soc2d notify test DESTINATION`; a reload sends what waits"),
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
        if wants(Self.deficiencyCommunicated) || wants(Self.deliverySelftest) {
            let standing = standing
            if wants(Self.deficiencyCommunicated) { evidence.communication = communication(standing, at: host.now) }
            if wants(Self.deliverySelftest) { evidence.delivery = delivery(standing, at: host.now) }
        }
        return evidence
    }

    /// What the ledger comes to: its newest copy and what came after it, so that a look now and then costs little. Whether the copy is right,
    /// evidence-integrity shows.
    private var standing: Result<Standing, UnreadLedger> {
        guard let path = settings.ledger else { return .failure(UnreadLedger(nil)) }
        do throws(LedgerFailure) {
            let reader = try LedgerReader(path, hasher: try Self.hasher())
            return .success(try reader.snapshot { () throws(LedgerFailure) in try Standing.read(from: reader) })
        } catch { return .failure(UnreadLedger(error)) }
    }

    private func communication(_ standing: Result<Standing, UnreadLedger>, at now: Moment) -> CommunicationLook {
        switch standing {
        case .success(let standing): return CommunicationLook(standing, settings, at: now)
        case .failure(let failure):
            var look = CommunicationLook()
            look.unread = failure.unread
            return look
        }
    }

    private func delivery(_ standing: Result<Standing, UnreadLedger>, at now: Moment) -> DeliveryLook {
        switch standing {
        case .success(let standing): return DeliveryLook(standing, settings, at: now)
        case .failure(let failure):
            var look = DeliveryLook()
            (look.now, look.unread) = (now, failure.unread)
            return look
        }
    }

    private func schedule(at now: Moment, after previous: ScheduleLook?) -> ScheduleLook {
        guard let path = settings.ledger else { return .unread(UnreadLedger(nil).unread, after: previous) }
        do throws(LedgerFailure) {
            return try ScheduleAudit.look(try LedgerReader(path, hasher: try Self.hasher()), at: now, after: previous)
        } catch {
            return .unread(UnreadLedger(error).unread, after: previous)
        }
    }

    static func hasher() throws(LedgerFailure) -> TreeHasher {
        do throws(LibcryptoFailure) { return try TreeHasher() } catch { throw .unfit("\(error)") }
    }

    package func judge(_ evidence: SelfEvidence, against baseline: Baseline<SelfEvidence>?, into results: inout Results) {
        if results.wants(Self.scheduleAdherence) { ScheduleJudge(evidence.schedule).judge(into: &results) }
        if results.wants(Self.deficiencyCommunicated) { CommunicationJudge(evidence.communication).judge(into: &results) }
        if results.wants(Self.deliverySelftest) { DeliveryJudge(evidence.delivery).judge(into: &results) }
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
