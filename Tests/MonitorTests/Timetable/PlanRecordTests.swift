import Controls
import LinuxHost
import Monitor
import ProbeKit
import Testing

/// Plans, clocks and gaps as records.
struct PlanRecordTests {
    private func returns<Record: RecordedObject & Equatable>(_ record: Record) throws {
        let bytes = try record.canonicalJSON()
        #expect(try Record(canonicalJSON: bytes) == record)
        var dice = Dice(seed: UInt64(bytes.count))
        for length in 0..<bytes.count { #expect(throws: RecordProblem.self) { try Record(canonicalJSON: Array(bytes[..<length])) } }
        for _ in 0..<500 {
            var changed = bytes
            changed[Int(dice.number(0...Int64(bytes.count - 1)))] = UInt8(dice.number(0...255))
            if let read = try? Record(canonicalJSON: changed) { #expect(try read.canonicalJSON() == changed) }
        }
    }

    @Test func `records come back as they were written, and changed ones never end the process`() throws {
        let plan = try Plan.sample([.sample("open-ports", ["x": .minutes(5), "y": .days(90)])], from: .at(100))
        let clock = ClockRecord(tie: 2, cause: .step, before: .at(5), after: .at(6))
        let gap = Gap(.hostDown, before: .at(1), after: .at(9))
        try returns(plan)
        try returns(clock)
        try returns(gap)
        try returns(Lifecycle(.stoppedByOperator, at: .at(4), actor: "root"))
        try returns(
            MissedRecord(
                plan: plan.id, probe: "open-ports", tie: 1, first: Moment(seconds: 5), last: Moment(seconds: 305), slots: 2, gap: gap,
                noticed: .at(400)))
    }

    @Test func `times keep their nanoseconds beyond what a JSON number holds`() throws {
        let text = String(decoding: try ClockReading.at(1).canonicalJSON(), as: UTF8.self)
        #expect(text == #"{"asleep_ns":"0","boot":"boot-1","boottime_ns":"1000000000","wall_ns":"1790000001000000000"}"#)
    }

    @Test func `the id of a plan is the digest of all it says`() throws {
        let first = try Plan.sample([.sample("a", ["x": .minutes(5)])], from: .at(100))
        let same = try Plan.sample([.sample("a", ["x": .minutes(5)])], from: .at(100))
        let slower = try Plan.sample([.sample("a", ["x": .minutes(6)])], from: .at(100))
        #expect(first.id == same.id)
        #expect(first.id != slower.id && first.id.count == 64)
    }

    @Test func `a probe runs as often as its quickest check asks, and the others at whole numbers of slots`() {
        let promise = Promise.sample("p", ["a": .minutes(5), "b": .hours(1), "c": .minutes(14), "d": .days(90)])
        #expect(promise.interval == .minutes(5))
        #expect(promise.checks.map(\.everySlots) == [1, 12, 2, 25_920])
        #expect(promise.grace == .seconds(30))
    }
}
