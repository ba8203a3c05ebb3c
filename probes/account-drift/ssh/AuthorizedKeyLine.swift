import Controls
import ProbeKit

/// One line of an authorized_keys file: sshd(8), "AUTHORIZED_KEYS FILE FORMAT".
struct AuthorizedKeyLine: Hashable, Sendable {
    let key: SSHPublicKey
    let blob: [UInt8]
    /// The options as they stand there; empty for none.
    let options: ArraySlice<UInt8>

    /// Reads a line that is neither empty nor a comment; nil if it holds no key.
    init?(parsing line: ArraySlice<UInt8>) {
        let text = line.last == UInt8(ascii: "\r") ? line.dropLast().trimmed : line.trimmed
        if let found = Self.key(at: text) {
            (key, blob) = found
            options = []
            return
        }
        let end = Self.optionsEnd(text)
        guard end < text.endIndex, let found = Self.key(at: text[end...].trimmed) else { return nil }
        (key, blob) = found
        options = text[..<end]
    }

    /// A type and a blob of that very type, as sshd demands.
    private static func key(at text: ArraySlice<UInt8>) -> (SSHPublicKey, [UInt8])? {
        let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        let type = text.prefix { !isBlank($0) }
        guard type.count < 100 else { return nil }
        let encoded = text[type.endIndex...].drop(while: isBlank).prefix { !isBlank($0) }
        guard encoded.count >= 16, let blob = Base64.decode(encoded), let key = SSHPublicKey(blob: blob),
            type.elementsEqual(key.type.utf8)
        else { return nil }
        return (key, blob)
    }

    /// Where the first blank outside quotation marks stands.
    private static func optionsEnd(_ text: ArraySlice<UInt8>) -> Int {
        var isQuoted = false
        var place = text.startIndex
        while place < text.endIndex {
            let byte = text[place]
            if byte == UInt8(ascii: "\\"), place + 1 < text.endIndex, text[place + 1] == UInt8(ascii: "\"") {
                place += 1
            } else if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if !isQuoted, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") {
                return place
            }
            place += 1
        }
        return place
    }

    /// The names of the options in small letters, and the values of those that say where, until when and for what a key counts.
    var optionTexts: [String] {
        var texts: [String] = []
        var isQuoted = false
        var start = options.startIndex
        for place in options.indices {
            if options[place] == UInt8(ascii: "\""), place == options.startIndex || options[place - 1] != UInt8(ascii: "\\") {
                isQuoted.toggle()
            } else if options[place] == UInt8(ascii: ","), !isQuoted {
                texts.append(Self.optionText(options[start..<place]))
                start = place + 1
            }
        }
        return options.isEmpty ? [] : texts + [Self.optionText(options[start...])]
    }

    private static func optionText(_ option: ArraySlice<UInt8>) -> String {
        let name = option.prefix { $0 != UInt8(ascii: "=") }.lowercased
        let isTold = name.elementsEqual("from".utf8) || name.elementsEqual("expiry-time".utf8)
        let value = option.dropFirst(name.count).prefix(200).filter { $0 != UInt8(ascii: "\"") }
        return Subject.escaping(name.prefix(40) + (isTold ? value : []))
    }
}
