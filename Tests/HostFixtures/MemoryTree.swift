import Controls
package import ProbeKit

/// A tree of files in memory, with every state that a file on a real host can be in.
package struct MemoryTree: FileTree, ExpressibleByDictionaryLiteral {
    package enum Entry: Sendable, ExpressibleByStringLiteral {
        case file([UInt8], owner: UInt32 = 0, group: UInt32 = 0, mode: UInt32 = 0o644)
        case link(String)
        case directory(owner: UInt32 = 0, mode: UInt32 = 0o755)
        case fifo
        /// There, but not for us: reading or listing it is denied.
        case denied
        /// Reading it reports this.
        case failing(ReadFailure)

        package init(stringLiteral value: String) { self = .file(Array(value.utf8)) }
        package static func text(_ text: String) -> Entry { .file(Array(text.utf8)) }
    }

    package var entries: [HostPath: Entry]
    /// The owners of links other than root's.
    package var linkOwners: [HostPath: UInt32] = [:]
    /// Access control lists by the paths of what bears them, as the kernel hands them over.
    package var accessLists: [HostPath: [UInt8]] = [:]
    /// What is other than usual about the status of files: times, devices, sizes beyond what is in them.
    package var alterations: [HostPath: @Sendable (inout FileStatus) -> Void] = [:]

    package init(_ entries: [HostPath: Entry] = [:]) { self.entries = entries }
    package init(dictionaryLiteral elements: (HostPath, Entry)...) {
        entries = Dictionary(elements) { _, last in last }
    }

    package subscript(path: HostPath) -> Entry? {
        get { entries[path] }
        set { entries[path] = newValue }
    }

    package func contents(of path: HostPath, within limits: ReadLimits) throws(ReadFailure) -> File? {
        guard let (place, entry) = try resolve(path) else { return nil }
        switch entry {
        case .file(let bytes, _, _, _):
            let lines = bytes.count { $0 == UInt8(ascii: "\n") }
            guard bytes.count <= limits.bytes, lines <= limits.lines else { throw .tooLarge(path, limits) }
            guard let status = try status(of: path) else { return nil }
            return File(path: path, bytes: bytes, status: status)
        case .denied: throw .denied(path)
        case .failing(let failure): throw failure
        case .fifo: throw .notRegular(path, .fifo)
        case .directory: throw .notRegular(path, .directory)
        case .link: throw .badLink(place)
        }
    }

    package func piece(of path: HostPath, from offset: Int64, count: Int) throws(ReadFailure) -> [UInt8]? {
        guard let file = try contents(of: path, within: ReadLimits(bytes: .max, lines: .max)) else { return nil }
        return Array(file.bytes.dropFirst(Int(clamping: offset)).prefix(count))
    }

    package func status(of path: HostPath) throws(ReadFailure) -> FileStatus? {
        guard let (place, entry) = try resolve(path) else { return nil }
        guard var status = try unaltered(place, entry) else { return nil }
        alterations[place]?(&status)
        return status
    }

    private func unaltered(_ place: HostPath, _ entry: Entry) throws(ReadFailure) -> FileStatus? {
        let inode = UInt64(bitPattern: Int64(place.hashValue))
        switch entry {
        case .file(let bytes, let owner, let group, let mode):
            return FileStatus(owner: owner, group: group, mode: mode, size: Int64(bytes.count), inode: inode)
        case .directory(let owner, let mode): return FileStatus(kind: .directory, owner: owner, mode: mode, inode: inode)
        case .fifo: return FileStatus(kind: .fifo, inode: inode)
        case .denied: return FileStatus(mode: 0, inode: inode)
        case .failing: return FileStatus(inode: inode)
        case .link: throw .badLink(place)
        }
    }

    package func linkTarget(of path: HostPath) throws(ReadFailure) -> HostPath? {
        guard case .link(let target)? = entries[normal(path)] else { return nil }
        return HostPath(target)
    }

    package func linkOwner(of path: HostPath) throws(ReadFailure) -> UInt32? {
        guard case .link? = entries[normal(path)] else { return nil }
        return linkOwners[normal(path)] ?? 0
    }

    package func names(in directory: HostPath) throws(ReadFailure) -> [HostPath]? {
        guard let (place, entry) = try resolve(directory) else { return nil }
        switch entry {
        case .directory: break
        case .denied: throw .denied(directory)
        case .failing(let failure): throw failure
        case .file, .fifo, .link: throw .notADirectory(directory)
        }
        let depth = place.components.count
        let below = entries.keys.filter { $0.components.count > depth && $0.components.prefix(depth).elementsEqual(place.components) }
        return Set(below.map { HostPath($0.components[depth]) }).sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }

    package func accessList(of path: HostPath) throws(ReadFailure) -> [UInt8]? {
        guard let (place, entry) = try resolve(path) else { return nil }
        if case .failing(let failure) = entry { throw failure }
        return accessLists[place]
    }

    /// Follows links and finds directories that exist only because something lies in them.
    private func resolve(_ path: HostPath, depth: Int = 0) throws(ReadFailure) -> (HostPath, Entry)? {
        guard depth < 40 else { throw .badLink(path) }
        var place: HostPath = "/"
        let parts = path.components
        for (index, part) in parts.enumerated() {
            if part.elementsEqual("..".utf8) {
                place = place.parent
                continue
            }
            let next = place.appending(part)
            let rest = parts[(index + 1)...].reduce(HostPath("")) { $0.appending($1) }
            switch entries[next] {
            case .link(let target):
                let aim = place.appending(HostPath(target))
                return try resolve(rest.bytes.isEmpty ? aim : aim.appending(rest), depth: depth + 1)
            case .denied where index + 1 < parts.count: throw .denied(path)
            case .file where index + 1 < parts.count: return nil
            case nil, .file, .directory, .fifo, .denied, .failing: place = next
            }
        }
        if let entry = entries[place] { return (place, entry) }
        let reached = place.components
        let isParent = entries.keys.contains { $0.components.count > reached.count && $0.components.starts(with: reached, by: ==) }
        return isParent || reached.isEmpty ? (place, .directory()) : nil
    }

    private func normal(_ path: HostPath) -> HostPath { path.components.reduce("/") { $0.appending($1) } }
}
