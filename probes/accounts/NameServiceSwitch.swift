import ProbeKit

/// Where accounts and groups come from, as `/etc/nsswitch.conf` says: nsswitch.conf(5).
struct NameServiceSwitch: Hashable, Sendable {
    /// One database with its services, in the order in which they are asked.
    private struct Database: Hashable, Sendable {
        var services: [NameService]
        var line: Int
    }

    private var databases: [String: Database] = [:]
    /// Lines with nothing after a first word: their numbers.
    private(set) var malformed: [Int] = []

    /// No file: every database has its default.
    init() {}

    /// Reads the file as glibc does. `#` ends a line anywhere, the colon may be left out, actions in brackets are passed over,
    /// and of two lines of one database the last is in force.
    init(parsing bytes: [UInt8]) {
        for (number, line) in ByteLines(bytes) {
            let text = line.prefix { $0 != UInt8(ascii: "#") }.drop(while: Self.isSpace)
            if text.isEmpty { continue }
            let name = text.prefix { !Self.isSpace($0) && $0 != UInt8(ascii: ":") }
            guard !name.isEmpty, name.endIndex < text.endIndex else {
                malformed.append(number)
                continue
            }
            let services = Self.services(in: text[(name.endIndex + 1)...], line: number)
            databases[name.escaped] = Database(services: services, line: number)
        }
    }

    /// The services of a database such as `passwd` or `sudoers`. Without a line: `files`, which is what glibc takes since
    /// 2.32 and what sudo takes; older builds of glibc with NIS take `compat`, which reads the same file.
    func services(of database: String) -> [NameService] {
        databases[database]?.services ?? [NameService(name: "files")]
    }

    /// The line in force for a database; nil where its default is.
    func line(of database: String) -> Int? { databases[database]?.line }

    private static func services(in text: ArraySlice<UInt8>, line: Int) -> [NameService] {
        var services: [NameService] = []
        var rest = text
        while let first = rest.first {
            if isSpace(first) {
                rest = rest.dropFirst()
            } else if first == UInt8(ascii: "[") {
                rest = rest.drop { $0 != UInt8(ascii: "]") }.dropFirst()
            } else {
                let name = rest.prefix { !isSpace($0) && $0 != UInt8(ascii: "[") }
                if !isStray(name) { services.append(NameService(name: name.escaped, line: line)) }
                rest = rest[name.endIndex...]
            }
        }
        return services
    }

    /// A colon after a blank, or a backslash at the end of a line, which glibc does not continue: it finds no module of that
    /// name, and asks the next service.
    private static func isStray(_ name: ArraySlice<UInt8>) -> Bool {
        name.allSatisfy { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "\\") }
    }

    /// White space as isspace(3) has it.
    private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte) }
}

/// One source of accounts or groups.
struct NameService: RecordedObject, Hashable, Sendable {
    /// How far its entries can be listed from files of the host.
    enum Reach: Hashable, Sendable {
        /// `files`: the file is the whole of it.
        case file
        /// `compat`: the file, and what its `+` and `-` lines bring in.
        case compat
        /// `systemd`: JSON records below ``NameService/recordDirectories``, and the users of running units.
        case systemd
        /// A directory service, or a source that is not known: it cannot be listed from files.
        case elsewhere
    }

    /// The name as it stands in the file, escaped.
    var name = ""
    /// From 1; nil for a default.
    var line: Int?

    init() {}

    init(name: String, line: Int? = nil) {
        self.name = name
        self.line = line
    }

    var reach: Reach {
        switch name {
        case "files": .file
        case "compat": .compat
        case "systemd": .systemd
        default: .elsewhere
        }
    }

    /// Where records of nss-systemd(8) lie: names that end in `.user` and `.group`, and `.identity` for home areas.
    static let recordDirectories: [HostPath] = [
        "/etc/userdb", "/run/userdb", "/run/host/userdb", "/usr/local/lib/userdb", "/usr/lib/userdb", "/var/lib/systemd/home",
    ]

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("line", &line)
        try form.field("name", &name)
    }
}
