import Controls
import ProbeKit

/// A key that lets somebody log in, without the key.
struct AuthorizedKey: RecordedObject, Hashable, Sendable {
    var line = 0
    /// The type in the blob.
    var type = ""
    /// The word of `AllowKeyType=` for it; nil for an unknown type.
    var family: String?
    /// Size of the modulus of an RSA or DSA key.
    var bits: Int?
    /// `SHA256:` and base64 without padding, as ssh-keygen(1) prints it.
    var fingerprint = ""
    /// The names of its options, with the values of `from` and `expiry-time`.
    var options: [String] = []
    /// SHA-256 of all options in hexadecimal; nil for none.
    var optionsDigest: String?

    init() {}

    init(_ key: AuthorizedKeyLine, line: Int, sha256: ([UInt8]) -> [UInt8]) {
        self.line = line
        type = key.key.type
        family = key.key.family
        bits = key.key.bits
        fingerprint = "SHA256:" + Base64.encode(sha256(key.blob))
        options = key.optionTexts
        if !key.options.isEmpty { optionsDigest = sha256(Array(key.options)).hexadecimal }
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("bits", &bits)
        try form.field("family", &family)
        try form.field("fingerprint", &fingerprint)
        try form.field("line", &line)
        try form.field("options", &options)
        try form.field("options_digest", &optionsDigest)
        try form.field("type", &type)
    }
}

/// A file of keys for one account.
struct KeyFile: RecordedObject, Hashable, Sendable {
    /// The account, or ``everybody`` where the file counts for all of them.
    var account = ""
    var path = ""
    var keys: [AuthorizedKey] = []
    /// Why sshd does not take keys from here; nil if it does.
    var unusable: String?
    /// From which addresses sshd takes none, and why.
    var limits: [String] = []
    var badLines: BadLines?

    /// Stands for every account. No account of Linux has capitals only by the rules of useradd(8).
    static let everybody = "ALL"

    init() {}

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
    var path = ""
    /// Nil for an option of the running daemon.
    var line: Int?

    init() {}

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("digest", &digest)
        try form.field("line", &line)
        try form.field("name", &name)
        try form.field("path", &path)
        try form.field("value", &value)
    }
}
