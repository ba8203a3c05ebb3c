/// What the monitor answered as one JSON object: format `soc2d.answer.v1`. Keys are stable; new ones may come, none goes.
package enum JSONAnswerReport {
    package static func render(isDone: Bool, _ text: String, problems: [String], to write: ([UInt8]) -> Void) {
        JSONPage.render(
            [("format", .text("soc2d.answer.v1")), ("done", .flag(isDone)), ("text", .text(text)), ("problems", .texts(problems))],
            to: write)
    }
}
