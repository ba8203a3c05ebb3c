import Controls
import ProbeKit

/// A key that lets somebody log in, without the key. Kept small, since a host may have fifty thousand of them.
struct AuthorizedKey: RecordedObject, Hashable, Sendable {
    var line = 0
    /// The type in the blob.
    var type = ""
    /// Size of the modulus of an RSA or DSA key.
    var bits: Int?
    /// SHA-256 of the blob.
    private var digest = SIMD32<UInt8>()
    /// The names of its options, with the values of `from` and `expiry-time`.
    var options: [String] = []
    /// SHA-256 of all options in hexadecimal; nil for none.
    var optionsDigest: String?

    init() {}

    init(_ key: AuthorizedKeyLine, line: Int, sha256: ([UInt8]) -> [UInt8]) {
        self.line = line
        type = key.key.sharedType
        bits = key.key.bits
        digest = Self.digest(sha256(key.blob))
        options = key.optionTexts
        if !key.options.isEmpty { optionsDigest = sha256(Array(key.options)).hexadecimal }
    }

    /// The word of `AllowKeyType=` for it; nil for an unknown type.
    var family: String? { SSHPublicKey.family(of: type) }

    /// `SHA256:` and base64 without padding, as ssh-keygen(1) prints it.
    var fingerprint: String { "SHA256:" + Base64.encode(digest.indices.map { digest[$0] }) }

    private static func digest(_ bytes: [UInt8]) -> SIMD32<UInt8> {
        var digest = SIMD32<UInt8>()
        for (place, byte) in zip(digest.indices, bytes) { digest[place] = byte }
        return digest
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        var fingerprint = form.isReading ? "" : fingerprint
        try form.field("bits", &bits)
        try form.field("fingerprint", &fingerprint)
        try form.field("line", &line)
        try form.field("options", &options)
        try form.field("options_digest", &optionsDigest)
        try form.field("type", &type)
        guard form.isReading else { return }
        guard let bytes = Base64.decode(Array(fingerprint.utf8.dropFirst(7))[...]) else {
            throw RecordProblem(text: "not a fingerprint: \(fingerprint)", offset: form.bytes.count)
        }
        digest = Self.digest(bytes)
    }
}

/// A file of keys for one account.
struct KeyFile: RecordedObject, Hashable, Sendable {
    /// The account, or ``everybody`` where the file counts for all of them.
    var account = ""
    /// Where it is not the usual file in the usual home.
    private var unusualPath: String?
    var keys: [AuthorizedKey] = []
    /// Why sshd does not take keys from here; nil if it does.
    var unusable: String?
    /// From which addresses sshd takes none, and why.
    var limits: [String] = []
    private var strayLines: Boxed<BadLines>?

    /// Stands for every account. No account of Linux has capitals only by the rules of useradd(8).
    static let everybody = "ALL"

    init() {}

    init(of account: String, at path: String) {
        self.account = account
        self.path = path
    }

    /// `/home/NAME/.ssh/authorized_keys` is made when it is asked for: most are there, and it would be kept for each.
    var path: String {
        get { unusualPath ?? usualPath }
        set { unusualPath = newValue == usualPath ? nil : newValue }
    }

    private var usualPath: String { "/home/\(account)/.ssh/authorized_keys" }

    var badLines: BadLines? {
        get { strayLines?.value }
        set { strayLines = newValue.map { Boxed($0) } }
    }

    /// One of its keys, as `ApprovedKey=` takes it.
    func subject(of key: AuthorizedKey) -> String { "\(Grant.word(account)) \(key.fingerprint)" }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("account", &account)
        try form.field("bad_lines", &badLines)
        try form.field("keys", &keys)
        try form.field("limits", &limits)
        try form.field("path", &path)
        try form.field("unusable", &unusable)
    }
}

/// A source of keys that no file of an account shows, such as `AuthorizedKeysCommand`.
struct KeySource: RecordedObject, Hashable, Sendable {
    /// The keyword.
    var name = ""
    var value = ""
    /// SHA-256 of the file that it names, in hexadecimal; nil where it names none, or where that cannot be read.
    var digest: String?
    /// Why there is no digest.
    var gap: String?
    var path = ""
    /// Nil for an option of the running daemon.
    var line: Int?

    init() {}

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("digest", &digest)
        try form.field("gap", &gap)
        try form.field("line", &line)
        try form.field("name", &name)
        try form.field("path", &path)
        try form.field("value", &value)
    }
}
