import Controls
import ProbeKit
import Testing

@testable import LinuxHost

/// The messages that a booted Debian 12 left of one service each, here in the order in which they were written.
struct RunHistoryTests {
    private let first = String(repeating: "a", count: 32)
    private let second = String(repeating: "b", count: 32)

    private func message(_ kind: UnitMessage.Kind, _ invocation: String, _ text: String = "", at seconds: Int64) -> UnitMessage {
        UnitMessage(kind: kind, invocation: invocation, text: text, jobResult: "done", received: Moment(seconds: seconds))
    }

    private func success(_ messages: UnitMessage...) -> ServiceRun? {
        var history = RunHistory()
        for message in messages.reversed() { history.take(message) }
        return history.success
    }

    private func run(_ invocation: String, at seconds: Int64) -> ServiceRun {
        ServiceRun(finished: Moment(seconds: seconds), invocation: invocation)
    }

    @Test func `a oneshot service succeeds when its start job is done`() {
        #expect(success(message(.ended, first, at: 1), message(.started, first, "Finished good.service.", at: 2)) == run(first, at: 2))
    }

    @Test func `one that remains after exit succeeded when it finished, not when it was stopped weeks later`() {
        let (finish, end) = (message(.started, first, "Finished remaining.service - Copy.", at: 1), message(.ended, first, at: 900))
        #expect(success(finish) == run(first, at: 1))
        #expect(success(finish, end, message(.stopped, first, at: 901)) == run(first, at: 1))
    }

    @Test func `any other service succeeds when it ends, not when it starts`() {
        let start = message(.started, first, "Started simple.service.", at: 1)
        #expect(success(start) == nil)
        #expect(success(start, message(.ended, first, at: 9)) == run(first, at: 9))
    }

    @Test func `a service that was stopped did not succeed, and the run before counts`() {
        let stop = [message(.ended, second, at: 20), message(.stopped, second, at: 21)]
        #expect(success(message(.started, second, "Started stopped.service.", at: 10), stop[0], stop[1]) == nil)
        #expect(success(message(.ended, first, at: 3), stop[0], stop[1]) == run(first, at: 3))
    }

    @Test func `a start that a condition forbade is no success, though it bears the invocation of the run before`() {
        let skipped = "good.service was skipped because of an unmet condition check (ConditionPathExists=/no/such)."
        let finish = message(.started, first, "Finished good.service.", at: 2)
        #expect(success(message(.started, "", skipped, at: 50)) == nil)
        #expect(success(message(.ended, first, at: 1), finish, message(.started, first, skipped, at: 50)) == run(first, at: 2))
    }

    @Test func `a start job that did not succeed is no success`() {
        var message = message(.started, first, "Finished good.service.", at: 2)
        message.jobResult = "failed"
        #expect(success(message) == nil)
    }

    @Test(
        arguments: [(0, nil), (.max, nil), (1, 1000), (.max / 2, nil), (1_795_000_000_000_000, 1_795_000_000_000_000_000)]
            as [(UInt64, Int64?)])
    func `times of systemd are moments, except for never`(microseconds: UInt64, nanoseconds: Int64?) {
        #expect(Moment(systemd: microseconds)?.nanoseconds == nanoseconds)
    }
}
