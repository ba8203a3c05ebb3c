package import Controls

/// Does work that may hang: a look at a dead network mount comes back never.
package protocol Patience: Sendable {
    /// Does all pieces of work side by side.
    /// - Returns: their results in the same order; nil for what was not done in time, which goes on unheard.
    func results<Value: Sendable>(of work: [@Sendable () -> Value], within span: TimeSpan) -> [Value?]
}

/// Waits for as long as it takes: for trees of files on local disks, and for tests.
package struct EndlessPatience: Patience {
    package init() {}

    package func results<Value: Sendable>(of work: [@Sendable () -> Value], within span: TimeSpan) -> [Value?] { work.map { $0() } }
}
