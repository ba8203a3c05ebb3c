package import ProbeKit

extension IntegrityCheck: RecordFormat {
    package static let format = "soc2d.integrity-check.v1"
    package static let isWrittenAtOnce = false
    package static let isSigned = true

    package init(parsing bytes: [UInt8]) throws(JSONProblem) {
        let members = try RecordMembers(bytes, format: Self.format)
        self.init()
        set = try members.text("set")
        source = try members.optionalText("source")
        start = try members.optionalTime("start")
        finish = try members.time("finish")
        try members.order("start", start, before: "finish", finish)
        exitCode = try members.exitCode("exitCode")
        scope = try members.optionalWord("scope")
        author = try members.optionalText("author")
    }

    package var json: [UInt8] {
        var text = RecordText(format: Self.format)
        text.add("set", set)
        text.add("source", source)
        text.add("start", time: start)
        text.add("finish", time: finish)
        text.add("exitCode", exitCode)
        text.add("scope", scope?.rawValue)
        text.add("author", author)
        return text.line
    }
}
