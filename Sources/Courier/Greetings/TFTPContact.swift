internal import ProbeKit

/// Asks a TFTP server for a file that nobody has (RFC 1350).
struct TFTPContact {
    let request: GreetingRequest

    init(_ request: GreetingRequest) { self.request = request }

    /// RRQ, a name, a mode.
    private static let question: [UInt8] = [0, 1] + Array("soc2d-no-such-file".utf8) + [0] + Array("octet".utf8) + [0]
    /// ERROR 0, so that a server that sends a file stops.
    private static let refusal: [UInt8] = [0, 5, 0, 0, 0]

    func greeting() -> Greeting {
        do {
            let datagrams = try Datagrams(to: request.address, port: request.port)
            let deadline = Deadline.after(milliseconds: request.deadline)
            // Datagrams get lost: ask twice.
            for share in [3, 1] {
                try datagrams.send(Self.question)
                guard let answer = datagrams.receive(until: deadline.orAfter(milliseconds: request.deadline / share)) else { continue }
                return judge(answer, datagrams)
            }
            return Greeting(.silent, "no answer in time")
        } catch {
            return Greeting(error)
        }
    }

    private func judge(_ answer: Datagrams.Received, _ datagrams: borrowing Datagrams) -> Greeting {
        guard answer.bytes.count >= 4, answer.bytes[0] == 0, answer.bytes[1] == 3 || answer.bytes[1] == 5 else {
            return Greeting(.unrecognised, Quotation.firstLine(answer.bytes))
        }
        let isError = answer.bytes[1] == 5
        if !isError { datagrams.answer(answer, with: Self.refusal) }
        let words = isError ? Quotation.text(answer.bytes.dropFirst(4).prefix { $0 != 0 }) : "sends a file that nobody has"
        var greeting = Greeting(CleartextProtocol.tftp, words)
        greeting.login = .always
        return greeting
    }
}
