import Controls
import Notices
import ProbeKit

/// What a notice says besides what was seen.
extension Duty {
    var writer: NoticeWriter { NoticeWriter(hostID: host.id, hostName: host.name) }

    /// Those that the check itself tests, as everywhere: a control may name more of them.
    func criteria(of test: TestedCheck) -> [Criterion] { CheckCatalogue.definition(of: test.check)?.direct ?? [] }

    func advice(on deficiency: Deficiency) -> String {
        let check = deficiency.subject.test.check
        let manifest = probes.first { $0.manifest.probe == check.probe }?.manifest.checks.first { $0.id == check }
        return manifest.map { $0.adviceByReason[deficiency.finding.reason] ?? $0.advice } ?? ""
    }
}
