import ProbeKit

/// The paths that a pattern of glob(7) stands for, in byte order.
enum Glob {
    static func expand(_ pattern: HostPath, _ files: any FileTree) throws(ReadFailure) -> [HostPath] {
        var paths: [HostPath] = ["/"]
        for component in pattern.components {
            guard component.hasWildcard else {
                paths = paths.map { $0.appending(component) }
                continue
            }
            var found: [HostPath] = []
            for directory in paths {
                guard try files.status(of: directory)?.kind == .directory else { continue }
                for name in try names(matching: component, in: directory, files) ?? [] { found.append(directory.appending(name)) }
            }
            paths = found
        }
        return paths
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
