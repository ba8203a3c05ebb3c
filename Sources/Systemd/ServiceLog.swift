internal import CLinux
internal import Glibc
package import Logging
internal import Notices

/// The log of a service: entries of the journal with their fields where journald reads descriptor 2, and lines on descriptor 2 elsewhere.
///
/// Nobody waits for journald: an entry that it does not take at once goes to descriptor 2 as a line, and is lost where that takes none either.
package struct ServiceLog: LogHandler {
    package var logLevel = Logger.Level.info
    package var metadata = Logger.Metadata()
    package var metadataProvider: Logger.MetadataProvider?
    private let isJournal: Bool
    private let path: String

    /// - Parameters:
    ///   - stream: as `JOURNAL_STREAM` of systemd.exec(5) has it: device and inode of what journald reads.
    ///   - path: where journald listens.
    package init(stream: String? = Self.stream, path: String = JournalSocket.usualPath) {
        isJournal = stream.map { $0 == Self.descriptor } ?? false
        self.path = path
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
        if isJournal, (try? send(event, fields)) != nil { return }
        let values = fields.map { " \($0.0)=\(Self.shown($0.1))" }.joined()
        let line = Array("\(isJournal ? "<\(event.level.priority)>" : "soc2d: \(event.level.rawValue): ")\(event.message)\(values)\n".utf8)
        if isJournal {
            _ = unsafe Glibc.send(2, line, line.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
        } else {
            _ = unsafe write(2, line, line.count)
        }
    }

    private func send(_ event: LogEvent, _ fields: [(String, String)]) throws(JournalSocketFailure) {
        let usual = [
            ("MESSAGE", "\(event.message)"), ("PRIORITY", "\(event.level.priority)"), ("SYSLOG_IDENTIFIER", "soc2d"),
        ]
        let own = fields.map { (Self.field($0.0), String($0.1.prefix(Self.valueLimit))) }
        try JournalSocket(path: path, patience: 0).send(JournalDatagram(usual + own))
    }

    private static let valueLimit = 4096

    /// Our fields have a name of ours, in capitals: journald drops others without a word.
    private static func field(_ key: String) -> String {
        let name = key.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0.uppercased() : "_" }.joined()
        return name.hasPrefix("SOC2D_") ? name : "SOC2D_\(name)"
    }

    /// A value in a line: quoted where it is not one word.
    private static func shown(_ value: String) -> String {
        let line = value.map { $0.isNewline ? " " : String($0) }.joined()
        return line.contains(" ") || line.isEmpty ? "“\(line)”" : line
    }

    private static var stream: String? { unsafe getenv("JOURNAL_STREAM").map { unsafe String(cString: $0) } }

    /// Device and inode of descriptor 2.
    private static var descriptor: String? {
        var status = stat()
        return unsafe fstat(2, &status) == 0 ? "\(status.st_dev):\(status.st_ino)" : nil
    }
}

extension Logger.Level {
    /// A level of syslog(3).
    fileprivate var priority: Int {
        switch self {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
