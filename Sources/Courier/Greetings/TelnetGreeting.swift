internal import ProbeKit

/// What the first words of Telnet tell: it has no protection unless that is negotiated.
enum TelnetGreeting {
    static func judge(_ words: [UInt8], _ greeting: inout Greeting) {
        let options = Telnet.options(words)
        greeting.offersTLS = options.contains(Telnet.startTLS)
        greeting.login = Telnet.canProtect(options) ? .unknown : options.isEmpty ? .accepted : .always
    }
}
