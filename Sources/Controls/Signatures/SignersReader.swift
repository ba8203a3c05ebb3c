/// Reads the `Signer=` lines of `[Keys]`: `NAME ssh-ed25519 AAAA… [comment]`, a name before what the `.pub` file of a key says.
struct SignersReader {
    private var found: [(signer: Signer, place: Place)] = []
    private(set) var problems: [ConfigurationProblem] = []

    init(_ lines: [Settings.Placed<String>]) {
        for line in lines {
            guard let place = line.place else { continue }
            do throws(Refusal) { take(try Self.signer(line.value), at: place) } catch {
                problems.append(.badValue(key: "Signer", value: line.value, at: place, expected: error.expected))
            }
        }
    }

    var signers: Signers { Signers(found.map(\.signer)) }

    private struct Refusal: Error {
        let expected: String
    }

    private static func signer(_ line: String) throws(Refusal) -> Signer {
        let words = line.split { $0 == " " || $0 == "\t" }
        guard words.count >= 3, words[0].unicodeScalars.count <= 100 else {
            throw Refusal(expected: "a name without spaces, then what the .pub file says: bob \(PersonalKey.type) AAAA…")
        }
        guard words[1] == PersonalKey.type else {
            throw Refusal(expected: "a key of type \(PersonalKey.type) behind the name; `ssh-keygen -t ed25519` makes one")
        }
        guard let blob = Base64.decodePadded(words[2].utf8), let key = try? PersonalKey(blob: blob) else {
            throw Refusal(expected: "the whole key behind its type, as the .pub file has it")
        }
        return Signer(name: String(words[0]), key: key)
    }

    /// One key belongs to one person: a signature says who it was. A person may have several, the old one beside the new one.
    private mutating func take(_ signer: Signer, at place: Place) {
        if let first = found.first(where: { $0.signer.key == signer.key && $0.signer != signer }) {
            let wayOut = "there it belongs to \(first.signer.name), and a key belongs to one person"
            problems.append(.repeated(.signingKey, signer.name, at: place, first: first.place, wayOut: wayOut))
        } else {
            found.append((signer, place))
        }
    }
}

extension String {
    /// A name as far as it tells people apart: without case, spaces and what cannot be seen.
    var person: String {
        let seen = unicodeScalars.filter { !$0.properties.isWhitespace && !$0.properties.isDefaultIgnorableCodePoint }
        return String(String.UnicodeScalarView(seen)).lowercased()
    }
}
