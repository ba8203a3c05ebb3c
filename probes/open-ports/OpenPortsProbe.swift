package import Controls
package import ProbeKit

/// Which ports this host opens to strangers, who holds them, and how far they reach.
package struct OpenPortsProbe: Probe {
    static let unexpectedListener: CheckID = "open-ports.unexpected-listener"
    static let missingListener: CheckID = "open-ports.missing-listener"
    static let cleartextService: CheckID = "open-ports.cleartext-service"
    static let restrictedBind: CheckID = "open-ports.restricted-bind"

    package static let manifest = Manifest(
        probe: "open-ports",
        purpose:
            "Every port that waits for strangers is known, held by the right unit, bound no wider than allowed, and protected; none is missing.",
        reads: [
            "sock_diag(7)", "/proc/net", "/proc/PID/fd", "/proc/PID/exe", "/proc/PID/cgroup", "/proc/sys/net/ipv4/ip_local_port_range",
            "/proc/sys/net/ipv6/bindv6only", "*.socket units", "nf_tables", "/proc/PID/ns/net", "/proc/PID/net",
            "soc2d-courier",
        ],
        usualDeadline: .seconds(60),
        looksBack: true,
        checks: [
            CheckManifest(
                unexpectedListener,
                advice: "stop it (a unit: `systemctl disable --now UNIT`), or allow it with AllowListener=; look again with `ss -tulpn`",
                approvingKey: "AllowListener"),
            CheckManifest(
                missingListener,
                advice: "start it with `systemctl start UNIT`, or take back ExpectListener=; then look again with `ss -tulpn`"),
            CheckManifest(
                restrictedBind,
                advice: "set a narrower bind address in the service's own file and restart it; then look again with `ss -tulpn`"),
            CheckManifest(
                cleartextService,
                advice: "disable the service, or let it require TLS before any login; then look again with `soc2d probe --once open-ports`"),
        ])

    let deadline: TimeSpan
    let allowed: [Settings.Placed<ListenerPattern>]
    let expected: [Settings.Placed<ListenerPattern>]
    let restricted: [Settings.Placed<BindRestriction>]
    let includesLoopback: Bool
    let suspects: CleartextSuspects
    let udpConfirmScans: Int

    package init(settings: inout Settings) {
        deadline = CommonSettings(&settings, usualDeadline: Self.manifest.usualDeadline).deadline
        allowed = settings.entries("AllowListener", expected: ListenerPattern.expected) { ListenerPattern($0) }
        expected = settings.entries("ExpectListener", expected: ListenerPattern.expected) { ListenerPattern($0) }
        restricted = settings.entries("RestrictBind", expected: BindRestriction.expected) { BindRestriction($0) }
        includesLoopback = settings.flag("IncludeLoopback", default: false)
        suspects = CleartextSuspects(ports: Self.cleartextPorts(&settings), includesLoopback: includesLoopback)
        udpConfirmScans = settings.integer("UdpConfirmScans", default: 3, in: 1...OpenPorts.sightingLimit)
    }

    private static func cleartextPorts(_ settings: inout Settings) -> [Settings.Placed<CleartextPort>] {
        let key = "CleartextPort"
        guard let words = settings.placedWords(key) else { return CleartextPort.usual.map { Settings.Placed(value: $0, place: nil) } }
        var ports: [Settings.Placed<CleartextPort>] = []
        for word in words {
            if let port = CleartextPort(word.value) {
                ports.append(Settings.Placed(value: port, place: word.place))
            } else {
                settings.reject(key, word, expected: CleartextPort.expected)
            }
        }
        return ports
    }

    package func observe(_ host: Host, after previous: OpenPorts?) throws(ProbeFailure) -> OpenPorts {
        guard let sockets = host.sockets, let processes = host.processes else {
            let text = "only a tree of files is observed, and sockets are not in it"
            return .nothing(because: Unread(OpenPorts.everything, .notObservableUnderRoot, text))
        }
        do throws(ProbeFailure) {
            var evidence = try ListenerSurvey(host: host, sockets: sockets, processes: processes).evidence(withNetworks: true)
            evidence.remember(previous)
            ContactRound(dialer: host.dialer, suspects: suspects, deadline: deadline).add(to: &evidence)
            return evidence
        } catch {
            return .nothing(because: Unread(OpenPorts.everything, error.reason, error.text))
        }
    }

    package func judge(_ evidence: OpenPorts, against baseline: Baseline<OpenPorts>?, into results: inout Results) {
        if results.wants(Self.unexpectedListener) {
            UnexpectedListeners(probe: self, evidence: evidence, baseline: baseline?.state).judge(into: &results)
        }
        if results.wants(Self.missingListener) {
            MissingListeners(expected: expected, evidence: evidence).judge(into: &results)
        }
        if results.wants(Self.restrictedBind) {
            RestrictedBinds(restricted: restricted, evidence: evidence).judge(into: &results)
        }
        if results.wants(Self.cleartextService) {
            CleartextServices(suspects: suspects, evidence: evidence).judge(into: &results)
        }
    }

    package func approvable(_ evidence: OpenPorts) -> [ApprovableItem] {
        var seen: Set<ApprovableItem> = []
        return listenersInScope(evidence).map(Approvals.item).filter { seen.insert($0).inserted }
    }

    /// The listeners that are judged one by one, and those that may come to be: not what is on loopback, unless that is in scope, and not
    /// what has been seen to be client traffic.
    func listenersInScope(_ evidence: OpenPorts) -> [Listener] {
        let knowsClients = evidence.clientPorts != nil && evidence.scans >= udpConfirmScans
        return evidence.listeners.filter { listener in
            if listener.addressClass == .loopback, !includesLoopback { return false }
            guard knowsClients, let sightings = listener.sightings, evidence.mayBeClient(listener) else { return true }
            return sightings >= udpConfirmScans
        }
    }
}
