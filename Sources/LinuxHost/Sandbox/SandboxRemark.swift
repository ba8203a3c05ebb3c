internal import ProbeKit

/// Something that the sandbox of this process keeps from the probes, or lets through though nothing here needs it; for who runs the monitor.
package struct SandboxRemark: Hashable, Sendable {
    /// What is hidden, missing or let through.
    package let what: String
    /// What to change, where it is known.
    package let directive: String
    /// What that means for what is found.
    package let effect: String

    init(_ what: String, _ directive: SandboxDirective, _ effect: String) {
        (self.what, self.directive, self.effect) = (what, directive.rawValue, effect)
    }

    /// What there is to say of the sandbox of this process.
    package static func ofThisProcess() -> [SandboxRemark] { remarks(on: .ofThisProcess()) }

    static func remarks(on confinement: Confinement) -> [SandboxRemark] {
        places(confinement) + Confinement.Namespace.allCases.compactMap { namespace($0, confinement) } + rights(confinement)
            + calls(confinement)
    }

    private static func places(_ confinement: Confinement) -> [SandboxRemark] {
        guard let hidden = confinement.hidden else { return [unseen] }
        if hidden.directive(hiding: "/") == .privateUsers {
            return [SandboxRemark("the owners of files", .privateUsers, "what is read from files is inconclusive")]
        }
        let remarks = hidden.places.filter(isOfInterest).map { place in
            SandboxRemark(place.escaped, SandboxDirective(hiding: place), "what a probe would read there is inconclusive")
        }
        return confinement.isFirstSeen ? remarks : [unseen] + remarks
    }

    private static let unseen = SandboxRemark(
        "whether anything is hidden", .protectProc, "PID 1 cannot be seen, so what a sandbox may have hidden is inconclusive")

    /// Whether a probe may read there. The unit that comes with soc2d hides other places: kernel logs, its courier's secrets, and what
    /// systemd hides by itself.
    private static func isOfInterest(_ place: HostPath) -> Bool {
        if ["/proc", "/proc/sys", "/sys"].contains(place) { return true }
        return !uninteresting.contains { place.isAt(orBelow: $0) }
    }

    private static let uninteresting: [HostPath] = [
        "/proc", "/sys", "/dev/kmsg", "/dev/mqueue", "/run/credentials", "/run/systemd", "/run/host", "/etc/soc2d/credentials",
        "/etc/soc2d/credentials.encrypted",
    ]

    private static func namespace(_ kind: Confinement.Namespace, _ confinement: Confinement) -> SandboxRemark? {
        guard confinement.foreign.contains(kind) else { return nil }
        switch kind {
        case .net: return SandboxRemark("the host's network", .privateNetwork, "listeners are inconclusive")
        case .uts: return SandboxRemark("changes of the host's name", .protectHostname, "records may name the host as it was called before")
        case .pid: return SandboxRemark("other processes", .privatePIDs, "the owners of listeners are inconclusive")
        case .cgroup: return SandboxRemark("control groups", .controlGroups, "listeners may be told without their units")
        case .time:
            return SandboxRemark(
                "the host's boot clock", .timeNamespace, "when the host and its processes started is told by another clock than the host's")
        }
    }

    private static func rights(_ confinement: Confinement) -> [SandboxRemark] {
        var remarks = confinement.missing.sorted { $0.rawValue < $1.rawValue }.map { capability in
            switch capability {
            case .readSearch: SandboxRemark(capability.name, .capabilities, "what only root may read is inconclusive")
            case .trace:
                SandboxRemark(
                    capability.name, .capabilities,
                    "the owners of others' listeners are inconclusive, and whether namespaces are the host's is unknown")
            }
        }
        if !confinement.hasNetlink { remarks.append(SandboxRemark("AF_NETLINK", .addressFamilies, "listeners are inconclusive")) }
        return remarks
    }

    /// Root may all this anyway.
    private static func calls(_ confinement: Confinement) -> [SandboxRemark] {
        let isDangerous = !confinement.isRoot && !confinement.missing.contains(.trace)
        var remarks = (isDangerous ? confinement.allowedCalls : []).map { call in
            SandboxRemark(call, .callFilter, "with CAP_SYS_PTRACE it leads into every process of the host; deny it")
        }
        if confinement.isLandlockRefused {
            remarks.append(SandboxRemark("landlock", .callFilter, "the courier cannot lock itself in; allow it"))
        }
        return remarks
    }
}
