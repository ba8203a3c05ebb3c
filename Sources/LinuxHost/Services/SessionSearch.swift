internal import Controls
internal import ProbeKit
internal import Systemd

/// A search among the messages of systemd-logind(8) about sessions that begin.
struct SessionSearch: ~Copyable {
    private let journal: Journal

    /// Messages that are looked at; a host with more of them is busy enough that the newest say most.
    private static let messagesLimit = 20_000
    /// SD_MESSAGE_SESSION_START of systemd/sd-messages.h: “New session 3 of user alice.”
    private static let message = "8d45620c1a4348dbb17410da57c60c66"

    init() throws(JournalFailure) { journal = try Journal() }

    /// Whether a session is one that somebody began: of the classes of pam_systemd(8), `user` and those that begin with it. From systemd 256
    /// on `user@.service` has a session of class `manager`, at every boot where the user lingers; before that no message names a class, and
    /// there is no such session.
    static func isLogin(ofClass name: String?) -> Bool { name?.hasPrefix("user") ?? true }

    /// The newest session of each user. That logind wrote the messages is what journald itself says: every user can write the rest. Sessions
    /// that nobody logs in to, such as those of cron(8), are messages of level debug, if any.
    func history() throws(JournalFailure) -> SessionHistory {
        var history = SessionHistory()
        var count = 0
        var last: Moment?
        let values = [("_SYSTEMD_UNIT", of: ["systemd-logind.service"]), ("MESSAGE_ID", of: [Self.message]), ("PRIORITY", of: ["6"])]
        try journal.newest(with: values) { entry throws(JournalFailure) in
            if let moment = Moment(systemd: try entry.received()) {
                last = moment
                if try Self.isLogin(ofClass: entry.value(of: "CLASS")), let user = try entry.value(of: "USER_ID"),
                    history.newest[user] ?? moment <= moment
                {
                    history.newest[user] = moment
                }
            }
            count += 1
            return count < Self.messagesLimit
        }
        history.beginning = count < Self.messagesLimit ? journal.beginning.flatMap { Moment(systemd: $0) } : last
        return history
    }
}
