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
            let wildcard = WildcardPattern(component, classes: true)
            var found: [HostPath] = []
            for directory in paths {
                guard try files.status(of: directory)?.kind == .directory else { continue }
                for name in try files.names(in: directory) ?? [] where isVisible(name, component) && wildcard.matches(name.bytes) {
                    found.append(directory.appending(name))
                }
            }
            paths = found
        }
        return paths
    }

    /// A wildcard does not match a dot at the beginning of a name.
    private static func isVisible(_ name: HostPath, _ pattern: ArraySlice<UInt8>) -> Bool {
        name.bytes.first != UInt8(ascii: ".") || pattern.first == UInt8(ascii: ".")
    }
}
