import Controls
import ProbeKit

/// A review of who may do what, as its file was found, without what somebody decided to keep.
struct AccessReview: RecordedObject, Hashable, Sendable {
    /// Why nothing is known of it.
    var gap: Unread?
    /// The first of what could not be looked at when it was prepared.
    var gaps: [String] = []
    var gapsCount = 0
    /// Whether anybody may sign.
    var hasSigners = false
    /// The host that it is about, escaped; empty where it does not say.
    var host = ""
    /// The first of those that the host has and it does not name.
    var later: [String] = []
    var laterCount = 0
    /// Seconds since 1970.
    var now: Int64 = 0
    /// The name of the host that was looked at, escaped; empty where it is not known.
    var observedHost = ""
    /// Escaped.
    var path = ""
    /// Seconds since 1970; nil where it does not say.
    var preparedAt: Int64?
    /// Nil where there is no file.
    var provenance: Provenance?
    /// Seconds since 1970; nil where it does not say.
    var reviewedAt: Int64?
    /// The first and the last moment of the day, wherever on earth it was.
    var reviewedFrom: Int64?
    var reviewedUntil: Int64?
    var reviewer = ""
    /// What is to be taken away.
    var revoked: [String] = []
    /// Nil where there is no signature, and nobody waits for one.
    var seal: Seal?
    /// How many subjects it names.
    var subjects = 0
    /// The first of those that nobody decided on.
    var undecided: [String] = []
    var undecidedCount = 0
    /// Whether its subjects are those that it was prepared with.
    var isWhole = false

    /// How many subjects are named.
    static let named = 5
    /// How many are kept of those that it does not name.
    private static let kept = 1000

    init() {}

    init(at path: HostPath, on host: Host, of evidence: AccountDriftEvidence, _ settings: AccountDriftSettings) {
        self.path = path.escaped
        now = host.now.seconds
        hasSigners = !host.keyring.signers.all.isEmpty
        observedHost = Self.name(of: host)
        do throws(ReadFailure) {
            gap = try RecordTrust.gap(of: path, in: host.files)
            guard gap == nil, let (file, seal) = try host.sealedContents(of: path, within: .accounts) else { return }
            self.seal = seal
            provenance = Provenance(file, digest: host.sha256(file.bytes))
            do throws(AccessReviewFile.Problem) {
                take(try AccessReviewFile(parsing: file.bytes), host, evidence, settings)
            } catch { gap = Unread(self.path, .parseError, error.text, line: error.line) }
        } catch { gap = Unread(error) }
    }

    /// The name of a host, escaped; empty where nothing says it.
    static func name(of host: Host) -> String { GrantSources.hostNames(host).all.first.map { Subject.escaping($0) } ?? "" }

    private mutating func take(
        _ file: AccessReviewFile, _ host: Host, _ evidence: AccountDriftEvidence, _ settings: AccountDriftSettings
    ) {
        self.host = file.host
        preparedAt = file.preparedAt?.seconds
        reviewedAt = file.reviewedAt?.moment.seconds
        reviewedFrom = file.reviewedAt?.earliest.seconds
        reviewedUntil = file.reviewedAt?.latest.seconds
        reviewer = file.reviewer
        subjects = file.subjects.count
        revoked = file.revoked.map(\.shownSubject)
        undecidedCount = file.undecided.count
        undecided = file.undecided.prefix(Self.named).map(\.shownSubject)
        gapsCount = file.gaps.count
        gaps = file.gaps.prefix(Self.named).map(\.shownSubject)
        isWhole = file.scope == AccessSubjects.digest(of: file.subjects, gaps: file.gaps, host.sha256)
        let strangers = Set(AccessSubjects.all(in: evidence, settings).filter { !file.subjects.holds($0.utf8) })
        laterCount = strangers.count
        later = Array(strangers.sorted().prefix(Self.kept))
    }

    /// The file as something that people are accountable for; nil where it could not be read.
    var document: Document? {
        guard let provenance, let digest = provenance.digest else { return gap == nil ? Document(.accessReview, path, nil) : nil }
        return Document(
            .accessReview, path, Document.Content(bytes: provenance.size, digest: digest), signature: seal?.signature)
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("gap", &gap)
        try form.field("gaps", &gaps)
        try form.field("gaps_count", &gapsCount)
        try form.field("has_signers", &hasSigners)
        try form.field("host", &host)
        try form.field("later", &later)
        try form.field("later_count", &laterCount)
        try form.field("now", &now)
        try form.field("observed_host", &observedHost)
        try form.field("path", &path)
        try form.field("prepared_at", &preparedAt)
        try form.field("provenance", &provenance)
        try form.field("reviewed_at", &reviewedAt)
        try form.field("reviewed_from", &reviewedFrom)
        try form.field("reviewed_until", &reviewedUntil)
        try form.field("reviewer", &reviewer)
        try form.field("revoked", &revoked)
        try form.field("seal", &seal)
        try form.field("subjects", &subjects)
        try form.field("undecided", &undecided)
        try form.field("undecided_count", &undecidedCount)
        try form.field("whole", &isWhole)
    }
}

extension ArraySlice<UInt8> {
    /// A subject of a sheet, which is escaped already; what is not text in it would not be.
    fileprivate var shownSubject: String { String(validating: self, as: UTF8.self) ?? escaped }
}
