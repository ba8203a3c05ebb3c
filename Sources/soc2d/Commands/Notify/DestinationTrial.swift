import Controls
import Ledger
import LinuxHost
import Monitor
import Notices
import ProbeKit
import Reports
import Synchronization
import Systemd

/// One message, marked as a test, on its way to one destination as the monitor would send it.
struct DestinationTrial {
    private let destination: Destination
    private let post: Post
    private let notice: Notice

    /// - Parameter directory: stands for `/etc/soc2d`; nil for `/etc/soc2d` itself.
    init(of destination: Destination, in directory: String?) throws(RandomFailure) {
        self.destination = destination
        let program = ThisProcess.neighbour("soc2d-courier")
        let source = directory == nil ? CourierSource.open(program: program) : .program(program)
        post = Post(CourierCounter(source, configuration: directory, credentials: ThisProcess.environment("CREDENTIALS_DIRECTORY")))
        notice = try Self.notice(to: destination)
    }

    var eventID: String { notice.eventID }

    func outcome() -> Delivery.Outcome {
        switch destination.kind {
        case .journald: written()
        case .heartbeat: post.signal(.start, to: destination, body: "")
        case .pagerduty: sentAndResolved()
        case .webhook, .alertmanager, .slack, .teams, .discord, .googleChat, .mattermost, .matrix, .telegram: sent(notice)
        }
    }

    private static func notice(to destination: Destination) throws(RandomFailure) -> Notice {
        let identity = HostIdentity.read(below: nil)
        let now = HostClocks.now.wall
        let eventID = try Notice.eventID(at: now, random: KernelRandom().bytes(10))
        return NoticeWriter(hostID: identity.id, hostName: identity.name).test("a test", of: destination.name, eventID: eventID, at: now)
    }

    private var closing: Notice {
        var closing = notice
        closing.closedAt = notice.moment
        return closing
    }

    private func sending(_ notice: Notice) -> Sending {
        Sending(number: 0, destination: destination.name, notice: notice, attempt: 1, leaf: 0, checkpoint: "")
    }

    private func sent(_ notice: Notice) -> Delivery.Outcome {
        var outcome = Delivery.Outcome.delivered
        post.deliver(Letter(to: destination, [sending(notice)], note: "", mayBeSecond: false)) { outcome = $0.first?.outcome ?? outcome }
        return outcome
    }

    /// An incident that is opened is closed again.
    private func sentAndResolved() -> Delivery.Outcome {
        let opening = sent(notice)
        guard opening == .delivered else { return opening }
        switch sent(closing) {
        case .delivered, .accepted: return .delivered
        case .transient(let words), .blocked(let words), .shut(let words), .permanent(let words):
            return .transient("the incident of this test was opened and not resolved; resolve it by hand: \(words)")
        }
    }

    private func written() -> Delivery.Outcome {
        let outcome = Mutex<Delivery.Outcome>(.transient("journald was not asked"))
        JournalDestination { delivery in outcome.withLock { $0 = delivery.outcome } }.deliver([sending(notice)])
        return outcome.withLock { $0 }
    }
}
