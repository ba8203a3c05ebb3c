import Controls
import Glibc
import LinuxHost
import ProbeKit
import Synchronization
import Testing

struct HostPatienceTests {
    /// Work that hangs until somebody writes into a pipe.
    private struct Stuck {
        let start: Int32
        let end: Int32

        init() throws {
            var ends: [Int32] = [-1, -1]
            try #require(pipe(&ends) == 0)
            (start, end) = (ends[0], ends[1])
        }

        @Sendable func work() -> Int {
            var byte: UInt8 = 0
            return read(start, &byte, 1)
        }

        /// Lets so many pieces of work go on.
        func release(_ count: Int) { _ = write(end, [UInt8](repeating: 1, count: count), count) }
    }

    @Test func `results come in the order of the work, however many there are`() {
        let work = (0..<500).map { number in { @Sendable in number } }
        #expect(HostPatience().results(of: work, within: .seconds(600)) == (0..<500).map { $0 })
        #expect(HostPatience().results(of: [@Sendable () -> Int](), within: .seconds(600)) == [])
    }

    @Test func `work that hangs is not waited for, and the rest is done`() throws {
        let stuck = try Stuck()
        let work: [@Sendable () -> Int] = [{ 1 }, stuck.work, { 3 }]
        #expect(HostPatience().results(of: work, within: .seconds(2)) == [1, nil, 3])
        stuck.release(1)
    }

    @Test func `without any time nothing is waited for`() throws {
        let stuck = try Stuck()
        #expect(HostPatience().results(of: [stuck.work], within: TimeSpan(nanoseconds: -1)) == [nil])
        stuck.release(1)
    }

    @Test func `where everything hangs nothing more is begun, and the process ends all the same`() async {
        await #expect(processExitsWith: .exitCode(7)) {
            ChildLimits.apply(memory: 1 << 30, cpuSeconds: 60)
            let begun = Atomic<Int>(0)
            let work = (0..<100).map { _ in
                { @Sendable in
                    begun.add(1, ordering: .relaxed)
                    pause()
                }
            }
            let span = TimeSpan(nanoseconds: 200_000_000)
            precondition(HostPatience().results(of: work, within: span).allSatisfy { $0 == nil })
            precondition((1...32).contains(begun.load(ordering: .relaxed)))
            // There is memory left beside so many threads.
            precondition([UInt8](repeating: 1, count: 256 << 20).count == 256 << 20)
            exit(7)
        }
    }
}
