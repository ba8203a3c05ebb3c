internal import Controls
internal import ProbeKit

/// Lines, or counted bytes, to and fro before TLS begins.
struct Conversation: ~Copyable {
    /// What a service says at the start, before anything is said to it.
    enum Opening {
        case words([UInt8])
        /// It closed without a word.
        case closed
        case silence
    }

    /// Longer lines are nobody's: the longest that is usual is a list of IMAP capabilities.
    static let lineLimit = 4096

    private var connection: Connection
    /// What has come and was not yet read.
    private var heard: [UInt8] = []

    init(_ connection: consuming Connection) { self.connection = connection }

    var isWithinHost: Bool { connection.isWithinHost() }

    mutating func say(_ line: String) throws(ContactFailure) { try say(Array("\(line)\r\n".utf8)) }

    mutating func say(_ bytes: [UInt8]) throws(ContactFailure) {
        do { try connection.send(bytes) } catch { throw ContactFailure(talking: error) }
    }

    /// The next line, escaped, without its end.
    mutating func line() throws(ContactFailure) -> String {
        while true {
            if let end = heard.firstIndex(of: 10) {
                let line = heard[..<end]
                heard.removeFirst(end + 1)
                return Subject.escaping(line.last == 13 ? line.dropLast() : line)
            }
            guard heard.count <= Self.lineLimit else { throw ContactFailure(.malformed, "no end of line: \(Quotation.text(heard))") }
            try hear()
        }
    }

    /// The next bytes, exactly so many.
    mutating func bytes(_ count: Int) throws(ContactFailure) -> [UInt8] {
        while heard.count < count { try hear() }
        defer { heard.removeFirst(count) }
        return Array(heard.prefix(count))
    }

    /// Everything up to the first of some words and with it, as text.
    mutating func text(through ends: [String], limit: Int) throws(ContactFailure) -> String {
        while true {
            if let end = ends.compactMap({ heard.firstRange(of: Array($0.utf8))?.upperBound }).min() {
                defer { heard.removeFirst(end) }
                return String(decoding: heard[..<end], as: UTF8.self)
            }
            guard heard.count <= limit else { throw ContactFailure(.malformed, "no end: \(Quotation.firstLine(heard))") }
            try hear()
        }
    }

    /// Waits for a first line, or for what has come of it when the time is up. It stays to be read.
    mutating func opening(until limit: Deadline) throws(ContactFailure) -> Opening {
        while !heard.contains(10), heard.count <= Self.lineLimit, heard.first != Telnet.command {
            do {
                guard let more = try connection.receive(until: limit) else { return heard.isEmpty ? .closed : .words(heard) }
                heard += more
            } catch {
                guard error == .late else { throw ContactFailure(talking: error) }
                return heard.isEmpty ? .silence : .words(heard)
            }
        }
        return .words(heard)
    }

    /// What comes next, once there are enough bytes to tell TLS from words; nil where it closes before.
    mutating func firstWords() throws(ContactFailure) -> [UInt8]? {
        while heard.count < 7 {
            guard let more = try anything() else { break }
            heard += more
        }
        return heard.isEmpty ? nil : heard
    }

    private mutating func anything() throws(ContactFailure) -> [UInt8]? {
        do { return try connection.receive() } catch { throw ContactFailure(talking: error) }
    }

    /// Hands the connection back for TLS. Whatever has already been said after the go-ahead was not said by a TLS server: an attacker
    /// in between would place it there (CVE-2011-0411).
    consuming func end() throws(ContactFailure) -> Connection {
        if heard.isEmpty { heard = waiting() }
        guard heard.isEmpty else {
            throw ContactFailure(.malformed, "words between the go-ahead and TLS: \(Quotation.firstLine(heard))")
        }
        return connection
    }

    /// What has come by now. That the other side has closed shows later.
    private mutating func waiting() -> [UInt8] { (try? connection.receive(until: .after(milliseconds: 0))) ?? [] }

    private mutating func hear() throws(ContactFailure) {
        guard let more = try anything() else {
            throw heard.isEmpty
                ? ContactFailure(.closing, "closed") : ContactFailure(.malformed, "closed after: \(Quotation.firstLine(heard))")
        }
        heard += more
    }
}
