import ProbeKit

/// The paths that a pattern of glob(7) stands for, in byte order.
enum Glob {
    static func expand(_ pattern: HostPath, _ files: any FileTree) throws(ReadFailure) -> [HostPath] {
        var unresolved: [HostPath] = []
        return try expand(pattern, files, unresolved: &unresolved)
    }

    /// The directories that a pattern stands for, and names without wildcards that may be none.
    /// - Parameter unresolved: what a wildcard stands for and no look gets through, such as a link that leads in a circle.
    static func directories(
        _ pattern: HostPath, _ files: any FileTree, unresolved: inout [HostPath]
    ) throws(ReadFailure) -> [HostPath] {
        let paths = try expand(pattern, files, unresolved: &unresolved)
        guard pattern.bytes.hasWildcard else { return paths }
        var found: [HostPath] = []
        for path in paths where try isDirectory(path, files, unresolved: &unresolved) { found.append(path) }
        return found
    }

    private static func expand(
        _ pattern: HostPath, _ files: any FileTree, unresolved: inout [HostPath]
    ) throws(ReadFailure) -> [HostPath] {
        var paths: [HostPath] = ["/"]
        var isFound = false
        for component in pattern.components {
            guard component.hasWildcard else {
                paths = paths.map { $0.appending(component) }
                continue
            }
            var found: [HostPath] = []
            for directory in paths {
                let isPlace =
                    try isFound
                    ? isDirectory(directory, files, unresolved: &unresolved) : files.status(of: directory)?.kind == .directory
                guard isPlace else { continue }
                for name in try names(matching: component, in: directory, files) ?? [] { found.append(directory.appending(name)) }
            }
            paths = found
            isFound = true
        }
        return paths
    }

    private static func isDirectory(
        _ path: HostPath, _ files: any FileTree, unresolved: inout [HostPath]
    ) throws(ReadFailure) -> Bool {
        do throws(ReadFailure) { return try files.status(of: path)?.kind == .directory } catch {
            guard case .badLink = error else { throw error }
            unresolved.append(path)
            return false
        }
    }

    /// The names in a directory that a pattern without a slash stands for, in byte order; nil where there is no such directory.
    static func names(
        matching pattern: ArraySlice<UInt8>, in directory: HostPath, _ files: any FileTree
    ) throws(ReadFailure) -> [HostPath]? {
        let wildcard = WildcardPattern(pattern, classes: true)
        return try files.names(in: directory)?.filter { isVisible($0, pattern) && wildcard.matches($0.bytes) }
    }

    /// A wildcard does not match a dot at the beginning of a name.
    private static func isVisible(_ name: HostPath, _ pattern: ArraySlice<UInt8>) -> Bool {
        name.bytes.first != UInt8(ascii: ".") || pattern.first == UInt8(ascii: ".")
    }
}
