import Controls
import Notices
import ProbeKit
import Testing

/// What people are told of subjects: an execution a minute.
@Suite struct TellingTests {
    @Test func `an opening is told once, and a closing with the second pass`() {
        var people = People()
        for pass in [false, true, true, false, false] { people.look(["eve": pass ? .pass : .fail(.unexpected)]) }
        people.look(["eve": .pass])
        people.look(["eve": .pass])
        #expect(people.heard == ["0 opened eve", "2 closed eve", "3 opened eve", "6 closed eve"])
    }

    @Test func `a name that comes up several times counts once, and any fail counts before any pass`() {
        var people = People()
        people.look([("eve", .pass), ("eve", .fail(.unexpected)), ("eve", .inconclusive(.timeout))])
        people.look([("eve", .inconclusive(.timeout)), ("eve", .pass)])
        people.look([("eve", .pass), ("eve", .pass)])
        #expect(people.heard == ["0 opened eve"])
    }

    @Test func `what is inconclusive or not applicable says nothing`() {
        var people = People()
        people.look(["eve": .fail(.unexpected)])
        people.look(["eve": .inconclusive(.timeout)])
        people.look(["eve": .notApplicable(.featureAbsent)])
        people.look(["eve": .pass])
        people.look(["eve": .inconclusive(.timeout)])
        #expect(people.heard == ["0 opened eve"])
        people.look(["eve": .pass])
        #expect(people.heard == ["0 opened eve", "5 closed eve"])
    }

    @Test func `a subject that is not named passes only where everything was looked through`() {
        var people = People()
        people.look(["eve": .fail(.unexpected), "mallory": .fail(.unexpected)])
        people.look([:], isComplete: false)
        people.look([:], isComplete: false)
        #expect(people.heard == ["0 opened eve", "0 opened mallory"])
        people.look(["mallory": .pass])
        people.look(["mallory": .fail(.unexpected)])
        #expect(people.heard == ["0 opened eve", "0 opened mallory", "4 closed eve"])
    }

    @Test func `a subject is awaited until nothing remains to be told of it`() {
        var people = People()
        #expect(people.awaited.isEmpty)
        people.look(["eve": .fail(.unexpected)])
        people.look(["eve": .pass])
        #expect(people.awaited == ["eve"])
        people.look(["eve": .pass])
        #expect(people.awaited.isEmpty)
    }

    @Test func `another reason, severity or requirement is told, another observation is not`() {
        var people = People()
        people.look(["eve": .fail(.unexpected)], observed: "uid 7")
        people.look(["eve": .fail(.unexpected)], observed: "uid 8")
        people.look(["eve": .fail(.weakAlgorithm)])
        people.look(["eve": .fail(.weakAlgorithm)], severity: .critical)
        people.look(["eve": .fail(.weakAlgorithm)], severity: .critical, required: "nobody")
        people.look(["eve": .fail(.weakAlgorithm)], severity: .critical, required: "nobody")
        #expect(people.heard == ["0 opened eve", "2 changed eve", "3 changed eve", "4 changed eve"])
    }

    @Test func `nothing but flapping and settled is told of what opens and closes all the time`() {
        var people = People(rule: TellingRule(turns: 3, window: .minutes(10)))
        for number in 0..<60 { people.look(["eve": number % 2 == 0 ? .fail(number % 4 == 0 ? .weakAlgorithm : .unexpected) : .pass]) }
        #expect(people.heard == ["0 opened eve", "2 changed eve", "3 flapping eve"])
        for _ in 0..<12 { people.look(["eve": .pass]) }
        #expect(people.heard.suffix(1) == ["69 settled eve"])
        people.look(["eve": .fail(.weakAlgorithm)])
        #expect(people.heard.suffix(1) == ["72 opened eve"])
    }

    @Test func `a waiver over an open deficiency is told once, and the deficiency again when it ends`() throws {
        var people = People()
        people.look(["eve": .fail(.unexpected)])
        try people.begin("W-1", over: "eve")
        people.look(["eve": .fail(.weakAlgorithm)])
        people.look(["eve": .fail(.weakAlgorithm)])
        try people.end("W-1", over: "eve", .expired)
        people.look(["eve": .fail(.weakAlgorithm)])
        people.look(["eve": .fail(.unexpected)])
        #expect(people.heard == ["0 opened eve", "1 waived eve", "3 waiver-ended eve", "4 changed eve"])
    }

    @Test func `what fails under a waiver is told to be waived, and its closing is told`() throws {
        var people = People()
        try people.begin("W-1", over: "eve")
        people.look(["eve": .fail(.unexpected)])
        people.look(["eve": .pass])
        people.look(["eve": .pass])
        try people.end("W-1", over: "eve", .revoked)
        people.look(["eve": .fail(.unexpected)])
        #expect(people.heard == ["0 waived eve", "2 closed eve", "3 opened eve"])
    }

    @Test func `a waiver that takes the place of another is told, and no ending`() throws {
        var people = People()
        try people.begin("W-1", over: "eve")
        people.look(["eve": .fail(.unexpected)])
        try people.change([people.ending("W-1", over: "eve", .replaced(by: "W-2")), people.beginning("W-2", over: "eve")])
        try people.change([people.ending("W-2", over: "eve", .expired), people.beginning("W-3", over: "eve")])
        #expect(people.heard == ["0 waived eve", "1 waived eve", "1 waived eve"])
    }

    @Test func `a waiver that is altered is told only where it ends at another time`() throws {
        var people = People()
        people.look(["eve": .fail(.unexpected)])
        let (first, longer) = (try SampleWaiver.over("eve"), try SampleWaiver.over("eve", until: "2027-02-28"))
        people.change([.began(first, Moment(seconds: 60))])
        people.change([.ended(first, .replaced(by: "W-12"), Moment(seconds: 120)), .began(first, Moment(seconds: 120))])
        #expect(people.heard == ["0 opened eve", "1 waived eve"])
        people.change([.ended(first, .replaced(by: "W-12"), Moment(seconds: 180)), .began(longer, Moment(seconds: 180))])
        #expect(people.heard == ["0 opened eve", "1 waived eve", "3 waived eve"])
    }

    @Test func `a waiver that ends over what has just passed is told only if it fails again`() throws {
        var people = People()
        try people.begin("W-1", over: "eve")
        people.look(["eve": .fail(.unexpected)])
        people.look(["eve": .pass])
        try people.end("W-1", over: "eve", .revoked)
        #expect(people.heard == ["0 waived eve"])
        people.look(["eve": .fail(.unexpected)])
        #expect(people.heard == ["0 waived eve", "2 waiver-ended eve"])
    }

    @Test func `what flaps under a waiver is quiet until it ends`() throws {
        var people = People(rule: TellingRule(turns: 3, window: .minutes(10)))
        try people.begin("W-1", over: "eve")
        for number in 0..<20 { people.look(["eve": number % 2 == 0 ? .fail(.weakAlgorithm) : .pass]) }
        #expect(people.heard == ["0 waived eve"])
        try people.end("W-1", over: "eve", .revoked)
        #expect(people.heard == ["0 waived eve", "20 flapping eve"])
    }

    @Test func `nothing is remembered of subjects of which nothing remains to be told`() {
        var people = People()
        for round in 0..<20 {
            people.look(Dictionary(uniqueKeysWithValues: (0..<50).map { ("user-\(round)-\($0)", .fail(.unexpected)) }))
        }
        for _ in 0..<62 { people.look([:]) }
        #expect(people.telling == Telling())
    }

    @Test(arguments: 0..<40) func `a telling that is kept and read again goes on as if nothing had happened`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        var people = People(rule: TellingRule(turns: 3, window: .minutes(8)))
        var restarted = people
        for _ in 0..<120 {
            let names = ["a", "b", "c"].filter { _ in dice.throwing(4) > 0 }
            let verdicts = Dictionary(uniqueKeysWithValues: names.map { ($0, Self.verdicts[dice.throwing(Self.verdicts.count)]) })
            let isComplete = dice.throwing(3) > 0
            let waiver = dice.throwing(12)
            for index in 0..<2 {
                var one = index == 0 ? people : restarted
                if waiver == 0 { try one.begin("W-1", over: "b") }
                if waiver == 1 { try one.end("W-1", over: "b", .revoked) }
                one.look(verdicts, isComplete: isComplete)
                if index == 0 { people = one } else { restarted = one }
            }
            restarted.telling = try Telling(canonicalJSON: restarted.telling.canonicalJSON())
            #expect(restarted.telling == people.telling, "seed \(seed)")
        }
        #expect(restarted.heard == people.heard, "seed \(seed)")
    }

    private static let verdicts: [Verdict] = [.pass, .pass, .fail(.weakAlgorithm), .fail(.unexpected), .inconclusive(.timeout)]

    @Test func `a copy that says what nobody can know is refused`() throws {
        var people = People()
        people.look(["eve": .fail(.weakAlgorithm)])
        let text = String(decoding: try people.telling.canonicalJSON(), as: UTF8.self)
        for (word, other) in [(#""open","open""#, #""waived","open""#), (#"["0"]"#, #"["soon"]"#), (#""weak-algorithm""#, #""strong""#)] {
            #expect(text.contains(word))
            #expect(throws: RecordProblem.self) { try Telling(canonicalJSON: Array(text.replacing(word, with: other).utf8)) }
        }
    }
}
