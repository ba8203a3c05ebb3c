internal import ProbeKit

/// Something that a dictionary holds, together with its key.
protocol KeptPair: RecordedObject {
    associatedtype Key: Hashable & Comparable
    associatedtype Value

    var pair: (key: Key, value: Value) { get }
}

extension RecordForm {
    /// The pairs of a dictionary, in the order of their keys.
    mutating func pairs<Pair: KeptPair>(
        _ name: String, _ dictionary: inout [Pair.Key: Pair.Value], _ keep: (Pair.Key, Pair.Value) -> Pair
    ) throws(RecordProblem) {
        var pairs = dictionary.sorted { $0.key < $1.key }.map { keep($0.key, $0.value) }
        try field(name, &pairs)
        guard isReading else { return }
        dictionary = Dictionary(pairs.map(\.pair)) { first, _ in first }
    }

    /// The values of a dictionary, which have their keys in them.
    mutating func list<Value: RecordedObject>(
        _ name: String, _ dictionary: inout [String: Value], by key: KeyPath<Value, String>
    ) throws(RecordProblem) {
        var values = dictionary.sorted { $0.key < $1.key }.map(\.value)
        try field(name, &values)
        guard isReading else { return }
        dictionary = Dictionary(values.map { ($0[keyPath: key], $0) }) { first, _ in first }
    }
}
