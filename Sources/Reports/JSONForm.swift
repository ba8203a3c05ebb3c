import Controls

/// Something that is written as JSON, piece by piece.
protocol JSONForm {
    var bytes: [UInt8] { get set }
}

extension JSONForm {
    /// Hands over what is written so far, so that a hundred thousand results need no hundred megabytes.
    mutating func flush(to write: ([UInt8]) -> Void) {
        write(bytes)
        bytes.removeAll(keepingCapacity: true)
    }

    mutating func list<Element>(_ elements: [Element], each: (inout Self, Element) -> Void) {
        raw("[")
        for (index, element) in elements.enumerated() {
            if index > 0 { raw(",") }
            each(&self, element)
        }
        raw("]")
    }

    mutating func pair(_ key: String, _ value: String) {
        string(key)
        raw(":")
        string(value)
    }

    mutating func string(_ text: String) { appendJSONString(text, to: &bytes) }
    mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
