import Controls
import ProbeKit

extension PasswordPolicyProbe {
    /// What the judges of a stack ask for together, apart from the length.
    private struct Demands {
        var classes = 0
        var dictionary = false
        var userName = false

        mutating func add(_ quality: PwqualitySettings) {
            classes = max(classes, quality.requiredClasses)
            dictionary = dictionary || quality.checksDictionary
            userName = userName || quality.checksUserName
        }

        var text: String {
            let classes = classes == 0 ? "any classes" : "\(classes) classes"
            return "\(classes), \(dictionary ? "no" : "any") word of the dictionary, \(userName ? "no" : "any") user name"
        }
    }

    /// Per service: the classes of characters and the dictionary that every module which can store a new password is bound to.
    func judgeComplexity(_ evidence: PasswordPolicyEvidence, into results: inout Results) {
        guard settings.minimumClasses > 0 || settings.requiresDictionary else {
            addPolicyOff(Self.complexity, subject: "pam", "MinimumClasses=0, RequireDictionary=no", into: &results)
            return
        }
        let classes = settings.minimumClasses == 0 ? [] : ["at least \(settings.minimumClasses) classes"]
        let words = settings.requiresDictionary ? ["no word of the dictionary"] : []
        let rule = NewPasswordRule(
            check: Self.complexity, required: (classes + words).joined(separator: ", "), topic: "the complexity",
            obstacle: { $0.judges(.quality).isEmpty ? nil : evidence.pwquality.unread }, foreign: { $0.foreignRules(upTo: $1) },
            outcome: { complexityRule(at: $0, $1, evidence) })
        judge(rule, evidence, into: &results)
    }

    /// What all the judges come to whose word one writer cannot avoid.
    private func complexityRule(at writer: Int, _ stack: PasswordStack, _ evidence: PasswordPolicyEvidence) -> RuleAtWriter {
        var demands = Demands()
        var rule = RuleAtWriter()
        var binding: [Source] = []
        for judge in stack.judges(.quality) {
            let entry = stack.entries[judge]
            let quality = PwqualitySettings(evidence.pwquality, argumentsOf: entry)
            rule.notes += quality.notes(on: PwqualitySettings.ofComplexity) + qualityNotes(quality, evidence)
            guard stack.isBound(writer, by: judge), binds(quality) else { continue }
            demands.add(quality)
            binding += complexitySources(quality) + [entry.source]
            if !quality.checksUserName { rule.notes.append(Note(.attention, "usercheck = 0: a password may hold the user name")) }
        }
        rule.strength = demands.classes + (demands.dictionary ? 1 : 0)
        rule.observed = demands.text
        rule.sources = binding
        if !isEnough(demands) { addShortfall(at: writer, stack, demands, evidence, &rule) }
        return rule
    }

    /// The lines that decide, those of the demand that is short first.
    private func complexitySources(_ quality: PwqualitySettings) -> [Source] {
        let lacksClasses = quality.requiredClasses < settings.minimumClasses
        return quality.complexitySources(wordsFirst: !lacksClasses && settings.requiresDictionary && !quality.checksDictionary)
    }

    private func isEnough(_ demands: Demands) -> Bool {
        demands.classes >= settings.minimumClasses && (demands.dictionary || !settings.requiresDictionary)
    }

    private func addShortfall(
        at writer: Int, _ stack: PasswordStack, _ demands: Demands, _ evidence: PasswordPolicyEvidence, _ rule: inout RuleAtWriter
    ) {
        let module = stack.entries[writer]
        rule.shortfall = demands.classes < settings.minimumClasses ? .belowMinimum : .disabled
        for judge in stack.judges(.quality) {
            let entry = stack.entries[judge]
            let quality = PwqualitySettings(evidence.pwquality, argumentsOf: entry)
            var asked = demands
            asked.add(quality)
            guard isEnough(asked), let gap = gap(of: quality, isBound: stack.isBound(writer, by: judge), module) else { continue }
            rule.shortfall = gap.reason
            rule.observed = gap.text
            rule.sources = complexitySources(quality) + [entry.source, module.source]
            return
        }
        guard stack.judges(.quality).isEmpty else { return }
        rule.shortfall = .missing
        rule.observed = "no pam_pwquality"
        rule.sources = [module.source]
    }

    /// Why a judge that asks for enough does not count.
    private func gap(of quality: PwqualitySettings, isBound: Bool, _ writer: PamEntry) -> (reason: FailReason, text: String)? {
        if !quality.isEnforcing { return (.disabled, "enforcing = 0: pam_pwquality only warns") }
        if !isBound { return (.notEnforced, "pam_pwquality asks for it, but \(Self.wayPast(writer))") }
        return binds(quality) ? nil : (.notEnforced, "pam_pwquality asks for it, but exempts root")
    }
}
