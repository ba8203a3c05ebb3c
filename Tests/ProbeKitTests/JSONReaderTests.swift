import Foundation
import ProbeKit
import Testing

/// JSON of other programs, read by ourselves and by Foundation.
struct JSONReaderTests {
    /// A value with everything in it, or the problem.
    private indirect enum Value: Equatable {
        case object([String: Value])
        case array([Value])
        case string(String)
        /// As written.
        case number(Int64?)
        case boolean(Bool)
        case null

        init(_ reader: inout JSONReader) throws(JSONProblem) {
            switch try reader.kind() {
            case .object:
                var members: [String: Value] = [:]
                try reader.object { reader, key throws(JSONProblem) in members[key] = try Value(&reader) }
                self = .object(members)
            case .array:
                var elements: [Value] = []
                try reader.array { reader throws(JSONProblem) in elements.append(try Value(&reader)) }
                self = .array(elements)
            case .string: self = .string(try reader.string())
            case .number: self = .number(try reader.integerIfAny())
            case .boolean: self = .boolean(try reader.boolean())
            case .null:
                try reader.skip()
                self = .null
            }
        }

        /// Whether Foundation read the same. Numbers that are no whole ones of 64 bits are numbers, and no more is known of them.
        func isWhatFoundationRead(_ any: Any) -> Bool {
            switch self {
            case .object(let members):
                guard let others = any as? [String: Any], others.count == members.count else { return false }
                return members.allSatisfy { key, value in others[key].map { value.isWhatFoundationRead($0) } ?? false }
            case .array(let elements):
                guard let others = any as? [Any], others.count == elements.count else { return false }
                return zip(elements, others).allSatisfy { $0.isWhatFoundationRead($1) }
            case .string(let text): return any as? String == text
            case .number(let number): return number.map { Int64("\(any)") == $0 } ?? (any is NSNumber)
            case .boolean(let truth): return any as? Bool == truth
            case .null: return any is NSNull
            }
        }
    }

    private func read(_ text: String) throws(JSONProblem) -> Value { try read(Array(text.utf8)) }

    private func read(_ bytes: [UInt8]) throws(JSONProblem) -> Value {
        var reader = JSONReader(bytes)
        let value = try Value(&reader)
        try reader.end()
        return value
    }

    /// Whether the text passes when nothing of it is kept.
    private func isSkipped(_ bytes: [UInt8]) -> Bool {
        var reader = JSONReader(bytes)
        return (try? reader.skip()) != nil && (try? reader.end()) != nil
    }

    private let sample = #"{"a":[1,-2,0,3.5e-2,{"b":null}],"c":"x\"\\\/\b\f\n\r\té😀é😀","d":true,"e":false,"":{}}"#

    @Test func `every kind of value is read`() throws {
        let expected = Value.object([
            "a": .array([.number(1), .number(-2), .number(0), .number(nil), .object(["b": .null])]),
            "c": .string("x\"\\/\u{8}\u{C}\n\r\té😀é😀"), "d": .boolean(true), "e": .boolean(false), "": .object([:]),
        ])
        #expect(try read(sample) == expected)
        #expect(isSkipped(Array(sample.utf8)))
        #expect(try read(" [ ]\r\n\t") == .array([]))
    }

    @Test(arguments: [
        "", " ", "{", "[", "[1", "[1,", "[1,]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{1:2}", "[1 2]", "[1]x", "tru", "truex",
        "nul", "+1",
        "01", "-", "-01", "1.", ".5", "1e", "1e+", "0x10", "NaN", "Infinity", "\"", "\"a", "\"\\", "\"\\u12", "\"\\u12g4\"", "\"\\x\"",
        #""\ud800""#, #""\ud800A""#, #""\udc00""#, "\"a\nb\"", "\u{FEFF}1", "// c\n1", "[1]]", "'a'", "\u{0}",
    ])
    func `what is no JSON is refused, kept or passed over`(text: String) {
        #expect(throws: JSONProblem.self) { try read(text) }
        #expect(!isSkipped(Array(text.utf8)))
    }

    @Test func `bytes that are no UTF-8 are refused in strings, and replaced in messages`() throws {
        let bytes: [UInt8] = [0x22, 0x61, 0xC3, 0x28, 0x22]
        #expect(throws: JSONProblem.self) { try read(bytes) }
        var reader = JSONReader(bytes)
        #expect(try reader.repairedString() == "a\u{FFFD}(")
        try reader.end()
        var controls = JSONReader([0x22, 0x01, 0x0A, 0x5C, 0x6E, 0x00, 0x22])
        #expect(try controls.repairedString() == "\u{1}\n\n\u{0}")
    }

    @Test func `no depth exhausts the stack`() throws {
        let nested = { (depth: Int) in String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        _ = try read(nested(64))
        #expect(throws: JSONProblem.self) { try read(nested(65)) }
        #expect(!isSkipped(Array(String(repeating: "[", count: 1_000_000).utf8)))
        #expect(!isSkipped(Array(String(repeating: "{\"\":", count: 1_000_000).utf8)))
    }

    @Test(
        arguments: [
            ("9223372036854775807", Int64.max), ("-9223372036854775808", .min), ("9223372036854775808", nil), ("1e3", nil), ("1.0", nil),
            ("-0", 0), (String(repeating: "9", count: 5000), nil),
        ] as [(String, Int64?)])
    func `only whole numbers of 64 bits are numbers`(text: String, number: Int64?) throws {
        var reader = JSONReader(Array(text.utf8))
        #expect(try reader.integerIfAny() == number)
        try reader.end()
        reader = JSONReader(Array(text.utf8))
        #expect((try? reader.integer()) == number)
    }

    @Test func `a key that stands twice is seen twice`() throws {
        var reader = JSONReader(Array(#"{"a":1,"b":2,"a":3}"#.utf8))
        var seen: [String] = []
        try reader.object { reader, key throws(JSONProblem) in
            seen.append(key)
            try reader.skip()
        }
        #expect(seen == ["a", "b", "a"])
    }

    @Test func `a problem names its line and byte`() {
        #expect { try read("[\n1,\nx]") } throws: { ($0 as? JSONProblem)?.line == 3 && ($0 as? JSONProblem)?.offset == 5 }
    }

    @Test func `no beginning of an object passes for the whole`() {
        let bytes = Array(sample.utf8)
        for length in bytes.indices { #expect(!isSkipped(Array(bytes[..<length]))) }
    }

    @Test func `Foundation reads the same from a thousand mutated texts, where it reads at all`() throws {
        var random = Mutations(state: 20_261_122)
        var read = 0
        for _ in 0..<1000 {
            let bytes = random.mutated(Array(sample.utf8))
            let ours = try? self.read(bytes)
            #expect((ours != nil) == isSkipped(bytes))
            let theirs = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            guard let ours else { continue }
            read += 1
            let isSame = theirs.map { ours.isWhatFoundationRead($0) } ?? false
            #expect(isSame, "\(String(decoding: bytes, as: UTF8.self))")
        }
        #expect(read > 100)
    }
}

/// Changes of a text that are the same in every run.
private struct Mutations {
    /// The state of xorshift64.
    var state: UInt64

    private mutating func next(below bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(bound))
    }

    mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        let marks = Array(#"{}[],:"\u0123456789-+.eEtfn "#.utf8) + [0x0A, 0x00, 0x80, 0xC3]
        for _ in 0...next(below: 2) {
            let place = next(below: bytes.count)
            switch next(below: 3) {
            case 0: bytes[place] = marks[next(below: marks.count)]
            case 1: bytes.insert(marks[next(below: marks.count)], at: place)
            default: bytes.remove(at: place)
            }
        }
        return bytes
    }
}
