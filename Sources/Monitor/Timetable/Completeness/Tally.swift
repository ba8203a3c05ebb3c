package import Controls

/// What became of the slots at which one check was due: `domain/soc2.md` 4.7.
///
/// `expected = onTime + late + missed + pending + residual`
package struct Tally: Hashable, Sendable {
    package var expected: Int64 = 0
    package var onTime: Int64 = 0
    package var late: Int64 = 0
    package var missed: [Gap.Kind: Int64] = [:]
    /// Too recent to be over.
    package var pending: Int64 = 0
    /// When the first slot fell due of which no record says anything; nil where there is none.
    package var firstResidual: Moment?

    package init() {}

    /// Slots of which no record says anything.
    package var residual: Int64 {
        missed.values.reduce(expected.minus(onTime).minus(late).minus(pending)) { $0.minus($1) }
    }

    mutating func add(_ outcome: Entry.Outcome, _ slots: Int64) {
        switch outcome {
        case .onTime: onTime = onTime.plus(slots)
        case .late: late = late.plus(slots)
        case .missed(let kind):
            if slots > 0 { missed[kind] = missed[kind, default: 0].plus(slots) }
        }
    }
}
