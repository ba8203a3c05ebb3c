import ProbeKit

/// The entries of `/etc/shadow`, as shadow(5) describes them, without any hash.
struct Shadow: Hashable, Sendable {
    var entries: [ShadowEntry] = []
    /// Lines that are no entry: their numbers, without their text.
    var malformed: [Int] = []

    init() {}

    init(parsing bytes: [UInt8]) {
        for (number, text) in ByteLines(bytes) {
            let line = text.accountLine
            if line.isEmpty { continue }
            guard let entry = ShadowEntry(parsing: line, number: number) else {
                malformed.append(number)
                continue
            }
            entries.append(entry)
        }
    }
}

/// One line of `/etc/shadow`. Days count from 1970-01-01; an empty field is nil.
struct ShadowEntry: RecordedObject, Hashable, Sendable {
    /// The name, escaped.
    var name = ""
    var password = StoredPassword()
    /// Field 3: day of the last change; 0 asks for a change at the next login.
    var lastChange: Int?
    /// Field 5: days after which the password must be changed.
    var maximumAge: Int?
    /// Field 7: days after expiry of the password until it stops working.
    var inactive: Int?
    /// Field 8: day on which the account ends.
    var expires: Int?
    var line = 0

    init() {}

    /// Reads nine fields; nil where there are fewer, or where a field that counts days is neither empty nor a number.
    init?(parsing line: ArraySlice<UInt8>, number: Int) {
        var fields = FieldReader(line)
        guard let name = fields.next(), !name.isEmpty, let password = fields.next() else { return nil }
        var days: [Int?] = []
        while days.count < 6 {
            guard let field = fields.next(), let day = Self.days(field) else { return nil }
            days.append(day)
        }
        guard fields.next() != nil else { return nil }
        self.name = name.escaped
        self.password = StoredPassword(password)
        lastChange = days[0]
        maximumAge = days[2]
        inactive = days[4]
        expires = days[5]
        self.line = number
    }

    /// A number of days, which may be negative; nil inside for an empty field; nil for anything else.
    private static func days(_ field: ArraySlice<UInt8>) -> Int?? {
        if field.isEmpty { return .some(nil) }
        if field.first == UInt8(ascii: "-") { return field.dropFirst().decimal.map { .some(-$0) } }
        return field.decimal.map { .some($0) }
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("expires", &expires)
        try form.field("inactive", &inactive)
        try form.field("last_change", &lastChange)
        try form.field("line", &line)
        try form.field("maximum_age", &maximumAge)
        try form.field("name", &name)
        try form.field("password", &password)
    }
}
