internal import Controls
internal import ProbeKit
internal import Systemd

/// What systemd wrote into the journal about a unit; the ids are those of systemd/sd-messages.h.
///
/// As systemd 252 writes them for the services of Debian 12:
///
/// | Run of a service | Messages, in this order |
/// |---|---|
/// | oneshot that succeeds | `ended`, `started` with the text “Finished …” |
/// | oneshot that succeeds, `RemainAfterExit=yes` | `started` “Finished …”; `ended` and `stopped` when it is stopped, perhaps weeks later |
/// | any other that ends with 0, or by a signal such as SIGTERM | `started` “Started …” when it began, `ended` |
/// | one that is stopped before it is done | `ended`, `stopped` |
/// | one that fails, is late, or whose `ExecStartPost=` fails | `exited`, and none of the others |
/// | one that a condition forbids | `started` “… was skipped because …”, with the invocation of the run before, if any |
/// | status 3 with `SuccessExitStatus=3`, or 1 with `ExecStart=-…` | as with 0; `exited` at level debug alone |
struct UnitMessage: Hashable {
    enum Kind: String, CaseIterable {
        /// SD_MESSAGE_UNIT_SUCCESS: “NAME: Deactivated successfully.”
        case ended = "7ad2d189f7e94e70a38c781354912448"
        /// SD_MESSAGE_UNIT_STARTED: a start job is done.
        case started = "39f53479d3a045ac8e11786248231fbf"
        /// SD_MESSAGE_UNIT_STOPPED: a stop job is done.
        case stopped = "9d1aaa27d60140bd96365438aad20286"
        /// SD_MESSAGE_UNIT_PROCESS_EXIT: a process of it ended with a status that is no success.
        case exited = "98e322203f7a4ed290d09fe03c09fe15"
    }

    var kind: Kind
    /// 32 hexadecimal digits; empty where there is none.
    var invocation = ""
    var text = ""
    var jobResult = ""
    /// The exit status of a process; nil where there is none, or a signal in its place.
    var status: Int32?
    var received: Moment

    /// Whether this says that a oneshot service has succeeded.
    var isFinish: Bool { kind == .started && jobResult == "done" && text.hasPrefix("Finished ") && !invocation.isEmpty }
}

extension UnitMessage {
    /// Nil for an entry that is no such message.
    init?(_ entry: borrowing JournalEntry) throws(JournalFailure) {
        guard let kind = try entry.value(of: "MESSAGE_ID").flatMap(Kind.init(rawValue:)),
            let received = Moment(systemd: try entry.received())
        else { return nil }
        self.init(kind: kind, received: received)
        let invocation = try entry.value(of: "INVOCATION_ID") ?? ""
        if invocation.utf8.count == 32, invocation.allSatisfy({ $0.isASCII && $0.isHexDigit }) { self.invocation = invocation }
        switch kind {
        case .started:
            text = try entry.value(of: "MESSAGE") ?? ""
            jobResult = try entry.value(of: "JOB_RESULT") ?? ""
        case .exited: if try entry.value(of: "EXIT_CODE") == "exited" { status = try entry.value(of: "EXIT_STATUS").flatMap { Int32($0) } }
        case .ended, .stopped: break
        }
    }
}
