import Controls
import ProbeKit

/// The newest login of each account, over all sources. One source is read at a time, and counts only once it was read to its end.
struct LoginTally {
    private let now: Int64
    private let credentials: Credentials
    /// The place of each account by its name; made when a source tells names, since there may be a hundred thousand.
    private lazy var places = Dictionary(
        credentials.accounts.enumerated().map { ($1.name, Int32(clamping: $0)) }, uniquingKeysWith: { first, _ in first })
    /// By place; empty until a login is known.
    private var logins: [LastLogin] = []
    private(set) var sources: [LoginSource] = []
    private(set) var unread: [Unread] = []
    /// The logins of the source that is being read.
    private var found: [Int32: Found] = [:]
    private var oldest: Int64?
    private var newest: Int64?

    private struct Found {
        var time: Int64?
        var future: Int64?
    }

    /// 2000-01-01. Whatever is older comes from a clock that nobody had set.
    private static let firstTime: Int64 = 946_684_800
    /// A date that can be told: 2255.
    private static let lastTime: Int64 = 9_000_000_000

    init(of credentials: Credentials, now: Int64) {
        self.now = now
        self.credentials = credentials
    }

    /// A login of a name that is not escaped. Names that no account has show that the source is written.
    mutating func take(_ name: ArraySlice<UInt8>, at time: Int64) {
        note(time)
        guard time >= Self.firstTime else { return }
        if time <= now { newest = max(newest ?? time, time) }
        if let position = places[Subject.escaping(name)] { keep(time, of: position) }
    }

    /// A login of one of the accounts.
    mutating func take(account position: Int, at time: Int64) {
        note(time)
        guard time >= Self.firstTime else { return }
        if time <= now { newest = max(newest ?? time, time) }
        keep(time, of: Int32(clamping: position))
    }

    private mutating func keep(_ time: Int64, of position: Int32) {
        var known = found[position] ?? Found()
        if time <= now {
            known.time = max(known.time ?? time, time)
        } else {
            known.future = max(known.future ?? 0, min(time, Self.lastTime))
        }
        found[position] = known
    }

    /// The time of a record that shows how far a source reaches back.
    mutating func note(_ time: Int64) {
        if time >= Self.firstTime, time <= now { oldest = min(oldest ?? time, time) }
    }

    /// The source was read to its end.
    mutating func end(_ kind: LoginSource.Kind, _ path: String) {
        var source = LoginSource(kind, path)
        source.oldest = oldest
        source.newest = newest
        for (position, known) in found { merge(known, into: Int(position), source: sources.count) }
        sources.append(source)
        forget()
    }

    /// The source could not be read: what it told so far counts for nothing.
    mutating func fail(_ reason: Unread) {
        unread.append(reason)
        forget()
    }

    private mutating func forget() {
        found = [:]
        oldest = nil
        newest = nil
    }

    private mutating func merge(_ known: Found, into position: Int, source: Int) {
        if logins.isEmpty { logins = credentials.accounts.map { LastLogin(name: $0.name, time: nil, source: 0, future: nil) } }
        if let time = known.time, time > logins[position].time ?? .min {
            logins[position].time = time
            logins[position].source = source
        }
        if let future = known.future { logins[position].future = max(logins[position].future ?? 0, future) }
    }

    /// What all of them told.
    consuming func history() -> LoginHistory {
        var history = LoginHistory()
        history.seen = now
        history.sources = sources
        history.unread = unread
        history.logins = logins.filter { $0.time != nil || $0.future != nil }
        return history
    }
}
