package import ProbeKit

extension BackupStatus: RecordFormat {
    package static let format = "soc2d.backup.v1"
    package init(parsing bytes: [UInt8]) throws(JSONProblem) { throw JSONReader(bytes).problem("comes with the next change") }
    package var json: [UInt8] { [] }
}
extension IntegrityCheck: RecordFormat {
    package static let format = "soc2d.integrity-check.v1"
    package init(parsing bytes: [UInt8]) throws(JSONProblem) { throw JSONReader(bytes).problem("comes with the next change") }
    package var json: [UInt8] { [] }
}
extension RestoreTest: RecordFormat {
    package static let format = "soc2d.restore-test.v1"
    package init(parsing bytes: [UInt8]) throws(JSONProblem) { throw JSONReader(bytes).problem("comes with the next change") }
    package var json: [UInt8] { [] }
}
