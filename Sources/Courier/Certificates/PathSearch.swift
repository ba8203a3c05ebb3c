internal import ProbeKit

/// The ways from a leaf upwards: over presented certificates only, to every anchor that can be reached. RFC 4158 calls it path
/// building; here all paths are wanted, not the first that is good enough.
struct PathSearch {
    /// A way upwards, not judged yet.
    struct Path {
        let certificates: [Certificate]
        let anchor: CertificatePath.Anchor

        /// The moment from which it is no longer valid.
        var expiry: Int64 { certificates.map(\.notAfter).min() ?? 0 }
    }

    private let presented: [Certificate]
    private let anchors: Anchors
    private let deadline: Deadline
    private(set) var paths: [Path] = []
    /// Whether there may be more paths than were looked for.
    private(set) var isCut = false
    private var known: Set<[String]> = []
    private var steps = 0
    private var issuers: [String: [Certificate]] = [:]

    /// Cross-signed certificates multiply paths without end: so many are looked for, over so many certificates.
    static let pathLimit = 64
    private static let stepLimit = 4096

    /// - Parameter presented: none twice; the leaf first.
    init(_ presented: [Certificate], to anchors: Anchors, at time: Int64, until deadline: Deadline) {
        // Those that last longest are tried first, so that the best path is among the first even where there are too many.
        self.presented = presented.sorted { ($0.isCurrent(at: time) ? 1 : 0, $0.notAfter) > ($1.isCurrent(at: time) ? 1 : 0, $1.notAfter) }
        self.anchors = anchors
        self.deadline = deadline
        if let leaf = presented.first { extend([leaf]) }
    }

    /// Follows every way on from the last certificate of a path.
    private mutating func extend(_ path: [Certificate]) {
        guard let last = path.last, mayGoOn() else { return }
        let kind = anchors.kind(of: last)
        if kind != .none { add(path, kind) }
        if last.isSelfSigned {
            if kind == .none { add(path, .none) }
            return
        }
        let reached = anchors.issuers(of: last)
        for (anchor, kind) in reached { add(path + [anchor], kind) }
        let next = presentedIssuers(of: last).filter { issuer in !path.contains { $0 === issuer } }
        for issuer in next { extend(path + [issuer]) }
        if kind == .none, reached.isEmpty, next.isEmpty { add(path, .none) }
    }

    private mutating func mayGoOn() -> Bool {
        steps += 1
        if steps > Self.stepLimit || paths.count >= Self.pathLimit || deadline.hasPassed { isCut = true }
        return !isCut
    }

    private mutating func add(_ path: [Certificate], _ anchor: CertificatePath.Anchor) {
        guard paths.count < Self.pathLimit else {
            isCut = true
            return
        }
        if known.insert(path.map(\.fingerprint)).inserted { paths.append(Path(certificates: path, anchor: anchor)) }
    }

    private mutating func presentedIssuers(of certificate: Certificate) -> [Certificate] {
        if let found = issuers[certificate.fingerprint] { return found }
        let found = presented.filter { $0 !== certificate && certificate.names(asIssuer: $0) }
        issuers[certificate.fingerprint] = found
        return found
    }
}
