internal import Glibc
internal import ProbeKit

/// How a probe child is asked and heard out.
struct ProbeHearing {
    /// What is waited for.
    struct Ear {
        /// Where the child speaks, and where it is asked and asks.
        let output: Int32
        let channel: Int32
        /// Readable when the child is to end.
        let bell: Int32
        let end: ContinuousClock.Instant
    }

    /// How it ended.
    enum Outcome {
        case all(ProbeReply)
        case late
        case cancelled
        case tooMuch
        case garbage(RecordProblem)
    }

    /// What of the request is not sent yet.
    private var request: ArraySlice<UInt8>
    private let outputLimit: Int
    private var reply = ProbeReply()
    /// What the child has said beyond its last whole line.
    private var pending: [UInt8] = []
    private var total = 0
    private var chunk = [UInt8](repeating: 0, count: 64 << 10)
    /// Whether the child has something to ask, or never will.
    private var hasAsked = false

    init(request: [UInt8], outputLimit: Int) {
        self.request = request[...]
        self.outputLimit = outputLimit
    }

    /// Sends the request, and takes what the child says until it says no more.
    /// - Parameter ask: called when the child asks something for the first time; its questions are not read here.
    mutating func hear(_ ear: Ear, ask: () -> Void) -> Outcome {
        while true {
            let left = (ear.end - .now) / .milliseconds(1)
            guard left > 0 else { return .late }
            let interest = request.isEmpty ? POLLIN : POLLOUT
            var entries = [
                pollfd(fd: ear.output, events: Int16(POLLIN), revents: 0), pollfd(fd: ear.bell, events: Int16(POLLIN), revents: 0),
                pollfd(fd: hasAsked ? -1 : ear.channel, events: Int16(interest), revents: 0),
            ]
            let count = unsafe poll(&entries, nfds_t(entries.count), Int32(min(left.rounded(.up), 60_000)))
            guard count > 0 else { continue }
            if entries[1].revents != 0 { return .cancelled }
            if entries[2].revents != 0 { attend(ear.channel, ask) }
            if entries[0].revents != 0, let outcome = take(from: ear.output) { return outcome }
        }
    }

    /// Goes on with the request; once that is sent, whatever comes is a question.
    private mutating func attend(_ channel: Int32, _ ask: () -> Void) {
        guard !request.isEmpty else {
            var first: UInt8 = 0
            hasAsked = true
            if unsafe recv(channel, &first, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) > 0 { ask() }
            return
        }
        let count = unsafe request.withUnsafeBytes {
            unsafe send(channel, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
        }
        if count > 0 { request = request.dropFirst(count) }
        // A child that does not read its request says why itself, or ends.
        if count < 0, errno != EAGAIN, errno != EINTR { hasAsked = true }
    }

    /// Takes the next piece; nil where more may come.
    private mutating func take(from output: Int32) -> Outcome? {
        let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(output, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { return nil }
        guard count > 0 else { return .all(reply) }
        total += count
        guard total <= outputLimit else { return .tooMuch }
        pending += chunk[..<count]
        guard chunk[..<count].contains(UInt8(ascii: "\n")) else { return nil }
        do throws(RecordProblem) { pending.removeFirst(try reply.takeLines(of: pending)) } catch { return .garbage(error) }
        return nil
    }
}
