import Controls
import ProbeKit

/// What a simulated probe sees: its subjects, and how each of them is.
struct SampleEvidence: RecordedObject, Hashable, Sendable {
    var subjects: [String] = []
    var states: [String] = []

    init() {}

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("states", &states)
        try form.field("subjects", &subjects)
    }
}

/// A probe whose looking and judging is left to the simulated child.
protocol SampleProbe: Probe where Evidence == SampleEvidence {
    static var checks: [CheckID] { get }
    static var drifts: Bool { get }
    init()
}

extension SampleProbe {
    static var drifts: Bool { false }

    static var manifest: Manifest {
        Manifest(
            probe: checks[0].probe, purpose: "For tests", reads: [], looksBack: true,
            checks: checks.map { CheckManifest($0, advice: "Mend it.", approvingKey: drifts ? "Allow" : nil) })
    }

    init(settings: inout Settings) {
        _ = settings.words("Allow", default: [])
        _ = CommonSettings(&settings, usualDeadline: .seconds(10))
        self.init()
    }

    func observe(_ host: Host, after previous: SampleEvidence?) throws(ProbeFailure) -> SampleEvidence { SampleEvidence() }
    func judge(_ evidence: SampleEvidence, against baseline: Baseline<SampleEvidence>?, into results: inout Results) {}

    func approvable(_ evidence: SampleEvidence) -> [ApprovableItem] {
        zip(evidence.subjects, evidence.states).map { ApprovableItem(Self.checks[0], subject: $0, value: $1) }
    }
}

struct PortsSample: SampleProbe {
    static let checks: [CheckID] = ["open-ports.unexpected-listener", "open-ports.cleartext-service"]
    static let drifts = true
}

struct AccountsSample: SampleProbe {
    static let checks: [CheckID] = ["account-drift.unapproved-account", "account-drift.access-review"]
    static let drifts = true
}

struct PasswordsSample: SampleProbe {
    static let checks: [CheckID] = ["password-policy.minimum-length", "password-policy.lockout", "password-policy.maximum-age"]
}

struct BackupsSample: SampleProbe {
    static let checks: [CheckID] = ["backup-freshness.age", "backup-freshness.restore-test"]
}

enum SampleProbes {
    static let all = [
        ProbeEntry(PortsSample.self, defaultControl: [], page: []), ProbeEntry(AccountsSample.self, defaultControl: [], page: []),
        ProbeEntry(PasswordsSample.self, defaultControl: [], page: []), ProbeEntry(BackupsSample.self, defaultControl: [], page: []),
    ]
}
