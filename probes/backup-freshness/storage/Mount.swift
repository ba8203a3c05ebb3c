import ProbeKit

/// A mounted file system: a line of /proc/self/mountinfo, proc_pid_mountinfo(5).
struct Mount: Hashable, Sendable {
    /// Major and minor, such as `8:1`; major 0 for file systems without one block device.
    let device: String
    let point: HostPath
    /// Such as `ext4` or `fuse.sshfs`.
    let type: String
    /// What was mounted: a device, `host:/path`, or any word. May hold a user name.
    let source: [UInt8]
    /// Options of the file system, such as `addr=192.0.2.1` and `port=2049`.
    let options: [String]

    /// Nil for a line of another form.
    init?(_ line: ArraySlice<UInt8>) {
        let fields = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard fields.count >= 9, let mark = fields[6...].firstIndex(where: { $0.elementsEqual("-".utf8) }), fields.count > mark + 2 else {
            return nil
        }
        device = fields[2].escaped
        point = HostPath(Self.unescaped(fields[4]))
        type = fields[mark + 1].escaped
        source = Self.unescaped(fields[mark + 2])
        options = fields.count > mark + 3 ? fields[mark + 3].split(separator: UInt8(ascii: ",")).map(\.escaped) : []
    }

    /// Space, tab, newline and backslash stand as `\040` and the like.
    private static func unescaped(_ field: ArraySlice<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = field
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            if byte == UInt8(ascii: "\\"), digits.count == 3, let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 8) {
                bytes.append(value)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }
}

/// The mounts that this process sees, in the order in which they were made.
struct Mounts: Sendable {
    private let all: [Mount]
    private static let limits = ReadLimits(bytes: 16 << 20, lines: 1 << 17)

    /// Nil where there is no such file.
    init?(_ files: any FileTree) throws(ReadFailure) {
        guard let file = try files.contents(of: "/proc/self/mountinfo", within: Self.limits) else { return nil }
        all = ByteLines(file.bytes).compactMap { Mount($0.line) }
    }

    /// The mount that a path lies on.
    /// - Parameters:
    ///   - path: without links in it.
    ///   - device: of what lies there, as stat(2) tells it. Btrfs has devices of its own that no mount bears.
    func mount(of path: HostPath, device: UInt64) -> Mount? {
        let number = "\(device >> 8 & 0xFFF | device >> 32 & ~0xFFF):\(device & 0xFF | device >> 12 & 0xFFFF_FF00)"
        let same = all.filter { $0.device == number }
        return Self.nearest(same, path) ?? same.last ?? Self.nearest(all, path)
    }

    /// The one with the longest mount point above a path; of several on one point the last, which hides the others.
    private static func nearest(_ mounts: [Mount], _ path: HostPath) -> Mount? {
        let parts = path.components
        var best: (mount: Mount, depth: Int)?
        for mount in mounts {
            let point = mount.point.components
            guard parts.starts(with: point, by: ==), point.count >= best?.depth ?? 0 else { continue }
            best = (mount, point.count)
        }
        return best?.mount
    }
}
