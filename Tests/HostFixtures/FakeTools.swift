package import ProbeKit

/// Programs that answer as a test says.
package struct FakeTools: ToolRunner {
    private let answer: @Sendable (ToolCall) throws(ToolFailure) -> ToolOutcome

    package init(_ answer: @escaping @Sendable (ToolCall) throws(ToolFailure) -> ToolOutcome) { self.answer = answer }

    /// - Parameter outcomes: by program and arguments as people type them, such as `/usr/sbin/zfs list -Hp`; nothing else is installed.
    package init(_ outcomes: [String: ToolOutcome]) {
        self.init { call throws(ToolFailure) in
            let typed = ([call.program.escaped] + call.arguments).joined(separator: " ")
            guard let outcome = outcomes[typed] else { throw .missing(call.program) }
            return outcome
        }
    }

    package func run(_ call: ToolCall) throws(ToolFailure) -> ToolOutcome { try answer(call) }
}
