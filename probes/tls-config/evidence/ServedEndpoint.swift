import Controls
import ProbeKit

/// One thing that a client can connect to, with one name that it sends or none: at every address by which it was asked.
struct ServedEndpoint: RecordedObject, Hashable, Sendable {
    /// Every address that was asked, sorted.
    var contacts: [TLSContact] = []
    /// The name that clients look for in the certificate; nil where nobody said one.
    var declaredName: String?
    /// The files whose first certificates it is to show; several where it has several names or kinds of keys.
    var deployed: [DeployedCertificate] = []
    /// The line that says ``declaredName``, or that declares the endpoint.
    var file: String?
    var line: Int?
    /// The host as people write it: `[::]`, `192.0.2.1`, `www.example.com`.
    var host = ""
    /// Whether `Endpoint=` names it.
    var isDeclared = false
    /// Who holds the listener, for finding its configuration; nil for a host elsewhere, and where that is not known.
    var owner: ListenerOwner?
    /// Further owners of the same address and port: each connection may reach another one (SO_REUSEPORT, several devices).
    var otherOwners: [ListenerOwner] = []
    var port: UInt16 = 0
    var serverName: String?
    var startTLS: StartTLS?
    /// Why there is no address to ask.
    var unresolved: Unread?

    init() {}

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("contacts", &contacts)
        try form.field("declared", &isDeclared)
        try form.field("declared_name", &declaredName)
        try form.field("deployed", &deployed)
        try form.field("file", &file)
        try form.field("host", &host)
        try form.field("line", &line)
        try form.field("other_owners", &otherOwners)
        try form.field("owner", &owner)
        try form.field("port", &port)
        try form.field("server_name", &serverName)
        try form.word("starttls", &startTLS)
        try form.field("unresolved", &unresolved)
    }

    /// `tcp/443 [::] sni=www.example.com`; with `starttls=` where the port does not say it, and with `name=` where clients look for
    /// another name than they send.
    var subject: String {
        var words = ["tcp/\(port)", host]
        if startTLS != KnownTLSPorts.startTLS[port] { words.append("starttls=\(startTLS?.rawValue ?? "none")") }
        if let serverName { words.append("sni=\(serverName)") }
        if let declaredName, declaredName != serverName { words.append("name=\(declaredName)") }
        return words.joined(separator: " ")
    }

    /// Everybody who holds the listener.
    var owners: [ListenerOwner] { [owner].compactMap(\.self) + otherOwners }

    /// Takes over what is known about the same endpoint from elsewhere: who holds it, where it is asked, and what it is to show.
    mutating func merge(_ other: ServedEndpoint) {
        add(owners: other.owners)
        contacts += other.contacts.filter { !contacts.contains($0) }
        contacts.sort { ($0.address, $0.port) < ($1.address, $1.port) }
        deployed += other.deployed.filter { !deployed.contains($0) }
    }

    mutating func add(owners added: [ListenerOwner]) {
        let all = added.reduce(into: owners) { all, owner in if !all.contains(owner) { all.append(owner) } }
        owner = all.first
        otherOwners = Array(all.dropFirst())
    }

    /// Lines of the servers that may answer it, none twice, and without the one that is its ``place``.
    func lines(_ line: (DeployedCertificate) -> Source?) -> [Source] {
        var seen = Set([place].compactMap(\.self))
        return Array(deployed.compactMap(line).filter { seen.insert($0).inserted }.prefix(Self.mostLines))
    }

    /// Somebody who sends no name may meet any of very many servers.
    private static let mostLines = 8

    /// The files of certificates that are shown just as they lie there.
    func sources(showing certificates: [CertificateFacts]) -> [Source] {
        let shown = Set(certificates.map(\.fingerprint))
        return deployed.filter { $0.file.fingerprint.map(shown.contains) ?? false }.map { Source($0.file.path) }
    }

    /// The same for all leaves.
    var sourcesOfLeaves: [Source] { sources(showing: contacts.compactMap(\.handshake).flatMap(\.shown).map(\.leaf)) }

    /// The line of a configuration that speaks of it.
    var place: Source? { file.map { Source($0, line: line) } }
}
