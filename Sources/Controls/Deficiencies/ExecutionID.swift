/// The number of the ledger's record of an execution, dense and without a gap.
package struct ExecutionID: Hashable, Sendable, Comparable {
    package let number: Int64

    package init(number: Int64) { self.number = number }

    package static func < (first: ExecutionID, second: ExecutionID) -> Bool { first.number < second.number }
}
