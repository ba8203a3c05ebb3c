package import Controls
internal import Dispatch
internal import ProbeKit
internal import Synchronization

/// Does what may hang on threads of their own, and does not wait for those that do hang: they end with the process.
package struct HostPatience: Patience {
    package init() {}

    package func results<Value: Sendable>(of work: [@Sendable () -> Value], within span: TimeSpan) -> [Value?] {
        let errands = Errands(work)
        let end = DispatchTime.now() + .nanoseconds(Int(clamping: max(0, span.nanoseconds)))
        // Where not one thread can be had, nothing will ever be done.
        let threads = (0..<min(work.count, Self.threadsLimit)).count { _ in WorkThread.start { errands.run() } }
        return errands.results(until: threads == 0 ? .now() : end)
    }

    private static let threadsLimit = 32
}

/// Pieces of work, done by whichever thread is free.
private final class Errands<Value: Sendable>: Sendable {
    private struct State: Sendable {
        /// The next piece that nobody has begun.
        var next = 0
        var results: [Value?]
    }

    private let work: [@Sendable () -> Value]
    private let state: Mutex<State>
    /// Counts the pieces that are done.
    private let done = DispatchSemaphore(value: 0)

    init(_ work: [@Sendable () -> Value]) {
        self.work = work
        state = Mutex(State(results: Array(repeating: nil, count: work.count)))
    }

    func run() {
        while let index = begin() {
            let value = work[index]()
            state.withLock { $0.results[index] = value }
            done.signal()
        }
    }

    private func begin() -> Int? {
        state.withLock { state in
            guard state.next < work.count else { return nil }
            state.next += 1
            return state.next - 1
        }
    }

    /// What was done in time; from then on nothing is begun.
    func results(until end: DispatchTime) -> [Value?] {
        for _ in work { guard done.wait(timeout: end) == .success else { break } }
        return state.withLock { state in
            state.next = work.count
            return state.results
        }
    }
}
