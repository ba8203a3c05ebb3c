import ProbeKit
import Testing

/// Canonical JSON, both ways.
struct RecordFormTests {
    enum Colour: String { case red, green }

    struct Inner: RecordedObject, Equatable {
        var words: [String] = []
        mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) { try form.field("words", &words) }
    }

    struct Sample: RecordedObject, Equatable {
        var colour = Colour.red
        var count = 0
        var flag = false
        var inner: [Inner] = []
        var maybe: Int?
        var shade: Colour?
        var text = ""

        mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
            try form.word("colour", &colour)
            try form.field("count", &count)
            try form.field("flag", &flag)
            try form.field("inner", &inner)
            try form.field("maybe", &maybe)
            try form.word("shade", &shade)
            try form.field("text", &text)
        }
    }

    private func text(_ sample: Sample) throws -> String { String(decoding: try sample.canonicalJSON(), as: UTF8.self) }

    @Test func `a record is written without white space, with sorted keys, and without what is not there`() throws {
        #expect(try text(Sample()) == #"{"colour":"red","count":0,"flag":false,"inner":[],"text":""}"#)
        let full = Sample(
            colour: .green, count: -12, flag: true, inner: [Inner(words: ["a", "b"]), Inner()], maybe: 7, shade: .red,
            text: "x\"\\\n\u{1F}é")
        let expected =
            #"{"colour":"green","count":-12,"flag":true,"inner":[{"words":["a","b"]},{"words":[]}],"maybe":7,"shade":"red","text":"x\"\\\n\u001fé"}"#
        #expect(try text(full) == expected)
        #expect(try Sample(canonicalJSON: Array(expected.utf8)) == full)
    }

    @Test func `every scalar of text comes back`() throws {
        for code in (0...0x2FF).map({ UInt32($0) }) + [0xFFFD, 0x1F600] {
            guard let scalar = Unicode.Scalar(code) else { continue }
            let sample = Sample(text: "a\(String(scalar))b")
            #expect(try Sample(canonicalJSON: try sample.canonicalJSON()) == sample)
        }
    }

    @Test(arguments: [
        #"{"colour":"red","count":0,"flag":false,"inner":[],"text":""} "#,
        #"{"colour":"red", "count":0,"flag":false,"inner":[],"text":""}"#,
        #"{"count":0,"colour":"red","flag":false,"inner":[],"text":""}"#,
        #"{"colour":"blue","count":0,"flag":false,"inner":[],"text":""}"#,
        #"{"colour":"red","count":00,"flag":false,"inner":[],"text":""}"#,
        #"{"colour":"red","count":-0,"flag":false,"inner":[],"text":""}"#,
        #"{"colour":"red","count":1.0,"flag":false,"inner":[],"text":""}"#,
        #"{"colour":"red","count":9007199254740992,"flag":false,"inner":[],"text":""}"#,
        #"{"colour":"red","count":99999999999999999999999,"flag":false,"inner":[],"text":""}"#,
        #"{"colour":"red","count":0,"flag":null,"inner":[],"text":""}"#,
        #"{"colour":"red","count":0,"flag":false,"inner":[],"text":"\u0041"}"#,
        #"{"colour":"red","count":0,"flag":false,"inner":[],"text":"\/"}"#,
        #"{"colour":"red","count":0,"flag":false,"inner":[],"text":""#,
        #"{"colour":"red","count":0,"flag":false,"inner":[,],"text":""}"#,
        #"{"colour":"red","count":0,"flag":false,"inner":[],"text":"","more":1}"#,
        "", "{", "null", "[]",
    ])
    func `what is not canonical is refused`(text: String) {
        #expect(throws: RecordProblem.self) { try Sample(canonicalJSON: Array(text.utf8)) }
    }

    @Test(arguments: [Int.min, .max, 1 << 53, -(1 << 53)])
    func `an integer that a reader would refuse is not written`(count: Int) {
        #expect(throws: RecordProblem.self) { try Sample(count: count).canonicalJSON() }
    }

    @Test func `keys out of order are a programmer's error that shows`() {
        struct Wrong: RecordedObject {
            var value = 1
            mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
                try form.field("b", &value)
                try form.field("a", &value)
            }
        }
        #expect(throws: RecordProblem.self) { try Wrong().canonicalJSON() }
    }

    @Test func `cut and changed records are refused or read as something else, but never crash`() throws {
        let whole = try Sample(count: 5, inner: [Inner(words: ["one"])], maybe: 3, text: "é\n").canonicalJSON()
        for length in 0..<whole.count { #expect(throws: RecordProblem.self) { try Sample(canonicalJSON: Array(whole[..<length])) } }
        for index in whole.indices {
            for byte: UInt8 in [0, 0x22, 0x5C, 0x7B, 0x7D, 0x2C, 0x39, 0xFF] {
                var changed = whole
                changed[index] = byte
                if let read = try? Sample(canonicalJSON: changed) { #expect(try read.canonicalJSON() == changed) }
            }
        }
    }
}
