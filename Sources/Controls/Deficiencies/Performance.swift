/// One performance of a test, as far as a deficiency remembers it.
package struct Performance: Hashable, Sendable {
    package let execution: ExecutionID
    /// When the execution began to look.
    package let moment: Moment
    package let inventory: Inventory

    package init(execution: ExecutionID, moment: Moment, inventory: Inventory) {
        self.execution = execution
        self.moment = moment
        self.inventory = inventory
    }
}
