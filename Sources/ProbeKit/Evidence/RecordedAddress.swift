package import Controls

/// An address is kept as its text, in the one form that the description has.
extension IPAddress: Recorded {
    package init() { self = .wildcardV4 }

    package mutating func record(in form: inout RecordForm) throws(RecordProblem) {
        let written = description
        var text = written
        try text.record(in: &form)
        if text == written { return }
        guard let address = IPAddress(text), address.description == text else {
            throw RecordProblem(text: "not an address in its usual form", offset: form.bytes.count)
        }
        self = address
    }
}
