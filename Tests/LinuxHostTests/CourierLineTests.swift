import Glibc
import ProbeKit
import Testing

@testable import LinuxHost

/// What the monitor makes of the packets of a courier.
struct CourierLineTests {
    /// The two ends of a connection; what the courier says is said before it is asked.
    private final class Ends {
        let (ours, courier): (Int32, Int32)

        init() {
            var pair: [Int32] = [-1, -1]
            _ = unsafe socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue), 0, &pair)
            (ours, courier) = (pair[0], pair[1])
        }

        deinit { for end in [ours, courier] { close(end) } }

        func say(_ bytes: [UInt8]) { _ = unsafe Glibc.send(courier, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }

        func answer(_ id: Int, isPartial: Bool = false) throws {
            var answer = CourierAnswer()
            (answer.id, answer.isPartial) = (id, isPartial)
            if !isPartial { answer.sent = Sent(.dns, "answer \(id)") }
            say(try answer.canonicalJSON())
        }
    }

    private static let question = CourierQuestion(send: SendRequest(destination: "ops", eventID: "e", body: []))

    private func silence(_ line: inout CourierLine) -> CourierSilence? {
        do throws(CourierSilence) {
            _ = try line.answer(to: Self.question)
            return nil
        } catch { return error }
    }

    @Test func `answers come one after the other, and signs of life are passed over`() throws {
        let ends = Ends()
        try ends.answer(0, isPartial: true)
        try ends.answer(0)
        try ends.answer(1)
        var line = CourierLine(ends.ours)
        #expect(try line.answer(to: Self.question).sent?.excerpt == "answer 0")
        #expect(try line.answer(to: Self.question).sent?.excerpt == "answer 1")
    }

    @Test(arguments: [CourierLine.Patience(quiet: 1, whole: 60_000), CourierLine.Patience(quiet: 25_000, whole: 1)])
    func `a courier that says nothing in time may have acted, and is asked no more`(patience: CourierLine.Patience) {
        let ends = Ends()
        var line = CourierLine(ends.ours, patience: patience)
        #expect(silence(&line) == CourierSilence(text: "soc2d-courier gave no answer in time", hasLeft: true))
        #expect(silence(&line)?.hasLeft == false)
    }

    @Test func `what is no answer, or one to another question, is not taken for one`() throws {
        for isGarbage in [true, false] {
            let ends = Ends()
            if isGarbage { ends.say(Array("hello".utf8)) } else { try ends.answer(7) }
            var line = CourierLine(ends.ours)
            #expect(silence(&line) == CourierSilence(text: "soc2d-courier said something that is no answer", hasLeft: true))
        }
    }

    @Test func `a packet that is too long is no answer`() {
        let ends = Ends()
        var size: Int32 = 1 << 20
        _ = unsafe setsockopt(ends.courier, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        ends.say([UInt8](repeating: 0x20, count: CourierQuestion.sizeLimit + 1))
        var line = CourierLine(ends.ours)
        #expect(silence(&line)?.hasLeft == true)
    }

    @Test func `a courier that has hung up was told nothing, and one that hangs up later may have been`() {
        let gone = Ends()
        shutdown(gone.courier, Int32(SHUT_RDWR))
        var line = CourierLine(gone.ours)
        #expect(silence(&line)?.hasLeft == false)
        let leaving = Ends()
        shutdown(leaving.courier, Int32(SHUT_WR))
        var second = CourierLine(leaving.ours)
        #expect(silence(&second) == CourierSilence(text: "soc2d-courier ended before it answered", hasLeft: true))
    }

    @Test func `where there is no socket of a unit that may be used, a program is started`() {
        #expect(CourierSource.open(to: "/nowhere/courier.sock", program: "/p") == .program("/p"))
        #expect(CourierSource.open(to: "/dev/null", program: "/p") == .socket("/dev/null"))
    }
}
