package import ProbeKit

extension RecordForm {
    package mutating func nanoseconds(_ key: String, _ value: inout BootTime) throws(RecordProblem) {
        var count = value.nanoseconds
        try nanoseconds(key, &count)
        value = BootTime(nanoseconds: count)
    }
}
