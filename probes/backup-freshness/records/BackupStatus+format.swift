package import ProbeKit

extension BackupStatus: RecordFormat {
    package static let format = "soc2d.backup.v1"
    package static let isWrittenAtOnce = true
    package static let isSigned = false
    /// It lies in the very place that the set names.
    package var source: String? { nil }

    package init(parsing text: [UInt8]) throws(JSONProblem) {
        let members = try RecordMembers(text, format: Self.format)
        self.init()
        set = try members.text("set")
        start = try members.optionalTime("start")
        finish = try members.time("finish")
        try members.order("start", start, before: "finish", finish)
        exitCode = try members.exitCode("exitCode")
        result = Self.worse(try members.word("result"), exitCode)
        id = try members.optionalText("id")
        bytes = try members.optionalCount("bytes")
        repository = try members.optionalLocation("repository")
        encryption = try members.optionalText("encryption")
        points = try members.optionalCount("points").map { Int($0) }
        oldest = try members.optionalTime("oldest")
        try members.order("oldest", oldest, before: "finish", finish)
        lastComplete = try members.optionalObject("lastComplete").map { members throws(JSONProblem) in try LastComplete(members) }
        try members.order("lastComplete", lastComplete?.finish, before: "finish", finish)
    }

    /// Of what a job says and what it ended with, the worse counts: a success with an exit status other than 0 is a failure, and a failure
    /// stays one although the last command of the job ended with 0.
    private static func worse(_ result: Result, _ exitCode: Int64) -> Result {
        switch result {
        case .success: exitCode == 0 ? .success : .failure
        case .incomplete, .failure: result
        }
    }

    package var json: [UInt8] {
        var text = RecordText(format: Self.format)
        text.add("set", set)
        text.add("result", result.rawValue)
        text.add("start", time: start)
        text.add("finish", time: finish)
        text.add("exitCode", exitCode)
        text.add("id", id)
        text.add("bytes", bytes)
        text.add("repository", repository.map { RepositoryLocation($0).printed })
        text.add("encryption", encryption)
        text.add("points", points.map { Int64($0) })
        text.add("oldest", time: oldest)
        text.add("lastComplete", lastComplete?.text)
        return text.line
    }
}

extension BackupStatus.LastComplete {
    fileprivate init(_ members: RecordMembers) throws(JSONProblem) {
        self.init()
        finish = try members.time("finish")
        id = try members.optionalText("id")
        bytes = try members.optionalCount("bytes")
    }

    fileprivate var text: RecordText {
        var text = RecordText()
        text.add("finish", time: finish)
        text.add("id", id)
        text.add("bytes", bytes)
        return text
    }
}
