import Controls
import ProbeKit

/// Asks zfs(8) for the snapshots of one dataset.
struct ZFSAdapter: BackupAdapter {
    private static let programs: [HostPath] = ["/usr/sbin/zfs", "/sbin/zfs", "/usr/local/sbin/zfs"]

    func listing(of set: BackupSet, on host: Host, seeking sought: Set<String>, after previous: BackupListing?) -> BackupListing {
        guard let tools = host.tools else {
            return BackupListing(gap: Unread(set.source, .notObservableUnderRoot, "snapshots of a dataset need the running kernel"))
        }
        do throws(Refusal) {
            let program = try Self.program(of: set, on: host)
            let properties = ZFSProperties(
                parsing: try Self.output(
                    of: program, ["get", "-H", "-p", "-o", "property,value", "encryption,guid", set.source], of: set, tools))
            guard let guid = properties.guid else {
                throw Refusal(Unread(set.source, .emptyOutput, "`zfs get guid` told nothing about the dataset"))
            }
            let arguments = [
                "list", "-H", "-p", "-t", "snapshot", "-o", "name,creation,used,referenced", "-s", "creation", "-d", "1", set.source,
            ]
            let list = try Self.output(of: program, arguments, of: set, tools)
            var listing = try Self.points(in: list, of: set, on: host, seeking: sought)
            listing.repository = guid
            listing.encryption = properties.encryption
            return listing
        } catch {
            return BackupListing(gap: error.gap)
        }
    }

    private struct Refusal: Error {
        let gap: Unread
        init(_ gap: Unread) { self.gap = gap }
    }

    private static func program(of set: BackupSet, on host: Host) throws(Refusal) -> HostPath {
        if let tool = set.tool { return tool }
        for path in programs {
            do throws(ReadFailure) { if try host.files.status(of: path) != nil { return path } } catch { throw Refusal(Unread(error)) }
        }
        throw Refusal(Unread(programs[0].escaped, .toolMissing, "zfs is not installed; name another place with Tool="))
    }

    private static func output(of program: HostPath, _ arguments: [String], of set: BackupSet, _ tools: any ToolRunner) throws(Refusal)
        -> [UInt8]
    {
        let command = "`\(program.escaped) \(arguments[0])`"
        do throws(ToolFailure) {
            // Two are run, one after the other.
            let deadline = TimeSpan(nanoseconds: set.toolDeadline.nanoseconds / 2)
            let outcome = try tools.run(ToolCall(program, arguments, deadline: deadline))
            switch outcome.ending {
            case .exited(0): return outcome.output
            case .exited(let status): throw ToolFailure.failed(program, "\(command) ended with status \(status)")
            case .signalled(let signal): throw ToolFailure.failed(program, "\(command) was ended by signal \(signal)")
            }
        } catch {
            if case .failed(_, let text) = error { throw Refusal(Unread(program.escaped, error.reason, text)) }
            throw Refusal(Unread(program.escaped, error.reason, error.text))
        }
    }

    /// The last second that a ``Moment`` can be.
    private static let latest = Int(Int64.max / 1_000_000_000)

    /// Lines of `zfs list -H -p`: name, creation in seconds since 1970, used, referenced, with a tab between.
    private static func points(
        in output: [UInt8], of set: BackupSet, on host: Host, seeking sought: Set<String>
    ) throws(Refusal) -> BackupListing {
        let listing = BackupListing(source: HostPath(set.source).escaped)
        var collector = PointCollector(listing, of: set, on: host, seeking: sought)
        let own = Array("\(set.source)@".utf8)
        for (number, line) in ByteLines(output) {
            let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
            guard fields.count == 4, fields[0].starts(with: own), let creation = fields[1].decimal, creation <= latest,
                let bytes = fields[3].decimal
            else {
                let text = "line \(number) of `zfs list` is not a snapshot of \(HostPath(set.source).escaped)"
                throw Refusal(Unread("zfs list", .parseError, text, line: number))
            }
            if fields[0].dropFirst(own.count).starts(with: (set.prefix ?? "").utf8) {
                collector.add(RestorePoint(fields[0].escaped, finish: Int64(creation), bytes: Int64(bytes)))
            }
        }
        return collector.finished()
    }
}

/// Lines of `zfs get -H -p -o property,value`.
private struct ZFSProperties {
    private(set) var guid: String?
    /// Nil where zfsprops(7) has no value: `-`.
    private(set) var encryption: EncryptionMode?

    init(parsing output: [UInt8]) {
        for (_, line) in ByteLines(output) {
            let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
            guard fields.count == 2, !fields[1].isEmpty, !fields[1].elementsEqual("-".utf8), fields[1].count <= 64 else { continue }
            let value = fields[1].escaped
            if fields[0].elementsEqual("guid".utf8) { guid = value }
            if fields[0].elementsEqual("encryption".utf8) { encryption = EncryptionMode(value, isEncrypted: value != "off") }
        }
    }
}
