import Controls
import ProbeKit

/// What is said of network namespaces other than the host's: each is one subject, and out of scope.
struct OtherNetworks {
    let evidence: OpenPorts

    private static let namedListeners = 10
    private static let required = "listeners of other network namespaces are not the host's"

    func judge(_ check: CheckID, into results: inout Results) {
        var names: [String] = []
        var groups: [String: [OtherNetwork]] = [:]
        for network in evidence.networks {
            if groups[network.name] == nil { names.append(network.name) }
            groups[network.name, default: []].append(network)
        }
        for name in names { results.add(result(check, name, groups[name] ?? [])) }
        if !evidence.areNetworksComplete {
            results.add(
                CheckResult(
                    check, subject: "namespace unknown", .notApplicable(.declaredOutOfScope), required: Self.required,
                    observed: "of some processes it cannot be told in which network they live; it takes root, or CAP_SYS_PTRACE",
                    sources: [Source("/proc/PID/ns/net")]))
        }
    }

    private func result(_ check: CheckID, _ name: String, _ networks: [OtherNetwork]) -> CheckResult {
        let listeners = Set(networks.flatMap(\.listeners)).sorted()
        let unlisted = networks.reduce(0) { $0 + max(0, $1.count - $1.listeners.count) }
        let rest = max(0, listeners.count - Self.namedListeners) + unlisted
        let texts = listeners.prefix(Self.namedListeners) + (rest > 0 ? ["and \(rest) more"] : [])
        var result = CheckResult(
            check, subject: "namespace \(name)", .notApplicable(.declaredOutOfScope), required: Self.required,
            observed: texts.isEmpty ? "no listener" : texts.joined(separator: ", "), sources: [Source("/proc/PID/net")])
        if networks.count > 1 { result.notes.append(Note(.attention, "\(networks.count) namespaces go by this name")) }
        if networks.contains(where: \.isCut) { result.notes.append(Note(.attention, "its tables are longer than what is read of them")) }
        for failure in networks.compactMap(\.failure) { result.notes.append(Note(.attention, "cannot be listed: \(failure.text)")) }
        return result
    }
}
