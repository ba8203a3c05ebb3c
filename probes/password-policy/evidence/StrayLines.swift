import ProbeKit

/// Lines that cannot be read, or that bring in accounts from elsewhere: where they stand, never what they say.
struct StrayLines: RecordedObject, Hashable, Sendable {
    var numbers: [Int] = []
    var count = 0

    private static let mostNumbers = 100

    mutating func add(_ number: Int) {
        count += 1
        if numbers.count < Self.mostNumbers { numbers.append(number) }
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("count", &count)
        try form.field("numbers", &numbers)
    }
}
