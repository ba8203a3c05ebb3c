/// The name of a service or a timer, as systemd.unit(5) allows it.
struct UnitName: Hashable, CustomStringConvertible {
    enum Kind: String {
        case service, timer
    }

    let description: String
    let kind: Kind

    /// A name without one of the endings that units have is one of a service. Nil for what is no name, and for a unit of another kind.
    init?(_ text: String) {
        let ending = text.utf8.lastIndex(of: UInt8(ascii: ".")).map { String(text[text.utf8.index(after: $0)...]) }
        if let kind = ending.flatMap(Kind.init(rawValue:)) {
            self.kind = kind
            description = text
        } else if let ending, Self.otherKinds.contains(ending) {
            return nil
        } else {
            kind = .service
            description = text + ".service"
        }
        guard Self.isAllowed(Array(description.utf8.dropLast(kind.rawValue.utf8.count + 1))), description.utf8.count <= Self.limit else {
            return nil
        }
    }

    /// The timer that starts this service where nothing else is said: systemd.timer(5).
    var usualTimer: String { String(description.dropLast(kind.rawValue.count)) + Kind.timer.rawValue }

    /// UNIT_NAME_MAX of systemd, without its NUL.
    private static let limit = 255
    private static let otherKinds: Set = ["socket", "device", "mount", "automount", "swap", "target", "path", "slice", "scope"]
    private static let marks = Set(":-_.\\@".utf8)

    /// Whether a name without its ending may be one. `@` stands before the instance of a template; a template alone is no unit.
    private static func isAllowed(_ bytes: [UInt8]) -> Bool {
        let at = UInt8(ascii: "@")
        guard !bytes.isEmpty, bytes.first != at, bytes.last != at else { return false }
        return bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
            default: marks.contains(byte)
            }
        }
    }
}
