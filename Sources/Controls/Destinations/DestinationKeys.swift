/// The keys of a destination file, read one by one.
struct DestinationKeys {
    private var keys: Settings
    /// Nil where filters are not looked at: the courier knows neither probes nor controls.
    private let known: KnownNames?
    private var found: [ConfigurationProblem] = []
    let saysKind: Bool

    init(_ assignments: [Assignment], known: KnownNames?) {
        keys = Settings(assignments)
        self.known = known
        saysKind = keys.says("Kind")
    }

    var problems: [ConfigurationProblem] { found + keys.problems }

    mutating func kind() -> DestinationKind? { word("Kind", .destinationKind) }

    /// Reads every other key. What only some kinds have is a problem for the others.
    mutating func read(into destination: inout Destination, isKindKnown: Bool) {
        destination.lowestSeverity = word("Severity", .severity) ?? .low
        destination.probes = names("Probe", .probe, among: known?.probes)
        destination.controls = names("Control", .control, among: known?.controls)
        destination.criteria = criteria()
        destination.quietHours = last("QuietHours", expected: "hours such as 22:00-07:00") { QuietHours($0) }
        destination.isEscalation = keys.flag("Escalation", default: false)
        destination.isInternal = keys.flag("Internal", default: false)
        destination.credential = last("Credential", expected: Self.plainName) { $0.isFileName ? $0 : nil } ?? destination.name
        destination.isConfirmed = last("Confirm", expected: "response") { $0 == "response" ? true : nil } ?? false
        destination.format = word("Format", .format) ?? .standardWebhooks
        destination.caFile = last("CAFile", expected: "an absolute path without ..") { Self.path($0) }
        destination.pins = pins()
        destination.proxy = last("Proxy", expected: "http://, https:// or socks5h:// with a host and a port, without a password") {
            Self.proxy($0)
        }
        if isKindKnown { refuseWhatDoesNotFit(destination) }
    }

    private static let plainName = "a name of letters, digits and - _ . alone, 64 at most"

    private mutating func refuseWhatDoesNotFit(_ destination: Destination) {
        let kind = destination.kind
        if !kind.canConfirm { refuse("Confirm", kind, "only teams and matrix can be set up to confirm") }
        if kind != .webhook { refuse("Format", kind, "only webhook has several") }
        guard !kind.isRemote else { return }
        for key in ["Credential", "Internal", "CAFile", "Pin", "Proxy"] { refuse(key, kind, "the journal is no remote service") }
    }

    private mutating func refuse(_ key: String, _ kind: DestinationKind, _ why: String) {
        guard let said = keys.entries(key, expected: "text", parse: { $0 }).last else { return }
        keys.reject(key, said, expected: "no such key for Kind=\(kind.rawValue): \(why)")
    }

    /// The last word that is said for a key, out of an enumeration.
    private mutating func word<Word: RawRepresentable & CaseIterable>(_ key: String, _ kind: ConfigurationProblem.Kind) -> Word?
    where Word.RawValue == String {
        guard let said = keys.entries(key, expected: "a word", parse: { $0 }).last, let place = said.place else { return nil }
        if let word = Word(rawValue: said.value) { return word }
        found.append(.unknown(kind, said.value, at: place, known: Word.allCases.map(\.rawValue)))
        return nil
    }

    private mutating func names(_ key: String, _ kind: ConfigurationProblem.Kind, among known: [String]?) -> [String] {
        let words = keys.placedWords(key) ?? []
        for word in words {
            guard let known, !known.contains(word.value), let place = word.place else { continue }
            found.append(.unknown(kind, word.value, at: place, known: known))
        }
        return words.map(\.value)
    }

    private mutating func criteria() -> [Criterion] {
        (keys.placedWords("Criterion") ?? []).compactMap { word in
            if let criterion = Criterion(rawValue: word.value) { return criterion }
            guard let place = word.place else { return nil }
            found.append(.unknown(.criterion, word.value, at: place, known: Criterion.allCases.map(\.rawValue)))
            return nil
        }
    }

    /// Who pins one key alone shuts himself out on the day on which it changes.
    private mutating func pins() -> [String] {
        let expected = "sha256// and 44 characters of base64, the digest of a public key"
        let words = keys.placedWords("Pin") ?? []
        for word in words where !Self.isPin(word.value) { keys.reject("Pin", word, expected: expected) }
        if words.count == 1 { keys.reject("Pin", words[0], expected: "a second one beside it, of a key that is kept in reserve") }
        return words.map(\.value)
    }

    private static func isPin(_ text: String) -> Bool {
        let digest = text.dropFirst("sha256//".count).utf8
        let isLetter = { (byte: UInt8) in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2B || byte == 0x2F
        }
        return text.hasPrefix("sha256//") && digest.count == 44 && digest.last == UInt8(ascii: "=")
            && digest.dropLast().allSatisfy(isLetter)
    }

    private static func path(_ text: String) -> String? {
        let parts = text.split(separator: "/")
        return text.hasPrefix("/") && !parts.isEmpty && !parts.contains("..") ? text : nil
    }

    /// The rest of the address is for libcurl to read.
    private static func proxy(_ text: String) -> String? {
        let isKnown = ["http://", "https://", "socks5h://"].contains { text.hasPrefix($0) && text.utf8.count > $0.utf8.count }
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "@") }
        return isKnown && isPlain ? text : nil
    }

    /// The last value that is said for a key; nil where nothing is said, and where it does not fit, which is a problem.
    private mutating func last<Value>(_ key: String, expected: String, parse: (String) -> Value?) -> Value? {
        guard let said = keys.entries(key, expected: expected, parse: { $0 }).last else { return nil }
        let value = parse(said.value)
        if value == nil { keys.reject(key, said, expected: expected) }
        return value
    }
}

extension StringProtocol {
    /// Whether it can name a destination or a credential, and a file of it.
    var isFileName: Bool {
        let isPlain = utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ".")].contains(byte)
        }
        return isPlain && (1...64).contains(utf8.count) && utf8.first != UInt8(ascii: ".")
    }
}
