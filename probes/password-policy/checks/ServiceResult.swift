import Controls
import ProbeKit

extension PasswordPolicyProbe {
    /// The results of a check over services: one each, or one that says that there are none.
    func addServices(
        _ check: CheckID, _ evidence: PasswordPolicyEvidence, among usual: [String], into results: inout Results,
        judge: (PamService) -> CheckResult
    ) {
        guard evidence.hasPam else {
            // A host without PAM looks the same as a wrong root directory, and its programs ask for passwords all the same.
            let path = PamConfiguration.directories[0].escaped
            results.add(Unread(path, .notObservable, "no PAM configuration was found").result(check))
            return
        }
        let services = services(of: evidence, among: usual)
        if services.isEmpty {
            results.add(CheckResult(check, subject: "pam", .notApplicable(.emptyPopulation), observed: "none of the services is set up"))
        }
        for service in services { results.add(judge(service)) }
    }

    /// The result where a stack cannot be judged; nil where it can.
    func obstacle(
        _ check: CheckID, _ service: PamService, _ stack: PamStack, _ evidence: PasswordPolicyEvidence, required: String
    ) -> CheckResult? {
        if let unread = stack.unread ?? evidence.modulesUnread {
            return unread.result(check, subject: service.name, required: required)
        }
        guard let path = stack.brokenPath else { return nil }
        return CheckResult(
            check, subject: service.name, .inconclusive(.parseError), required: required,
            observed: "libpam refuses the service, because it cannot read this line", sources: [Source(path, line: stack.brokenLine)])
    }

    /// The result where no way through a stack succeeds.
    func closed(_ check: CheckID, _ service: PamService, _ stack: PamStack, required: String, observed: String) -> CheckResult {
        if let bad = stack.badEntry {
            return CheckResult(
                check, subject: service.name, .inconclusive(.parseError), required: required,
                observed: "nothing succeeds here, because of a line that libpam cannot use", sources: [bad.source])
        }
        return CheckResult(
            check, subject: service.name, .notApplicable(.featureAbsent), required: required, observed: observed,
            sources: stack.entries.first.map { [$0.source] } ?? service.path.map { [Source($0)] } ?? [],
            notes: stackNotes(service, stack, lacksModules: false))
    }

    /// The result where there are more ways through a stack than we follow.
    func endless(_ check: CheckID, _ service: PamService, required: String) -> CheckResult {
        CheckResult(
            check, subject: service.name, .inconclusive(.limitExceeded), required: required,
            observed: "too many ways through the stack", sources: service.path.map { [Source($0)] } ?? [])
    }

    /// What a reader should know about a stack, whatever comes of it.
    func stackNotes(_ service: PamService, _ stack: PamStack, lacksModules: Bool) -> [Note] {
        var notes: [Note] = []
        if stack.isOther, service.name != "other" { notes.append(Note(.defaultInForce, "the stack of the service other is in force")) }
        if lacksModules { notes.append(Note(.attention, "no directory of PAM modules was found; all are taken as installed")) }
        for entry in stack.entries where entry.kind == .missing {
            notes.append(Note(.attention, "\(entry.module) in \(entry.path):\(entry.line) is not installed"))
        }
        if let bad = stack.badEntry { notes.append(Note(.attention, "\(bad.path):\(bad.line) cannot be used and always fails")) }
        return notes
    }
}
