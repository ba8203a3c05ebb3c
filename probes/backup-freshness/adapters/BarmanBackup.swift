import Controls
import ProbeKit

/// What a `backup.info` of barman tells, a line `KEY=VALUE` each; `None` stands for nothing.
struct BarmanBackup {
    enum Status {
        case done
        /// `WAITING_FOR_WALS`, `STARTED`, `FAILED`, `EMPTY`, `SYNCING`, or a word of a later barman: none of them can be restored yet.
        case other(String)
    }

    /// Nil where no line tells it.
    private(set) var status: Status?
    // Such as `2026-11-22 04:31:17.072874+00:00`.
    private(set) var begin: String?
    private(set) var end: String?
    /// Bytes of the data, whatever of it is stored only once.
    private(set) var size: Int64?
    /// The system identifier of the PostgreSQL cluster.
    private(set) var systemID: String?
    /// Barman keeps plain files unless it says otherwise.
    private(set) var encryption = EncryptionMode("none", isEncrypted: false)

    init(parsing bytes: [UInt8]) {
        for (_, line) in ByteLines(bytes) {
            guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let value = line[(equals + 1)...].trimmed
            guard !value.elementsEqual("None".utf8), !value.isEmpty, value.count <= 64 else { continue }
            take(String(decoding: line[..<equals], as: UTF8.self), value)
        }
    }

    private mutating func take(_ key: String, _ value: ArraySlice<UInt8>) {
        let text = value.escaped
        switch key {
        case "status": status = text == "DONE" ? .done : .other(text)
        case "begin_time": begin = text
        case "end_time": end = text
        case "size": size = value.decimal.map { Int64($0) }
        case "systemid": systemID = text
        case "encryption": encryption = EncryptionMode(text, isEncrypted: text.lowercased() != "none")
        default: break
        }
    }
}
