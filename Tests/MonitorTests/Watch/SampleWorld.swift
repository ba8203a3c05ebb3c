import Controls
import ProbeKit

/// What there is to see on a simulated host: the subjects of every check, which come, go, fail and are mended.
struct SampleWorld {
    private var states: [CheckID: [String: State]] = [:]
    private var blind: Set<CheckID> = []
    /// What each probe relies on.
    var documents: [String: [Document]] = [:]

    enum State: String, CaseIterable { case good, bad, worse, unclear }

    init() {
        for check in SampleProbes.all.flatMap(\.manifest.checks).map(\.id) {
            states[check] = Dictionary(uniqueKeysWithValues: (1...4).map { ("\(check.name)-\($0)", .good) })
        }
    }

    /// Lets one thing become another.
    mutating func change(_ dice: inout Dice) {
        guard let check = states.keys.sorted().randomElement(using: &dice) else { return }
        let subject = "\(check.name)-\(dice.number(1...6))"
        switch dice.number(0...9) {
        case 0: states[check]?[subject] = nil
        case 1: if blind.remove(check) == nil { blind.insert(check) }
        case 2...5: states[check]?[subject] = .good
        default: states[check]?[subject] = State.allCases.randomElement(using: &dice)
        }
    }

    mutating func set(_ check: CheckID, _ subject: String, _ state: State) { states[check]?[subject] = state }

    /// What a child says that looks now.
    func reply(to probe: String, _ request: ProbeRequest) throws -> ProbeReply {
        var results = Results(
            passesNamed: 1, due: Set(request.checks.map(CheckID.init(rawValue:))), following: request.following)
        var evidence = SampleEvidence()
        for (check, subjects) in states.sorted(by: { $0.key < $1.key }) where check.probe == probe {
            for (subject, state) in subjects.sorted(by: { $0.key < $1.key }) {
                var result = CheckResult(check, subject: subject, state.verdict, required: "good", observed: state.rawValue)
                result.sources = [Source("/etc/\(probe).conf", line: 7)]
                results.add(result)
                evidence.subjects.append(subject)
                evidence.states.append(state.rawValue)
            }
            if blind.contains(check) { results.add(CheckResult(check, subject: "source:\(probe)", .inconclusive(.unreadable))) }
            results.addIfEmpty(check, observed: "nothing")
        }
        for document in documents[probe] ?? [] { results.rely(on: document) }
        var bytes: [UInt8] = []
        try ProbeReply.write(results, evidence: evidence.canonicalJSON()) { bytes += $0 }
        var reply = ProbeReply()
        _ = try reply.takeLines(of: bytes)
        return reply
    }
}

extension SampleWorld.State {
    fileprivate var verdict: Verdict {
        switch self {
        case .good: .pass
        case .bad: .fail(.unexpected)
        case .worse: .fail(.weakAlgorithm)
        case .unclear: .inconclusive(.unreadable)
        }
    }
}
