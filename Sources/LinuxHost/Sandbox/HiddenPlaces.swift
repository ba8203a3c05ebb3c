internal import ProbeKit

/// What of the host's files this process sees otherwise than PID 1 does, since its unit, or a container, has mounted something of its own.
struct HiddenPlaces: Sendable {
    private let own: MountTable
    private let first: MountTable
    /// Whether owners are the ones that PID 1 sees: user_namespaces(7).
    private let hasSameUsers: Bool
    /// Whether `/proc` shows the network that PID 1 has: network_namespaces(7).
    private let hasSameNetwork: Bool
    /// The places, none below another, in byte order.
    let places: [HostPath]

    init(own: MountTable, first: MountTable, hasSameUsers: Bool = true, hasSameNetwork: Bool = true) {
        (self.own, self.first, self.hasSameUsers, self.hasSameNetwork) = (own, first, hasSameUsers, hasSameNetwork)
        let points = own.points.union(first.points).filter { own.content(at: $0) != first.content(at: $0) }
        places = points.filter { point in
            var above = point
            while !above.components.isEmpty {
                above = above.parent
                if points.contains(above) { return false }
            }
            return true
        }.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }

    /// Nothing differs.
    var isEmpty: Bool { places.isEmpty && hasSameUsers && hasSameNetwork }

    /// What hides a path without links from us; nil where we see what PID 1 sees.
    func directive(hiding path: HostPath) -> SandboxDirective? {
        guard hasSameUsers else { return .privateUsers }
        if !hasSameNetwork, Self.isOfNetwork(path) { return .privateNetwork }
        guard own.content(at: path) != first.content(at: path) else { return nil }
        let place = places.first { path.isAt(orBelow: $0) }
        return SandboxDirective(hiding: place ?? path)
    }

    /// `/proc/PID/net` and `/proc/sys/net`, where everybody sees a network of his own.
    private static func isOfNetwork(_ path: HostPath) -> Bool {
        let parts = path.components
        return parts.count > 2 && parts[0].elementsEqual("proc".utf8) && parts[2].elementsEqual("net".utf8)
    }

    /// Nil where not even our own mounts can be seen. Where those of PID 1 cannot, as with `hidepid=` in proc(5), everything is hidden that a
    /// sandbox may have made.
    static func ofThisProcess() -> HiddenPlaces? {
        // What is mounted between two looks shows in one of them only, and is gone from the next pair.
        var last: HiddenPlaces?
        for _ in 1...3 {
            guard let own = table(of: "self") else { return nil }
            let first = table(of: "1") ?? own.withoutSandbox
            let hidden = HiddenPlaces(own: own, first: first, hasSameUsers: hasSameUsers, hasSameNetwork: hasSameNetwork)
            if hidden.isEmpty || hidden.places == last?.places { return hidden }
            last = hidden
        }
        return last
    }

    static func table(of process: String) -> MountTable? {
        (try? KernelFile.contents(of: "/proc/\(process)/mountinfo")).flatMap { MountTable(parsing: $0) }
    }

    /// Also where nobody knows.
    private static var hasSameNetwork: Bool { (try? NetworkNamespace.isThatOfFirstProcess()) != nil }

    /// The map of PID 1 reads otherwise from another user namespace than from its own; everybody may read it.
    private static var hasSameUsers: Bool {
        let maps = (try? KernelFile.contents(of: "/proc/self/uid_map"), try? KernelFile.contents(of: "/proc/1/uid_map"))
        return maps.1 == nil || maps.0 == maps.1
    }
}

extension HostPath {
    /// Whether this is a path, or something below it.
    func isAt(orBelow place: HostPath) -> Bool {
        components.starts(with: place.components) { $0.elementsEqual($1) }
    }
}
