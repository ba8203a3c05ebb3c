import ProbeKit

/// Where a path leads, link by link, and the directories that this passes: what `namei -l` shows.
struct LinkWalk {
    /// The place without any link; nil where there is nothing.
    private(set) var target: HostPath?
    /// Every directory in which a part of the way was looked up, each once, the root first.
    private(set) var passed: [HostPath] = ["/"]

    /// Every link on the way, as it lies in a directory without links.
    private(set) var links: [HostPath] = []

    /// As many links as Linux follows: path_resolution(7).
    private static let linkLimit = 40

    init(_ path: HostPath, _ files: any FileTree) throws(ReadFailure) {
        var place: HostPath = "/"
        var rest = path.components.map { HostPath($0) }
        while let part = rest.first {
            rest.removeFirst()
            if part.bytes.elementsEqual("..".utf8) {
                place = place.parent
                continue
            }
            pass(place)
            let next = place.appending(part)
            guard let aim = try files.linkTarget(of: next) else {
                place = next
                continue
            }
            links.append(next)
            guard links.count <= Self.linkLimit else { throw .badLink(path) }
            if aim.isAbsolute { place = "/" }
            rest = aim.components.map { HostPath($0) } + rest
        }
        if try files.status(of: place) != nil { target = place }
    }

    private mutating func pass(_ directory: HostPath) { if !passed.contains(directory) { passed.append(directory) } }

    /// The directories above the target, the root first.
    var directories: [HostPath] {
        var directories: [HostPath] = []
        var place = target ?? "/"
        while !place.components.isEmpty {
            place = place.parent
            directories.insert(place, at: 0)
        }
        return directories
    }
}
