package import ProbeKit

/// The mounts of this host before something was restored: one that shows again what was mounted already is no restore.
package struct MountsBefore: Sendable {
    private let lines: Set<[UInt8]>
    private let devices: Set<String>

    package init(on host: Host) throws(ReadFailure) {
        let found = try Self.lines(on: host)
        lines = Set(found.map { Array($0) })
        devices = Set(found.compactMap { Mount($0)?.device })
    }

    /// A mount of something that was mounted elsewhere before, at a directory or below it, which came since.
    package func repeated(below directory: HostPath, on host: Host) throws(ReadFailure) -> HostPath? {
        let place = try host.files.resolved(directory).components
        return try Self.lines(on: host).lazy.filter { !lines.contains(Array($0)) }.compactMap { Mount($0) }
            .first { devices.contains($0.device) && $0.point.components.starts(with: place) }?.point
    }

    /// proc_pid_mountinfo(5).
    private static func lines(on host: Host) throws(ReadFailure) -> [ArraySlice<UInt8>] {
        let limits = ReadLimits(bytes: 16 << 20, lines: 1 << 17)
        guard let file = try host.files.contents(of: "/proc/self/mountinfo", within: limits) else { return [] }
        return ByteLines(file.bytes).map { $0.line }
    }
}
