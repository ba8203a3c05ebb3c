package import Controls

/// The last execution of one check.
package struct LastLook: Hashable, Sendable {
    package var execution: ExecutionID
    package var moment: Moment
    package var population: Population
    /// The reasons for which subjects are inconclusive, each with its number of subjects.
    package var inconclusive: [String: Int] = [:]
    /// How many executions in a row had nothing but inconclusive subjects, for a reason that is no matter of configuration.
    package var blindRuns = 0
    package var lastPass: Moment?

    package init(execution: ExecutionID, moment: Moment, population: Population) {
        self.execution = execution
        self.moment = moment
        self.population = population
    }
}
