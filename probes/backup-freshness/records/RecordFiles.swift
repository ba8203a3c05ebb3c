import Controls
import ProbeKit

/// Reads the records that people and jobs leave.
enum RecordFiles {
    static func read<Record: RecordFormat>(_ format: Record.Type, at path: HostPath, of set: String, on host: Host) -> ReadRecord<Record> {
        var read = ReadRecord<Record>()
        read.path = path.escaped
        return read
    }
}
