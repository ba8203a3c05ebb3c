import ArgumentParser

/// How a command writes what it found.
enum ReportFormat: String, CaseIterable, ExpressibleByArgument {
    case text, json
}
