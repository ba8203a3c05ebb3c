internal import ProbeKit

/// What is mounted where, as one process sees it: `/proc/PID/mountinfo` in proc(5).
struct MountTable: Sendable {
    /// What a path shows: a place within a file system.
    struct Content: Hashable, Sendable {
        /// The numbers of its device. Every mount of `/proc` is a device of its own and shows the same, so there it is what it shows.
        let fileSystem: [UInt8]
        let place: HostPath
    }

    /// Where something is mounted: on which other mount, and at which path.
    private struct Point: Hashable {
        let parent: Int
        let path: HostPath
    }

    private struct Mount {
        let id: Int
        let parent: Int
        let point: HostPath
        let root: HostPath
        let fileSystem: [UInt8]
        let type: ArraySlice<UInt8>
    }

    private var mounts: [Point: Mount] = [:]

    /// The parent of what is mounted on nothing that this process sees. No mount has this number.
    private static let outside = -1

    /// Nil where a line is none of the kernel's.
    init?(parsing bytes: [UInt8]) {
        var all: [Mount] = []
        for (_, line) in ByteLines(bytes) {
            guard let mount = Self.mount(line) else { return nil }
            all.append(mount)
        }
        let known = Set(all.map(\.id))
        for mount in all {
            let isOnAnother = mount.parent != mount.id && known.contains(mount.parent)
            mounts[Point(parent: isOnAnother ? mount.parent : Self.outside, path: mount.point)] = mount
        }
    }

    /// Every path at which something is mounted.
    var points: Set<HostPath> { Set(mounts.values.map(\.point)) }

    /// The table of a host on which nothing is mounted that a sandbox may have mounted: parts of file systems, file systems in memory where a
    /// host usually has none, and a `/proc` that shows processes only.
    var withoutSandbox: MountTable {
        var table = self
        table.mounts = mounts.filter { !Self.isOfSandbox($0.value) }
        return table
    }

    private static func isOfSandbox(_ mount: Mount) -> Bool {
        if mount.point == "/" || mount.point.isAt(orBelow: "/sys") || mount.point.isAt(orBelow: "/run/lock") { return false }
        if mount.type.elementsEqual("proc".utf8) { return mount.fileSystem.count > mount.type.count }
        if mount.type.elementsEqual("tmpfs".utf8) { return !["/run", "/tmp", "/dev/shm"].contains(mount.point) || mount.root != "/" }
        return mount.root != "/"
    }

    /// What a path without links shows; nil where nothing is mounted above it.
    func content(at path: HostPath) -> Content? {
        let parts = path.components
        var found: (mount: Mount, depth: Int)?
        // From the root on, as the kernel walks: what is mounted over a directory hides all that was mounted below it.
        var steps = mounts.count
        for depth in 0...parts.count {
            let place = Self.path(parts.prefix(depth))
            while steps > 0, let mount = mounts[Point(parent: found?.mount.id ?? Self.outside, path: place)] {
                found = (mount, depth)
                steps -= 1
            }
        }
        return found.map { found in
            Content(fileSystem: found.mount.fileSystem, place: Self.path(found.mount.root.components + parts.dropFirst(found.depth)))
        }
    }

    private static func path(_ parts: some Sequence<ArraySlice<UInt8>>) -> HostPath {
        HostPath([slash] + parts.joined(separator: [slash]))
    }

    /// `36 35 98:0 /mnt1 /mnt/parent rw,noatime master:1 - ext3 /dev/root rw,errors=continue`
    private static func mount(_ line: ArraySlice<UInt8>) -> Mount? {
        // What is mounted may have an empty name.
        let fields = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard fields.count >= 9, let end = fields[6...].firstIndex(where: { $0.elementsEqual("-".utf8) }), end + 3 < fields.count,
            let id = fields[0].decimal, let parent = fields[1].decimal
        else { return nil }
        let isProc = fields[end + 1].elementsEqual("proc".utf8)
        let options = fields[end + 3].split(separator: UInt8(ascii: ",")).filter { $0.starts(with: "subset=".utf8) }
        return Mount(
            id: id, parent: parent, point: HostPath(unescaped(fields[4])), root: HostPath(unescaped(fields[3])),
            fileSystem: isProc ? Array(([fields[end + 1]] + options).joined(separator: [slash])) : Array(fields[2]),
            type: fields[end + 1])
    }

    /// A space, a tab, a line feed and a backslash stand as `\` and three octal digits.
    private static func unescaped(_ field: ArraySlice<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = field
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            let isEscape = byte == UInt8(ascii: "\\") && digits.count == 3 && digits.allSatisfy { (0x30...0x37).contains($0) }
            bytes.append(isEscape ? digits.reduce(0) { $0 &* 8 &+ ($1 - 0x30) } : byte)
            if isEscape { rest = rest.dropFirst(3) }
        }
        return bytes
    }

    private static let slash = UInt8(ascii: "/")
}
