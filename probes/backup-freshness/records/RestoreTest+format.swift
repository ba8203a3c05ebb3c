package import ProbeKit

extension RestoreTest: RecordFormat {
    package static let format = "soc2d.restore-test.v1"
    package static let isWrittenAtOnce = false
    package static let isSigned = true

    package init(parsing bytes: [UInt8]) throws(JSONProblem) {
        let members = try RecordMembers(bytes, format: Self.format)
        self.init()
        set = try members.text("set")
        source = try members.optionalText("source")
        from = try members.text("from")
        fromFinish = try members.optionalTime("fromFinish")
        target = try members.text("target")
        start = try members.time("start")
        finish = try members.time("finish")
        try members.order("start", start, before: "finish", finish)
        try members.order("fromFinish", fromFinish, before: "start", start)
        exitCode = try members.optionalExitCode("exitCode")
        author = try members.text("author")
        comparison = try members.optionalObject("comparison").map { members throws(JSONProblem) in try Comparison(members) }
    }

    package var json: [UInt8] {
        var text = RecordText(format: Self.format)
        text.add("set", set)
        text.add("source", source)
        text.add("from", from)
        text.add("fromFinish", time: fromFinish)
        text.add("target", target)
        text.add("start", time: start)
        text.add("finish", time: finish)
        text.add("exitCode", exitCode)
        text.add("author", author)
        text.add("comparison", comparison?.text)
        return text.line
    }
}

extension RestoreTest.Comparison {
    fileprivate init(_ members: RecordMembers) throws(JSONProblem) {
        self.init()
        against = try members.text("against")
        compared = Int(try members.count("compared"))
        different = Int(try members.count("different"))
        missing = Int(try members.count("missing"))
        bytes = try members.count("bytes")
        guard different <= compared else { throw members.problem("different", "more files are different than were compared") }
    }

    fileprivate var text: RecordText {
        var text = RecordText()
        text.add("against", against)
        text.add("compared", Int64(compared))
        text.add("different", Int64(different))
        text.add("missing", Int64(missing))
        text.add("bytes", bytes)
        return text
    }
}
