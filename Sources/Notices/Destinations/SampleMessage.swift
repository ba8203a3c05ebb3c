package import Controls

/// What a message looks like before there is anything to tell.
extension Message {
    /// A message about one deficiency that nobody has, or about soc2d itself where the kind is about that.
    package static func sample(of kind: Notice.Kind, at moment: Moment, mayBeSecond: Bool = false, earlier: String? = nil) -> Message {
        let item = Item(Notice.sample(of: kind, at: moment), key: String(repeating: "5a", count: 32))
        return Message(item, checkpoint: sampleCheckpoint, note: sampleNote, mayBeSecond: mayBeSecond, earlier: earlier)
    }

    package static let sampleCheckpoint = "soc2d/web-1 4711 n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg= 1a2b3c4d"
    package static let sampleNote =
        "soc2d/web-1\n4711\nn4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=\n\n\u{2014} soc2d/web-1 (a signature stands here)\n"
}

extension Notice {
    package static func sample(of kind: Kind, at moment: Moment) -> Notice {
        var notice = Notice()
        notice.kind = kind
        notice.eventID = "019aa0c4506c7b000102030405060708"
        notice.moment = moment
        notice.hostID = "0123456789abcdef0123456789abcdef"
        notice.hostName = "web-1"
        notice.severity = .high
        switch kind {
        case .opened, .changed, .closed, .flapping, .settled, .waived, .waiverEnded, .reminder, .stillFlapping:
            notice.describeDeficiency(before: moment)
        case .configurationRefused: notice.describe("the new configuration is refused", "soc2d.conf:3: unknown key", "correct the line")
        case .forkRefused: notice.describe("the ledger contradicts a checkpoint", "size 4711, another root", "ask who replaced it")
        case .storeFailed: notice.describe("the ledger could not be written", "no space left on device", "make room")
        case .undelivered: notice.describe("a notice to ops-slack is given up", "429 Too Many Requests", "try soc2d notify test ops-slack")
        case .test: notice.describe("This is a test of this destination; nothing is deficient", "", "")
        }
        return notice
    }

    private mutating func describe(_ summary: String, _ observed: String, _ advice: String) {
        (self.summary, self.observed, self.advice) = (summary, observed, advice)
    }

    private mutating func describeDeficiency(before moment: Moment) {
        (deficiency, control, check, subject) = (41, "NET-03", "open-ports.unexpected-listener", "tcp 0.0.0.0:8080")
        summary = "\(title): \(check), subject \(subject) (control NET-03, CC6.6)"
        (required, observed, reason) = ("an approved listener", "python3 of uid 1000 listens", "unexpected")
        (criteria, place) = (["CC6.6", "CC6.8"], "/proc/net/tcp:7")
        firstFailure = moment.adding(.minutes(-90))
        closedAt = kind == .closed ? moment : nil
        advice = isClosed ? "" : "stop the service, or approve the listener with soc2d baseline approve"
        waiver = kind == .waived ? "waived by W-12 until 2027-01-31" : ""
    }
}
