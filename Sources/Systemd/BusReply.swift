internal import CSystemd

/// What was answered to a question, read from its start to its end.
@safe struct BusReply: ~Copyable {
    private let message: OpaquePointer?

    /// Takes the message over.
    init(_ message: OpaquePointer?) { unsafe self.message = message }

    deinit { unsafe sd_bus_message_unref(message) }

    /// A text of one of the types that are texts.
    func text(of type: Unicode.Scalar) throws(BusFailure) -> String {
        var text: UnsafePointer<CChar>?
        try check(unsafe sd_bus_message_read_basic(message, CChar(truncatingIfNeeded: type.value), &text))
        guard let text = unsafe text else { return "" }
        return unsafe String(cString: text)
    }

    func number() throws(BusFailure) -> UInt64 {
        var number: UInt64 = 0
        try check(unsafe sd_bus_message_read_basic(message, Self.unsigned, &number))
        return number
    }

    func status() throws(BusFailure) -> Int32 {
        var number: Int32 = 0
        try check(unsafe sd_bus_message_read_basic(message, Self.signed, &number))
        return number
    }

    func texts(limit: Int) throws(BusFailure) -> [String] {
        try check(unsafe sd_bus_message_enter_container(message, Self.array, "s"))
        var texts: [String] = []
        while texts.count < limit, try check(unsafe sd_bus_message_at_end(message, 0)) == 0 { texts.append(try text(of: "s")) }
        return texts
    }

    func statuses(limit: Int) throws(BusFailure) -> [Int32] {
        try check(unsafe sd_bus_message_enter_container(message, Self.structure, "aiai"))
        try check(unsafe sd_bus_message_enter_container(message, Self.array, "i"))
        var statuses: [Int32] = []
        while statuses.count < limit, try check(unsafe sd_bus_message_at_end(message, 0)) == 0 { statuses.append(try status()) }
        return statuses
    }

    private static let array = CChar(UInt8(ascii: "a"))
    private static let structure = CChar(UInt8(ascii: "r"))
    private static let signed = CChar(UInt8(ascii: "i"))
    private static let unsigned = CChar(UInt8(ascii: "t"))

    @discardableResult private func check(_ result: Int32) throws(BusFailure) -> Int32 { try BusFailure.check(result) }
}
