package import Controls

/// A deficiency with what lies around it.
package struct DeficiencyCase: Sendable {
    package var deficiency: Deficiency
    /// The waiver in force over it.
    package var waiver: Waiver?

    /// The silence in force over it.
    package var silence: Silence?

    package init(_ deficiency: Deficiency, waiver: Waiver? = nil, silence: Silence? = nil) {
        self.deficiency = deficiency
        self.waiver = waiver
        self.silence = silence
    }

    var test: TestedCheck { deficiency.subject.test }

    /// `acknowledged, waived by W-12 until 2027-01-31`.
    var words: String { ([deficiency.state.rawValue] + [waiver?.label, silence?.label].compactMap(\.self)).joined(separator: ", ") }

    /// What fails, such as `8 (below-minimum); required: at least 14`.
    var what: String {
        let finding = deficiency.finding
        let seen = finding.observed.isEmpty ? finding.reason.rawValue : "\(finding.observed) (\(finding.reason.rawValue))"
        return finding.required.isEmpty ? seen : "\(seen); required: \(finding.required)"
    }
}
