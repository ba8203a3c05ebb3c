import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// A host for one test: who listens, what the services answer, and a few files.
struct TLSHost {
    static let now: Int64 = 1_790_000_000

    var ports = OpenPortsHost()
    var names: [String: [String]] = [:]
    /// By `ADDRESS:PORT NAME`, or `ADDRESS:PORT` for every name that is not there.
    var services: [String: Handshake] = [:]
    /// Seconds since a file was written, for files other than ancient ones.
    var ages: [HostPath: Int64] = [:]
    /// Seconds since a file was put in its place, where that is later.
    var changes: [HostPath: Int64] = [:]
    var dialerFailure: ProbeFailure?
    var hasDialer = true

    /// nginx on 443, reached by IPv4.
    static func web(_ handshake: Handshake) throws -> TLSHost {
        var host = TLSHost()
        try host.ports.listen(.tcp, "0.0.0.0", 443, unit: "nginx.service", exe: "/usr/sbin/nginx")
        host.services["127.0.0.1:443"] = handshake
        return host
    }

    var dialer: RememberingDialer {
        if let dialerFailure { return RememberingDialer(failing: dialerFailure) }
        return RememberingDialer { [names, services] question in
            var answer = CourierAnswer()
            if let resolve = question.resolve {
                var resolved = Resolved()
                resolved.addresses = (names[resolve.name] ?? []).compactMap { IPAddress($0) }
                if resolved.addresses.isEmpty { resolved.problem = "no such name" }
                answer.resolved = resolved
            }
            if let request = question.handshake {
                let place = "\(HostOrAddress.address(request.address)):\(request.port)"
                answer.handshake = request.serverName.flatMap { services["\(place) \($0)"] } ?? services[place] ?? Handshake()
            }
            return answer
        }
    }

    func host(_ dialer: RememberingDialer) -> Host {
        let below = ports.host
        return Host(
            files: AgedTree(base: ports.files, ages: ages, changes: changes), sockets: below.sockets, processes: below.processes,
            dialer: hasDialer ? dialer : nil,
            now: Moment(seconds: Self.now),
            // Told apart by their last byte.
            sha256: { bytes in Array(repeating: bytes.last ?? 0, count: 32) })
    }

    /// What the courier is asked.
    func questions(_ settings: String...) throws -> [HandshakeRequest] {
        let dialer = dialer
        _ = try probe(settings).observe(host(dialer), after: nil)
        return dialer.asked.compactMap(\.handshake)
    }

    /// Looks, keeps the evidence, reads it back, and judges: kept evidence must come out like fresh evidence.
    func judge(_ settings: String...) throws -> Results { try judge(settings) }

    func judge(_ settings: [String]) throws -> Results {
        let probe = try probe(settings)
        let evidence = try probe.observe(host(dialer), after: nil)
        let kept = try TLSConfiguration(canonicalJSON: evidence.canonicalJSON())
        #expect(kept == evidence)
        var results = Results()
        probe.judge(kept, against: nil, into: &results)
        return results
    }

    func probe(_ lines: [String]) throws -> TLSConfigProbe {
        var settings = Settings(
            try lines.enumerated().map { index, line in
                let equals = try #require(line.firstIndex(of: "="))
                return Assignment(
                    key: String(line[..<equals]), value: String(line[line.index(after: equals)...]),
                    place: Place(file: "/etc/soc2d/controls.d/tls.control", line: index + 1))
            })
        let probe = TLSConfigProbe(settings: &settings)
        #expect(settings.problems.isEmpty)
        return probe
    }
}

/// Files with times.
private struct AgedTree: FileTree {
    let base: MemoryTree
    let ages: [HostPath: Int64]
    let changes: [HostPath: Int64]

    func contents(of path: HostPath, within limits: ReadLimits) throws(ReadFailure) -> File? {
        guard let file = try base.contents(of: path, within: limits), let status = try status(of: path) else { return nil }
        return File(path: path, bytes: file.bytes, status: status)
    }

    func piece(of path: HostPath, from offset: Int64, count: Int) throws(ReadFailure) -> [UInt8]? {
        try base.piece(of: path, from: offset, count: count)
    }

    func status(of path: HostPath) throws(ReadFailure) -> FileStatus? {
        guard var status = try base.status(of: path) else { return nil }
        if let age = ages[path] { status.modified = Moment(seconds: TLSHost.now - age) }
        if let change = changes[path] { status.changed = Moment(seconds: TLSHost.now - change) }
        return status
    }

    func linkTarget(of path: HostPath) throws(ReadFailure) -> HostPath? { try base.linkTarget(of: path) }
    func linkOwner(of path: HostPath) throws(ReadFailure) -> UInt32? { try base.linkOwner(of: path) }
    func names(in directory: HostPath) throws(ReadFailure) -> [HostPath]? { try base.names(in: directory) }
    func accessList(of path: HostPath) throws(ReadFailure) -> [UInt8]? { try base.accessList(of: path) }
}

extension Handshake {
    /// A service that was reached in another way than in TLS.
    static func reached(_ reach: Reach, _ detail: String = "") -> Handshake {
        var handshake = Handshake()
        handshake.reach = reach
        handshake.detail = detail
        return handshake
    }

    /// A sound service: TLS 1.2 and 1.3, a leaf for `www.example.com`, an intermediate, and a root of the system.
    static var sound: Handshake {
        var handshake = Handshake()
        handshake.reach = .tls
        handshake.versions = TLSVersion.allCases.map { VersionFacts($0) }
        for index in handshake.versions.indices {
            handshake.versions[index].outcome = .refused
            handshake.versions[index].isComplete = true
        }
        handshake.accept(.tls12, 0xC02F)
        handshake.accept(.tls13, 0x1301)
        handshake.certificates = [.leaf(), .authority("Example CA", bits: 4096), .authority("Example Root", digest: "SHA1")]
        var path = CertificatePath()
        path.anchor = .system
        path.certificates = [0, 1, 2]
        var chain = PresentedChain()
        chain.count = 2
        chain.presented = [0, 1]
        chain.paths = [path]
        handshake.chains = [chain]
        return handshake
    }

    /// The same with something changed.
    func with(_ change: (inout Handshake) -> Void) -> Handshake {
        var changed = self
        change(&changed)
        return changed
    }

    mutating func accept(_ version: TLSVersion, _ suites: UInt16..., bits: Int? = nil) {
        for index in versions.indices where versions[index].version == version {
            versions[index].outcome = .accepted
            versions[index].suites = suites.map { SuiteFacts(number: $0, keyExchangeBits: bits) }
            versions[index].isComplete = true
        }
    }

    /// The only path ends in this problem.
    mutating func breakPath(_ number: Int, _ text: String) {
        chains[0].paths[0].anchor = .none
        chains[0].paths[0].certificates = [0, 1]
        chains[0].paths[0].problemNumber = number
        chains[0].paths[0].problem = text
    }
}

extension CertificateFacts {
    /// Of 90 days, 60 of which are left.
    static func leaf(_ name: String = "www.example.com", mark: Character = "a") -> CertificateFacts {
        var facts = CertificateFacts()
        facts.dnsNames = [name]
        facts.nameCount = 1
        facts.subject = "CN=\(name)"
        facts.fingerprint = String(repeating: mark, count: 64)
        facts.keyKind = .ec
        facts.keyBits = 256
        facts.curve = "prime256v1"
        facts.signature = "RSA-SHA256"
        facts.signatureDigest = "SHA256"
        facts.live(days: 90, left: 60)
        return facts
    }

    /// Of ten years, five of which are left.
    static func authority(_ name: String, bits: Int = 2048, digest: String = "SHA256") -> CertificateFacts {
        var facts = CertificateFacts()
        facts.subject = "O=Example\\, Inc.,CN=\(name)"
        facts.fingerprint = String((name + String(repeating: "0", count: 64)).filter(\.isHexDigit).lowercased().prefix(64))
        facts.isAuthority = true
        facts.keyKind = .rsa
        facts.keyBits = bits
        facts.signature = "RSA-\(digest)"
        facts.signatureDigest = digest
        facts.live(days: 3650, left: 1825)
        return facts
    }

    mutating func live(days: Int64, left: Int64) {
        notAfter = TLSHost.now + left * 86_400
        notBefore = notAfter - days * 86_400
    }
}

extension TLSHost {
    /// What one check says about one subject of a web server that answers like this.
    static func only(
        _ check: CheckID, _ handshake: Handshake, _ settings: String..., subject: String = "tcp/443 0.0.0.0"
    ) throws -> CheckResult {
        let results = try web(handshake).judge(settings).of(check).filter { $0.subject == subject }
        #expect(results.count == 1)
        return try #require(results.first)
    }
}
