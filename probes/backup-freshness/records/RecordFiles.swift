import Controls
import ProbeKit

/// Reads the records that people and jobs leave. A record that others than its writers can have written proves nothing.
enum RecordFiles {
    private static let limits = ReadLimits(bytes: 64 << 10, lines: 1 << 16)

    static func read<Record: RecordFormat>(
        _ format: Record.Type, at path: HostPath, of set: BackupSet, on host: Host
    ) -> ReadRecord<Record> {
        var read = ReadRecord<Record>()
        read.path = path.escaped
        do throws(ReadFailure) {
            read.gap = try RecordTrust.gap(of: path, in: host.files)
            guard read.gap == nil, let (file, seal) = try contents(of: path, host, isSigned: format.isSigned) else { return read }
            read.seal = seal
            read.provenance = Provenance(file, digest: host.sha256(file.bytes))
            take(file, of: set, into: &read)
        } catch {
            read.gap = Unread(error)
        }
        return read
    }

    private static func contents(of path: HostPath, _ host: Host, isSigned: Bool) throws(ReadFailure) -> (File, Seal?)? {
        isSigned
            ? try host.sealedContents(of: path, within: limits) : try host.files.contents(of: path, within: limits).map { ($0, nil) }
    }

    private static func take<Record: RecordFormat>(_ file: File, of set: BackupSet, into read: inout ReadRecord<Record>) {
        guard !file.bytes.isEmpty else {
            read.gap = Unread(read.path, .emptyOutput, "empty")
            return
        }
        do throws(JSONProblem) {
            let record = try Record(parsing: file.bytes)
            read.gap = conflict(record, with: file, of: set)
            if read.gap == nil { read.record = record }
        } catch {
            read.gap = Unread(read.path, .parseError, "no \(Record.format): \(error.text)", line: error.line)
        }
    }

    /// What does not fit together: the record with the set that it is read for, and with the age of its file.
    private static func conflict(_ record: some RecordFormat, with file: File, of set: BackupSet) -> Unread? {
        let path = file.path.escaped
        guard record.set == set.name else {
            return Unread(path, .sourceConflict, "it is about the set “\(record.set)”, not “\(set.name)”")
        }
        let source = Subject.escaping(set.source.utf8)
        if let then = record.source, then != source {
            let text = "it is about “\(set.name)” with Source=\(then), which has Source=\(source) now; a record of that has to be made"
            return Unread(path, .sourceConflict, text)
        }
        let modified = file.status.modified.seconds
        let skew = set.clockSkew.value
        let ahead = CalendarText.seconds(from: modified, to: record.finish)
        guard ahead <= skew.seconds, !type(of: record).isWrittenAtOnce || ahead >= -skew.seconds else {
            let text =
                "it says that it was over at \(CalendarText.moment(record.finish)), but the file was written at "
                + "\(CalendarText.moment(modified)); they may differ by ClockSkew=\(skew)"
            return Unread(path, .sourceConflict, text)
        }
        return nil
    }
}
