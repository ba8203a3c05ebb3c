import ProbeKit

/// The control field of a PAM line: a keyword or a table of answers and actions, as pam.conf(5) describes them.
struct PamControl: Recorded, Hashable, Sendable {
    /// The field as it stands in the file, with spaces for white space; `default=bad` where it cannot be read.
    private(set) var text = "default=bad"
    /// The action for each ``PamReturn``.
    private(set) var actions = [PamAction](repeating: .bad, count: PamReturn.allCases.count)

    /// A control that lets nothing succeed.
    init() {}

    /// Reads a keyword, whatever its case, or the inside of brackets. libpam takes a table that it cannot read as all `bad`.
    init(parsing field: ArraySlice<UInt8>) {
        guard let table = Self.keyword(field) ?? Self.table(field) else { return }
        actions = table
        // In evidence a tab would be written as an escape, and not read back as white space.
        text = field.map { Self.isSpace($0) ? UInt8(ascii: " ") : $0 }[...].escaped
    }

    func action(for answer: PamReturn) -> PamAction { actions[answer.rawValue] }

    mutating func record(in form: inout RecordForm) throws(RecordProblem) {
        try text.record(in: &form)
        self = PamControl(parsing: Array(text.utf8)[...])
    }

    private static func keyword(_ field: ArraySlice<UInt8>) -> [PamAction]? {
        switch field.smallText {
        case "required": table(success: .ok, ignore: .ignore, otherwise: .bad)
        case "requisite": table(success: .ok, ignore: .ignore, otherwise: .die)
        case "sufficient": table(success: .done, ignore: .ignore, otherwise: .ignore)
        case "optional": table(success: .ok, ignore: .ignore, otherwise: .ignore)
        default: nil
        }
    }

    private static func table(success: PamAction, ignore: PamAction, otherwise: PamAction) -> [PamAction] {
        PamReturn.allCases.map { answer in
            switch answer {
            case .success, .newTokenRequired: success
            case .ignore: ignore
            default: otherwise
            }
        }
    }

    /// Reads `success=1 default=ignore`; nil for anything that libpam refuses.
    private static func table(_ field: ArraySlice<UInt8>) -> [PamAction]? {
        var table = [PamAction?](repeating: nil, count: PamReturn.allCases.count)
        var rest = field.drop(while: isSpace)
        while !rest.isEmpty {
            guard let name = (PamReturn.names + ["default"]).first(where: { rest.starts(with: $0.utf8) }) else { return nil }
            rest = rest.dropFirst(name.utf8.count).drop(while: isSpace)
            guard rest.first == UInt8(ascii: "=") else { return nil }
            rest = rest.dropFirst().drop(while: isSpace)
            guard let action = takeAction(&rest) else { return nil }
            if let index = PamReturn.names.firstIndex(of: name) {
                table[index] = action
            } else {
                table = table.map { $0 ?? action }
            }
            rest = rest.drop(while: isSpace)
        }
        return table.map { $0 ?? .bad }
    }

    private static func takeAction(_ rest: inout ArraySlice<UInt8>) -> PamAction? {
        for (name, action) in actionNames where rest.starts(with: name.utf8) {
            rest = rest.dropFirst(name.utf8.count)
            return action
        }
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        rest = rest[digits.endIndex...]
        let isOverlong = digits.count > 9
        guard let count = isOverlong ? 999_999_999 : digits.decimal, count > 0 else { return nil }
        return .jump(count)
    }

    private static let actionNames: [(String, PamAction)] = [
        ("ignore", .ignore), ("ok", .ok), ("done", .done), ("bad", .bad), ("die", .die), ("reset", .reset),
    ]

    private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte) }
}

extension ArraySlice<UInt8> {
    /// The bytes as text with ASCII capitals made small, escaped.
    var smallText: String { lowercased[...].escaped }
}
