import Controls
import ProbeKit

/// The rules of `/etc/doas.conf`: doas.conf(5).
struct DoasRules {
    /// Grants of `permit` rules that no later `deny` takes back.
    private(set) var grants: [Grant] = []
    /// Lines with errors. doas refuses to work at all as long as there is one.
    private(set) var errors: [Int] = []

    private struct Word: Equatable {
        let text: [UInt8]
        let isPlain: Bool

        func isKeyword(_ keyword: String) -> Bool { isPlain && text.elementsEqual(keyword.utf8) }
    }

    init(parsing bytes: [UInt8], path: String) {
        var rest = bytes[...]
        var line = 1
        while !rest.isEmpty {
            let start = line
            guard let words = Self.line(&rest, number: &line) else {
                errors.append(start)
                continue
            }
            if words.isEmpty { continue }
            if !take(words, path: path, line: start) { errors.append(start) }
        }
    }

    /// The words of one logical line; nil for a quotation mark without its partner.
    private static func line(_ rest: inout ArraySlice<UInt8>, number: inout Int) -> [Word]? {
        var words: [Word] = []
        var text: [UInt8] = []
        var isOpen = false
        var isPlain = true
        var isQuoted = false
        func finish() {
            if isOpen { words.append(Word(text: text, isPlain: isPlain)) }
            text = []
            (isOpen, isPlain) = (false, true)
        }
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\n") {
                number += 1
                finish()
                return isQuoted ? nil : words
            }
            switch byte {
            case UInt8(ascii: "\\"):
                guard let next = rest.popFirst() else { return nil }
                if next == UInt8(ascii: "\n") {
                    number += 1
                    continue
                }
                text.append(next)
                (isOpen, isPlain) = (true, false)
            case UInt8(ascii: "\""):
                isQuoted.toggle()
                (isOpen, isPlain) = (true, false)
            case UInt8(ascii: "#") where !isQuoted && !isOpen: rest = rest.drop { $0 != UInt8(ascii: "\n") }
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "{"), UInt8(ascii: "}"):
                guard !isQuoted else {
                    text.append(byte)
                    continue
                }
                finish()
                if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") { words.append(Word(text: [byte], isPlain: true)) }
            default:
                text.append(byte)
                isOpen = true
            }
        }
        finish()
        return isQuoted ? nil : words
    }

    private mutating func take(_ words: [Word], path: String, line: Int) -> Bool {
        var rest = words[...]
        guard let action = rest.popFirst(), action.isKeyword("permit") || action.isKeyword("deny") else { return false }
        var remarks: [String] = []
        while let option = rest.first {
            if option.isKeyword("nopass") {
                remarks.append("nopass: no password is asked")
            } else if option.isKeyword("setenv") {
                rest = rest.dropFirst()
                guard rest.first?.isKeyword("{") == true, let end = rest.firstIndex(where: { $0.isKeyword("}") }) else { return false }
                rest = rest[end...]
            } else if !["persist", "keepenv", "nolog"].contains(where: option.isKeyword) {
                break
            }
            rest = rest.dropFirst()
        }
        guard let identity = rest.popFirst(), !identity.isKeyword("as"), !identity.isKeyword("cmd") else { return false }
        var grant = Grant()
        grant.principal = Self.principal(identity.text)
        grant.path = path
        grant.line = line
        grant.remarks = remarks
        guard let command = Self.rest(of: &rest, into: &grant) else { return false }
        add(grant, command: command, isPermit: action.isKeyword("permit"))
        return true
    }

    /// Reads `as target cmd command args …`; returns the command, empty for all; nil for a mistake.
    private static func rest(of rest: inout ArraySlice<Word>, into grant: inout Grant) -> [UInt8]? {
        grant.target = "ALL"
        grant.scope = "ALL"
        var command: [UInt8] = []
        if rest.first?.isKeyword("as") == true {
            rest = rest.dropFirst()
            guard let target = rest.popFirst() else { return nil }
            grant.target = Grant.word(Subject.escaping(target.text))
        }
        if rest.first?.isKeyword("cmd") == true {
            rest = rest.dropFirst()
            guard let name = rest.popFirst() else { return nil }
            command = name.text
            grant.scope = Grant.word(Subject.escaping(command))
            if rest.first?.isKeyword("args") == true {
                let arguments = rest.dropFirst().map { Subject.escaping($0.text) }
                grant.scope += arguments.isEmpty ? " \"\"" : " " + arguments.joined(separator: " ")
                rest = []
            }
        }
        grant.reachesRoot = ["ALL", "root", "0"].contains(grant.target)
        return rest.isEmpty ? command : nil
    }

    /// `:wheel` is a group, and digits are a number of an account or a group.
    private static func principal(_ identity: [UInt8]) -> String {
        let isGroup = identity.first == UInt8(ascii: ":")
        let name = isGroup ? identity[1...] : identity[...]
        if name.decimal != nil { return (isGroup ? "%#" : "#") + name.escaped }
        return isGroup ? "%" + Grant.word(name.escaped) : Grant.user(name.escaped)
    }

    /// The last rule that matches decides, so that a later `deny` takes back what it covers.
    private mutating func add(_ grant: Grant, command: [UInt8], isPermit: Bool) {
        guard isPermit else {
            grants.removeAll { given in
                given.principal == grant.principal && (grant.target == "ALL" || grant.target == given.target)
                    && (grant.scope == "ALL" || grant.scope == given.scope)
            }
            return
        }
        var grant = grant
        grant.breadth = command.isEmpty ? .all : CommandBreadth.of(command)
        grants.append(grant)
    }
}
